"""Generator and discriminator of NoiseGAN: shapes, counts, who sees what."""

import itertools

import keras
import numpy as np
import pytest

from tests.networks.helpers import pictures, randomize
from tfstyle.networks import NoiseDiscriminator, NoiseGenerator


def noise(count, size, seed=0):
    return np.random.default_rng(seed).normal(size=(count, size)).astype("float32")


@pytest.mark.parametrize("upsampling", ["resize", "transpose"])
@pytest.mark.parametrize("resolution", [28, 32, 64, 224, 256])
def test_shapes(resolution, upsampling):
    generator = NoiseGenerator(8, 1, resolution, channels=4, upsampling=upsampling)
    discriminator = NoiseDiscriminator(1, resolution, channels=4)
    out = generator(noise(2, 8))
    assert out.shape == (2, resolution, resolution, 4)
    assert discriminator(out).shape == (2, 1)


def test_dcgan_has_the_papers_parameters():
    """64 pixels, width 64 at the finest of four doublings; batch norm brings the offsets."""
    generator = NoiseGenerator(100, 64, 64, upsampling="transpose")
    widths = [512, 512, 256, 128, 64]
    expected = 100 * 16 * 512 + sum(16 * a * b for a, b in itertools.pairwise(widths))
    expected += 2 * sum(widths) + 9 * 64 * 3 + 3
    assert sum(np.prod(w.shape) for w in generator.trainable_weights) == expected
    discriminator = NoiseDiscriminator(
        64, 64, normalization="batch", spectral_normalization=False
    )
    widths = [3, 64, 128, 256, 512]
    expected = sum(16 * a * b for a, b in itertools.pairwise(widths))
    expected += 64 + 2 * (128 + 256 + 512) + 16 * 512 + 1
    assert sum(np.prod(w.shape) for w in discriminator.trainable_weights) == expected


def test_each_share_of_the_noise_changes_the_picture():
    network = randomize(NoiseGenerator(9, 2, 28, channels=1, num_classes=2, modulation=True))
    z, y = noise(1, 9), np.array([[1.0, 0.0]], "float32")
    before = np.asarray(network([z, y]))
    assert network.shares == ((0, 3), (3, 6), (6, 9))
    for first, last in network.shares:
        other = z.copy()
        other[:, first:last] += 1
        assert np.abs(np.asarray(network([other, y])) - before).max() > 1e-3
    assert np.abs(np.asarray(network([z, y[:, ::-1]])) - before).max() > 1e-3


def test_shares_are_nearly_equal_for_any_number():
    assert NoiseGenerator(10, 1, 32, modulation=True).shares == ((0, 2), (2, 5), (5, 7), (7, 10))
    assert NoiseGenerator(10, 1, 32).shares == ((0, 10),)


def test_the_class_logit_is_a_projection():
    """Equal parts of two classes are judged midway between them."""
    network = randomize(NoiseDiscriminator(2, 28, 1, num_classes=2, spectral_normalization=False))
    x = np.repeat(pictures(1, 28, 28, 1), 3, axis=0)
    y = np.array([[1, 0], [0, 1], [0.5, 0.5]], "float32")
    a, b, half = np.asarray(network([x, y]))[:, 0]
    assert abs(a - b) > 1e-3 and half == pytest.approx((a + b) / 2, abs=1e-4)
    # And the difference of two classes is that of their vectors along the summed features.
    features = keras.Model(network.inputs[0], network.get_layer("layer1_activation").output)(x)
    vectors = network.get_layer("projection").kernel.numpy()
    expected = np.asarray(features)[0].sum(axis=(0, 1)) @ (vectors[0] - vectors[1])
    assert a - b == pytest.approx(expected, rel=1e-3)


def test_spectral_normalization_bounds_every_kernel():
    keras.utils.set_random_seed(0)
    network = NoiseDiscriminator(2, 28, 1, num_classes=3)
    x, y = pictures(2, 28, 28, 1), np.eye(3, dtype="float32")[:2]
    for _ in range(30):
        network([x, y], training=True)
    kernels = [w for w in network.trainable_weights if w.path.endswith("kernel")]
    assert len(kernels) == 4
    for kernel in kernels:
        largest = np.linalg.norm(kernel.numpy().reshape(-1, kernel.shape[-1]), ord=2)
        assert largest == pytest.approx(1, abs=0.03), kernel.path


@pytest.mark.parametrize("make", [NoiseGenerator, NoiseDiscriminator])
def test_errors_of_both(make):
    with pytest.raises(ValueError, match="28, 32, 56"):
        make(resolution=30)
    with pytest.raises(ValueError, match="filters=0"):
        make(filters=0)
    with pytest.raises(ValueError, match="normalization"):
        make(normalization="layer")


def test_the_generators_own_errors():
    with pytest.raises(ValueError, match="upsampling"):
        NoiseGenerator(upsampling="bilinear")
    with pytest.raises(ValueError, match="with modulation 4"):
        NoiseGenerator(3, 1, 32, modulation=True)
