"""Feature matching is what the paper's code adds up."""

import keras
import numpy as np
import pytest
from keras import ops

from tfstyle.losses import FeatureMatchingLoss
from tfstyle.training import record


def outputs(layers, scales, seed):
    rng = np.random.default_rng(seed)
    return [
        [rng.normal(size=(1, 4, 4, 2)).astype("float32") for _ in range(layers + 1)]
        for _ in range(scales)
    ]


@pytest.mark.parametrize("layers", [2, 4])
def test_weights_of_layers_and_scales(layers):
    real, fake = outputs(layers, 3, seed=1), outputs(layers, 3, seed=2)
    expected = sum(
        10.0 / 3 * 4 / layers * np.abs(a - b).mean()
        for on_real, on_fake in zip(real, fake, strict=True)
        for a, b in zip(on_real[:-1], on_fake[:-1], strict=True)
    )
    assert float(FeatureMatchingLoss(10.0)(real, fake)) == pytest.approx(expected, rel=1e-5)


def test_the_logits_take_no_part_and_the_real_features_get_no_gradient():
    real, fake = outputs(2, 1, seed=1), outputs(2, 1, seed=2)
    before = float(FeatureMatchingLoss()(real, fake))
    fake[0][-1] = fake[0][-1] + 100
    assert float(FeatureMatchingLoss()(real, fake)) == before
    feature = keras.Variable(real[0][0])
    real[0][0] = feature
    other = keras.Variable(fake[0][0])
    fake[0][0] = other
    with record([feature, other]) as tape:
        loss = FeatureMatchingLoss()(real, fake)
    to_real, to_fake = tape.gradient(loss)
    assert to_real is None and np.abs(ops.convert_to_numpy(to_fake)).max() > 0


def test_a_negative_weight_is_refused_and_zero_is_false():
    assert not FeatureMatchingLoss(0.0)
    with pytest.raises(ValueError, match="Received: -1"):
        FeatureMatchingLoss(-1)
