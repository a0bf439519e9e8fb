"""How a U-Net grows its picture again: by transposed convolutions, or without their lattice."""

import keras
import numpy as np

from tests.networks.helpers import pictures, randomize
from tfstyle.networks import UNetGenerator


def step_of(network, level):
    """Return what doubles one level, as a function of arrays."""
    before = network.get_layer(f"up{level}_activation").output
    step = keras.Model(before, network.get_layer(f"up{level}_conv").output)
    return lambda x: np.asarray(step(x))


def doubled(x, kernel, bias):
    """Nearest neighbour, a mirrored border, nine products: by hand."""
    large = np.repeat(np.repeat(x, 2, axis=1), 2, axis=2)
    padded = np.pad(large, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect")
    height, width = large.shape[1:3]
    return bias + sum(
        padded[:, i : i + height, j : j + width] @ kernel[i, j] for i in range(3) for j in range(3)
    )


def test_resize_is_nearest_neighbour_and_a_convolution():
    network = randomize(UNetGenerator(2, num_downs=2, normalization="none", upsampling="resize"))
    for level, size in ((1, 1), (0, 3)):  # from one pixel, and from several
        convolution = network.get_layer(f"up{level}_conv")
        kernel, bias = (weight.numpy() for weight in convolution.weights)
        x = pictures(1, size, size, kernel.shape[2])
        np.testing.assert_allclose(step_of(network, level)(x), doubled(x, kernel, bias), atol=1e-5)


def test_an_even_surface_stays_even_by_resize_alone():
    even = np.ones((1, 8, 8, 4), "float32")
    spread = {}
    for kind in ("resize", "transpose"):
        network = randomize(UNetGenerator(2, num_downs=2, normalization="none", upsampling=kind))
        inner = step_of(network, 0)(even)[:, 2:-2, 2:-2]  # "same" padding darkens a border
        spread[kind] = inner.std(axis=(1, 2)).max()
    assert spread["resize"] < 1e-5 < 1e-2 < spread["transpose"]


def test_a_config_from_before_the_choice_means_the_papers():
    config = UNetGenerator(2, num_downs=2).get_config()
    del config["upsampling"]
    network = UNetGenerator.from_config(config)
    assert isinstance(network.get_layer("up1_conv"), keras.layers.Conv2DTranspose)
