"""The three ways to run a trained generator differ exactly as they say."""

import keras
import numpy as np
import pytest

from tests.networks.helpers import pictures, randomize
from tfstyle.models import CycleGAN, Pix2Pix
from tfstyle.models.shared.inference_mode import inference_function
from tfstyle.networks import PatchDiscriminator, ResNetGenerator, UNetGenerator, declare


@pytest.fixture
def network():
    return randomize(UNetGenerator(filters=4, num_downs=5))


def test_eval_uses_the_moving_statistics(network):
    x = pictures(2, 64, 64, 3)
    translate = inference_function(network, "eval")
    np.testing.assert_allclose(translate(x), network(x, training=False), atol=1e-6)
    # Each picture on its own: the neighbour in the batch does not matter.
    np.testing.assert_allclose(translate(x)[1:], translate(x[1:]), atol=1e-5)


def test_batch_statistics_is_training_without_dropout(network):
    x = pictures(1, 64, 64, 3)
    quiet = UNetGenerator(filters=4, num_downs=5, dropout=0.0)
    quiet.set_weights(network.get_weights())
    out = np.asarray(inference_function(network, "batch_statistics")(x))
    np.testing.assert_allclose(out, quiet(x, training=True), atol=1e-6)
    assert np.abs(out - network(x, training=False)).max() > 1e-3


def test_train_draws_dropout_noise(network):
    x = pictures(1, 64, 64, 3)
    noisy = np.asarray(inference_function(network, "train")(x))
    quiet = np.asarray(inference_function(network, "batch_statistics")(x))
    assert np.abs(noisy - quiet).max() > 1e-3


def test_spectral_normalization_keeps_what_it_learned():
    x = keras.Input((None, None, 3))
    y = keras.layers.SpectralNormalization(keras.layers.Conv2D(3, 3, padding="same"))(x)
    network = declare(keras.Model(x, y))
    network.layers[-1].kernel.assign(3.0 * network.layers[-1].kernel)
    shown = pictures(2, 16, 16, 3)
    before = network.get_weights()
    for mode in ("batch_statistics", "train"):
        out = inference_function(network, mode)(shown)
        np.testing.assert_allclose(out, network(shown, training=False), atol=1e-6)
    for weight, was in zip(network.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, was)
    changed = np.abs(np.asarray(network(shown, training=True)) - np.asarray(out)).max()
    assert changed > 0.1, "it would have been another picture"


def test_the_borrowed_weights_are_live(network):
    x = pictures(1, 64, 64, 3)
    translate = inference_function(network, "batch_statistics")
    before = np.asarray(translate(x))
    randomize(network, seed=5)
    assert np.abs(np.asarray(translate(x)) - before).max() > 1e-3


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match=r"inference_mode must be one of .*Received: 'test'"):
        Pix2Pix(UNetGenerator(filters=2, num_downs=2), inference_mode="test")


def test_identity_passes_are_not_computed_at_weight_zero():
    """Well-known code multiplies two forward passes by zero."""
    calls = []

    class Counting(ResNetGenerator):
        def call(self, *args, **kwargs):
            calls.append(1)
            return super().call(*args, **kwargs)

    def step(identity):
        model = CycleGAN(
            *(Counting(filters=2, num_blocks=0) for _ in "ab"),
            *(PatchDiscriminator(filters=2, num_layers=1) for _ in "ab"),
            identity=identity, pool_size=0,
        )
        model.compile()
        calls.clear()
        logs = model.train_step((pictures(1, 16, 16, 3), pictures(1, 16, 16, 3)))
        return len(calls), logs

    passes, logs = step(0.5)
    assert passes == 6 and "identity/a" in logs
    passes, logs = step(0.0)
    assert passes == 4 and "identity/a" not in logs
