"""Places that stand out: of all channels at once, whatever their scale and offset."""

import numpy as np
import pytest
import tensorflow as tf

from tfstyle.losses import outlier_loss


def _noise(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def test_noise_costs_nothing_and_a_spike_in_all_channels_much():
    features = _noise(2, 32, 32, 16)
    assert float(outlier_loss(features)) == 0
    features[0, 8:11, 8:11] += 30.0
    assert float(outlier_loss(features)) > 0.1


def test_a_strong_place_of_one_channel_alone_is_a_feature():
    features = _noise(1, 32, 32, 64)
    features[0, 8, 8, 3] += 10.0
    assert float(outlier_loss(features)) == 0


def test_scale_and_offset_of_channels_do_not_count():
    features = _noise(1, 16, 16, 8)
    features[0, 4, 4] += 12.0
    scaled = features * np.arange(1, 9, dtype="float32") + 7.0
    assert float(outlier_loss(scaled)) == pytest.approx(float(outlier_loss(features)), rel=1e-3)


@pytest.mark.parametrize("shape", [(1, 8, 8, 4), (1, 1, 1, 4)])
def test_even_features_and_a_single_pixel_have_a_finite_slope(shape):
    even = tf.Variable(np.full(shape, 3.0, "float32"))
    with tf.GradientTape() as tape:
        loss = outlier_loss(even)
    assert float(loss) == 0 and np.isfinite(tape.gradient(loss, even)).all()


def test_a_descent_takes_the_spike_down():
    start = _noise(1, 16, 16, 8)
    start[0, 4, 4] += 12.0
    features = tf.Variable(start)
    for _ in range(40):
        with tf.GradientTape() as tape:
            loss = outlier_loss(features)
        features.assign_sub(250.0 * tape.gradient(loss, features))
    assert float(loss) < 0.25 * float(outlier_loss(start))
