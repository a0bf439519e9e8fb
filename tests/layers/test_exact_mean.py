"""Statistics over many pixels keep their digits: exported and Keras pictures must agree."""

import numpy as np

from tfstyle.layers import InstanceNormalization
from tfstyle.layers.instance_statistics import exact_mean


def test_the_mean_of_many_pixels_is_exact():
    x = np.random.default_rng(0).normal(3, 1, (2, 256, 192, 4)).astype("float32")
    exact = x.astype("float64").mean(axis=(1, 2), keepdims=True)
    assert np.abs(np.asarray(exact_mean(x)) - exact).max() < 3e-6


def test_instance_norm_of_a_large_picture_is_exact():
    x = np.random.default_rng(1).normal(3, 1, (2, 256, 192, 4)).astype("float32")
    layer = InstanceNormalization(center=False, scale=False)
    layer.build(x.shape)
    wide = x.astype("float64")
    mean, variance = wide.mean((1, 2), keepdims=True), wide.var((1, 2), keepdims=True)
    exact = (wide - mean) / np.sqrt(variance + layer.epsilon)
    assert np.abs(np.asarray(layer.plain_call(x)) - exact).max() < 1e-5
