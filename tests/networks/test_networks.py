"""Dropout, first weights and spectral norm of the GAN networks, and wrong arguments in words."""

import keras
import numpy as np
import pytest

from tfstyle.networks import (
    PatchDiscriminator,
    ResNetGenerator,
    UNetGenerator,
)

from .helpers import pictures, randomize


@pytest.mark.parametrize(
    "make, arguments, number",
    [(UNetGenerator, {"num_downs": 5}, 3), (ResNetGenerator, {"num_blocks": 2}, 2)],
)
def test_dropout_is_active_in_training_only(make, arguments, number):
    arguments = {"filters": 4, "normalization": "instance", **arguments}
    network = randomize(make(**arguments, dropout=0.5))
    assert sum(isinstance(layer, keras.layers.Dropout) for layer in network.layers) == number
    without = make(**arguments, dropout=0.0)
    assert not any(isinstance(layer, keras.layers.Dropout) for layer in without.layers)
    without.set_weights([w.numpy() for w in network.weights if "dropout" not in w.path])

    x = pictures(1, 64, 64, 3)
    noisy, noisy_again = (np.array(network(x, training=True)) for _ in range(2))
    assert np.abs(noisy - noisy_again).max() > 1e-3
    np.testing.assert_array_equal(network(x, training=False), without(x, training=False))
    np.testing.assert_array_equal(network(x, training=False), network(x, training=False))


def test_unet_drops_out_in_the_three_innermost_blocks():
    network = UNetGenerator(filters=1, num_downs=8)
    names = [x.name for x in network.layers if isinstance(x, keras.layers.Dropout)]
    assert names == ["up7_dropout", "up6_dropout", "up5_dropout"]


def test_layers_of_one_shape_start_different():
    network = ResNetGenerator(filters=2, num_blocks=2)
    first, second = (network.get_layer(f"block{i}_0_conv").kernel.numpy() for i in (0, 1))
    assert np.abs(first - second).max() > 0


def test_initial_weights_are_normal_002():
    network = PatchDiscriminator(filters=16, normalization="batch")
    kernel = network.get_layer("layer3_conv").kernel.numpy()
    gamma = network.get_layer("layer3_norm").gamma.numpy()
    assert abs(kernel.mean()) < 1e-3 and abs(kernel.std() - 0.02) < 1e-3
    assert abs(gamma.mean() - 1) < 0.01 and 0.01 < gamma.std() < 0.03


def test_spectral_normalization_brings_every_kernel_to_norm_one():
    network = randomize(PatchDiscriminator(4, 2, spectral_normalization=True))
    x = pictures(1, 32, 32, 3)
    for _ in range(40):
        network(x, training=True)
    kernels = [w.numpy() for w in network.weights if w.path.endswith("/kernel")]
    assert len(kernels) == 4
    for kernel in kernels:
        largest = np.linalg.svd(kernel.reshape(-1, kernel.shape[-1]), compute_uv=False)[0]
        assert abs(largest - 1) < 1e-2


@pytest.mark.parametrize(
    "make, wrong, message",
    [
        (UNetGenerator, {"num_downs": 1}, "from 2 to 12.*num_downs=1"),
        (UNetGenerator, {"filters": 0}, "from 1 to 1024.*filters=0"),
        (UNetGenerator, {"normalization": "btach"}, "normalization must be.*'btach'"),
        (UNetGenerator, {"upsampling": "bilinear"}, "upsampling must be.*'bilinear'"),
        (ResNetGenerator, {"num_blocks": -1}, "from 0 to 64.*num_blocks=-1"),
        (ResNetGenerator, {"filters": 0}, "from 1 to 1024.*filters=0"),
        (ResNetGenerator, {"upsampling": "bilinear"}, "upsampling must be.*'bilinear'"),
        (ResNetGenerator, {"normalization": "layer"}, "normalization must be.*'layer'"),
        (PatchDiscriminator, {"num_layers": 6}, "from 0 to 5.*num_layers=6"),
        (PatchDiscriminator, {"num_layers": -1}, "from 0 to 5.*num_layers=-1"),
        (PatchDiscriminator, {"filters": 0}, "filters.*0"),
        (PatchDiscriminator, {"normalization": None}, "normalization must be.*None"),
    ],
)
def test_a_wrong_argument_is_named(make, wrong, message):
    with pytest.raises(ValueError, match=message):
        make(**wrong)
