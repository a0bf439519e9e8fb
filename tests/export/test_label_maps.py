"""What takes label maps is proven on these: between two classes an engine's last digit counts."""

import numpy as np
import pytest

from tests.networks.helpers import randomize
from tfstyle import images
from tfstyle.engines import proof
from tfstyle.errors import RefusedError
from tfstyle.export.looks import Looks, comparison_pictures
from tfstyle.export.representative import Shown
from tfstyle.models import Pix2Pix
from tfstyle.networks import UNetGenerator

LABELS = [[0, 0, 222], [0, 128, 255], [255, 80, 0]]


def colours(picture):
    return {tuple(map(int, pixel)) for pixel in picture.reshape(-1, 3)}


def test_all_pictures_of_the_proof_are_in_the_labels_colours():
    painter = UNetGenerator(filters=4, num_downs=3, labels=LABELS)
    model = Pix2Pix(randomize(painter))
    labels = {tuple(colour) for colour in LABELS}
    looks = Looks(model, model.directions[0], comparison_pictures())
    for look, painted in (*looks.at((32, 48)), *looks.at((48, 32), 1)):
        assert colours(look.picture) <= labels and painted.shape == look.picture.shape
    found = set().union(*(colours(look.picture) for look, _ in looks.at((32, 48))))
    assert len(found) > 1, "one class alone proves nothing"
    for picture in Shown(model, (32, 32)).pictures(model.directions[0]):
        assert colours(picture) <= labels


def test_engines_are_shown_label_maps_too(monkeypatch):
    model = Pix2Pix(UNetGenerator(filters=4, num_downs=3, labels=LABELS))
    shown = []

    def try_out(engine, path, pictures, seconds):
        shown.extend(pictures)
        raise RefusedError("seen enough")

    monkeypatch.setattr(proof, "try_out", try_out)
    with pytest.raises(RefusedError, match="seen enough"):
        proof.prove(model, "litert", model.directions[0], "nowhere")
    labels = {tuple(colour) for colour in LABELS}
    assert len(shown) > 1
    assert all(colours(images.to_uint8(picture[0])) <= labels for picture in shown)


def test_other_pictures_stay_as_they_are():
    model = Pix2Pix(UNetGenerator(filters=4, num_downs=3))
    ((look, _), *_) = Looks(model, model.directions[0], comparison_pictures()).at((32, 32))
    assert len(colours(look.picture)) > 100 and np.ptp(look.picture) > 100
