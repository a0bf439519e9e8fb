"""Sizes that are known: parameters, and pictures from 64 to 1024 pixels."""

import keras
import numpy as np
import pytest

from tfstyle.networks import PatchDiscriminator, ResNetGenerator, UNetGenerator


def count(network):
    """Return the number of learned parameters; batch norm's statistics are not learned."""
    return sum(int(np.prod(weight.shape)) for weight in network.trainable_weights)


@pytest.mark.parametrize(
    "make, millions",
    [
        (lambda: UNetGenerator(64, num_downs=8), 54.414),
        (lambda: ResNetGenerator(64, num_blocks=9), 11.378),
        (lambda: ResNetGenerator(64, num_blocks=6), 7.838),
        (lambda: PatchDiscriminator(64, 3, in_channels=6, normalization="batch"), 2.769),
    ],
    ids=["unet256", "resnet9", "resnet6", "patch70"],
)
def test_parameters_are_those_of_the_papers(make, millions):
    assert round(count(make()) / 1e6, 3) == millions


def test_resize_upsampling_has_the_transposed_ones_parameters():
    sizes = {count(ResNetGenerator(4, 1, upsampling=name)) for name in ("transpose", "resize")}
    assert len(sizes) == 1


@pytest.mark.parametrize("num_downs, size", [(6, 64), (7, 128), (8, 256), (9, 512), (10, 1024)])
def test_unet_goes_down_to_one_pixel_from_64_to_1024(num_downs, size):
    network = UNetGenerator(filters=1, num_downs=num_downs)
    assert network.size_multiple == network.min_size == size
    assert network.compute_output_shape((2, size, size, 3)) == (2, size, size, 3)
    innermost = network.get_layer(f"down{num_downs - 1}_conv").output
    encoder = keras.Model(network.input, innermost)
    assert encoder.compute_output_shape((2, size, size, 3)) == (2, 1, 1, 8)


@pytest.mark.parametrize(
    "network",
    [
        lambda: UNetGenerator(filters=2, num_downs=10, in_channels=1, out_channels=2),
        lambda: ResNetGenerator(
            filters=2, num_blocks=1, in_channels=1, out_channels=2, upsampling="resize"
        ),
    ],
    ids=["unet", "resnet"],
)
def test_a_picture_of_1024_pixels_passes(network):
    out = network()(np.zeros((1, 1024, 1024, 1), "float32"))
    assert out.shape == (1, 1024, 1024, 2)


def test_patch_discriminator_of_256_pixels_has_30_by_30_logits():
    network = PatchDiscriminator(filters=1)
    assert network.compute_output_shape((1, 256, 256, 3)) == (1, 30, 30, 1)
