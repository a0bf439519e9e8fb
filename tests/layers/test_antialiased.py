"""Blurred halving and bilinear doubling, against PyTorch's own and by hand; edges of labels."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.networks.helpers import pictures
from tests.optional import need
from tfstyle.layers import (
    BilinearUpsampling2D,
    BlurDownsampling2D,
    LabelEdges,
    NearestUpsampling2D,
    StyleStatistics,
)
from tfstyle.layers.antialiased import _blur
from tfstyle.layers.instance_statistics import collect


@pytest.mark.reference
def test_doubling_is_bilinear_interpolation():
    torch = need("torch")
    x = pictures(2, 5, 8, 3)
    expected = torch.nn.functional.interpolate(
        torch.from_numpy(x.transpose(0, 3, 1, 2)), scale_factor=2, mode="bilinear",
        align_corners=False,
    ).numpy().transpose(0, 2, 3, 1)  # fmt: skip
    np.testing.assert_allclose(BilinearUpsampling2D()(x), expected, atol=1e-6)


def test_doubling_and_its_slopes_are_those_of_repeating_and_blurring():
    x = keras.ops.convert_to_tensor(pictures(2, 5, 8, 3))
    slopes = keras.ops.convert_to_tensor(pictures(2, 10, 16, 3))

    def of(double):
        with tf.GradientTape() as tape:
            tape.watch(x)
            made = double(x)
        return made, tape.gradient(made, x, slopes)

    blurred = of(lambda x: _blur(NearestUpsampling2D()(x), stride=1))
    for found, expected in zip(of(BilinearUpsampling2D()), blurred, strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_doubling_keeps_its_precision():
    assert BilinearUpsampling2D(dtype="float16")(pictures(1, 4, 4, 3)).dtype == "float16"


@pytest.mark.reference
def test_halving_is_the_blurred_picture_at_every_second_pixel():
    torch = need("torch")
    x = pictures(2, 8, 12, 3)
    row = torch.tensor([1.0, 2.0, 1.0]) / 4
    kernel = (row[:, None] * row[None]).expand(3, 1, 3, 3)
    padded = torch.nn.functional.pad(
        torch.from_numpy(x.transpose(0, 3, 1, 2)), (1, 1, 1, 1), mode="reflect"
    )
    expected = torch.nn.functional.conv2d(padded, kernel, stride=2, groups=3).numpy()
    np.testing.assert_allclose(BlurDownsampling2D()(x), expected.transpose(0, 2, 3, 1), atol=1e-6)


@pytest.mark.parametrize("layer", [BilinearUpsampling2D, BlurDownsampling2D, LabelEdges])
def test_shapes_are_known_beforehand(layer):
    symbolic = layer()(keras.Input((None, 16, 3)))
    assert tuple(symbolic.shape)[1:] == (None, *layer()(pictures(1, 8, 16, 3)).shape[2:])


def test_edges_part_labels_and_nothing_else():
    labels = np.full((1, 6, 6, 3), -1.0, "float32")
    labels[:, 2:4, 2:4] = 1.0
    labels += np.random.default_rng(0).uniform(-0.1, 0.1, labels.shape).astype("float32")
    edges = LabelEdges()(labels).numpy()[0, :, :, 3]
    expected = np.full((6, 6), -1.0)
    expected[1:5, 2:4] = expected[2:4, 1:5] = 1.0
    np.testing.assert_array_equal(edges, expected)


def test_instances_in_a_further_channel_are_parted_too():
    labels = np.zeros((1, 4, 4, 2), "float32")
    labels[:, :, 2:, 1] = 0.5  # the same class, another instance
    edges = LabelEdges()(labels).numpy()[0, :, :, 2]
    np.testing.assert_array_equal(edges[:, 1:3], 1.0)
    np.testing.assert_array_equal(edges[:, [0, 3]], -1.0)


def test_the_style_of_a_tile_is_that_of_the_whole_picture():
    x = pictures(1, 8, 16, 3)
    layer = StyleStatistics()
    expected = np.concatenate([x.mean((1, 2)), np.sqrt(x.var((1, 2)) + 1e-5)], axis=-1)
    np.testing.assert_allclose(layer(x), expected, atol=1e-5)
    with collect():
        tiles = np.concatenate([x[:, :, :8], x[:, :, 8:]])
        np.testing.assert_allclose(layer(tiles), expected, atol=1e-5)
