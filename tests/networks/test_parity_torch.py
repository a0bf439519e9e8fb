"""Our networks and the same ones from PyTorch's layers, with copied weights, agree to 1e-4."""

import numpy as np
import pytest

from tfstyle.networks import PatchDiscriminator, ResNetGenerator, UNetGenerator

from .helpers import pictures, randomize
from .torch_reference import PatchGAN, ResNet, UNet, call, copy_weights

pytestmark = pytest.mark.reference

TOLERANCE = 1e-4


def assert_same(network, twin, x, modes):
    copy_weights(randomize(network), twin)
    for training in modes:
        twin.train(training)
        ours, theirs = np.array(network(x, training=training)), call(twin, x)
        assert ours.shape == theirs.shape
        # The weights make the outputs vary: a constant would agree with too much.
        assert theirs.std() > 0.05
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE)


def modes(norm):
    # The training mode comes last, because it moves batch norm's statistics.
    return (False, True) if norm == "batch" else (False,)


@pytest.mark.parametrize(
    "filters, num_downs, norm, size",
    [
        (6, 5, "batch", (32, 64)),
        (5, 4, "instance", (48, 32)),
        (4, 6, "none", (64, 64)),
        (3, 2, "batch", (8, 12)),
    ],
)
def test_unet(filters, num_downs, norm, size):
    network = UNetGenerator(filters, num_downs, normalization=norm, dropout=0.0)
    twin = UNet(filters, num_downs, norm)
    assert_same(network, twin, pictures(3, *size, 3), modes(norm))


@pytest.mark.parametrize(
    "filters, num_blocks, norm, upsampling, size",
    [
        (6, 6, "instance", "transpose", (40, 24)),
        (4, 9, "instance", "resize", (24, 32)),
        (5, 2, "batch", "transpose", (16, 24)),
        (3, 1, "batch", "resize", (32, 16)),
        (4, 1, "none", "transpose", (8, 8)),
    ],
)
def test_resnet(filters, num_blocks, norm, upsampling, size):
    network = ResNetGenerator(filters, num_blocks, normalization=norm, upsampling=upsampling)
    twin = ResNet(filters, num_blocks, norm, upsampling)
    assert_same(network, twin, pictures(2, *size, 3), modes(norm))


@pytest.mark.parametrize(
    "filters, num_layers, norm, channels",
    [
        (6, 3, "batch", 6),
        (5, 3, "instance", 3),
        (4, 0, "batch", 6),
        (4, 0, "instance", 3),
        (3, 1, "none", 3),
        (4, 2, "instance", 1),
        (2, 4, "batch", 3),
    ],
)
def test_patch_discriminator_of_odd_sizes(filters, num_layers, norm, channels):
    network = PatchDiscriminator(filters, num_layers, channels, normalization=norm)
    twin = PatchGAN(filters, num_layers, norm, channels)
    assert_same(network, twin, pictures(2, 67, 53, channels), modes(norm))


def test_deepest_patch_discriminator():
    network = PatchDiscriminator(2, num_layers=5)
    assert_same(network, PatchGAN(2, 5, "instance", 3), pictures(1, 163, 131, 3), (False,))


def test_batch_norm_moves_its_mean_as_pytorch_does():
    network = PatchDiscriminator(4, num_layers=1, normalization="batch")
    twin = copy_weights(randomize(network), PatchGAN(4, 1, "batch", 3)).train()
    x = pictures(2, 16, 16, 3)
    for _ in range(3):
        network(x, training=True)
        call(twin, x)
    ours = network.get_layer("layer1_norm").moving_mean.numpy()
    np.testing.assert_allclose(ours, twin.parts["layer1_norm"].running_mean, atol=1e-5)
