"""A style that follows a taste: the term is in its loss, and the taste in its configuration."""

import numpy as np
import pytest

from tfstyle.models import FastStyle
from tfstyle.networks import VGG19, StyleNetwork

TASTE = "warmth 0 0.2 1.5 -0.1; light 0 0.3 0.5 0"


def test_a_step_and_an_evaluation_tell_what_people_would_say():
    photos = np.random.default_rng(0).uniform(-1, 1, (2, 32, 32, 3)).astype("float32")
    model = FastStyle(StyleNetwork(filters=4, num_blocks=1), preference=0.5, taste=TASTE)
    again = FastStyle.from_config(model.get_config())
    assert (again.preference, again.taste) == (0.5, TASTE)
    painting = np.zeros((64, 64, 3), "uint8")
    model.compile(encoder=VGG19(model.encoder_layers, filters=4), style_pictures=[painting])
    told = model.evaluate(photos, batch_size=2, verbose=0, return_dict=True)
    stylized = np.asarray(model(photos))
    worth = model._taste.worth(stylized, photos, np).mean()
    assert told["generator/preference"] == pytest.approx(-0.5 * worth, rel=1e-3)
    history = model.fit(photos, batch_size=2, verbose=0).history
    parts = [value[0] for name, value in history.items() if name != "generator/loss"]
    assert history["generator/loss"][0] == pytest.approx(sum(parts), rel=1e-4)


def test_what_is_no_taste_is_refused():
    with pytest.raises(ValueError, match="A taste is"):
        FastStyle(StyleNetwork(filters=4, num_blocks=1), taste="warm")
