"""The restorer: it starts from the picture itself, keeps its detail, and sees all of its tones."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle import images
from tfstyle.networks import ResNetGenerator, RestorationGenerator

from .helpers import pictures, randomize

photos = need("skimage.data")

PHOTO = images.to_float(photos.astronaut()[:64, 180:244])[None]
ZEROS = ("change_conv", "tone", "block0_1_conv", "down1_block_1_conv", "down2_block_1_conv")


def restorer(**options):
    return RestorationGenerator(**{"filters": 4, "num_downs": 2, "num_blocks": 1, **options})


def test_before_training_it_changes_nothing():
    np.testing.assert_array_equal(restorer()(PHOTO), PHOTO)


def test_a_gain_for_all_leaves_the_detail():
    network = restorer()
    # a = 1, b = 0.1 everywhere, from the last layer's bias alone.
    network.get_layer("change_conv").bias.assign([1.0] * 3 + [0.1] * 3)
    np.testing.assert_allclose(network(0.3 * PHOTO), 0.6 * PHOTO + 0.1, atol=1e-6)


def test_every_weight_learns_once_the_last_layers_do():
    network = restorer()
    for name in ZEROS:  # these begin with nothing
        kernel = network.get_layer(name).kernel
        kernel.assign(np.random.default_rng(0).normal(0, 0.01, kernel.shape))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(network(PHOTO, training=True)))
    gradients = tape.gradient(loss, [w.value for w in network.trainable_weights])
    for weight, gradient in zip(network.trainable_weights, gradients, strict=True):
        assert np.abs(gradient).max() > 1e-7, weight.path


def test_tones_depend_on_the_whole_picture():
    """What is done to a pixel's colour follows from pixels far outside of any convolution."""
    network = randomize(restorer())
    for weight in network.get_layer("change_conv").weights:
        weight.assign(0 * weight)
    dark, light = (np.full((1, 128, 128, 3), value, "float32") for value in (-0.5, 0.4))
    mixed = np.concatenate([dark, light], axis=2)
    alone, beside = (np.array(network(x))[0, 64, 10] for x in (dark, mixed))
    assert np.abs(alone - beside).max() > 1e-3


@pytest.mark.exhaustive
def test_it_learns_to_undo_what_happened_to_all_pixels():
    network = restorer()
    faded = (0.5 * PHOTO + 0.2).astype("float32")
    optimizer = keras.optimizers.Adam(3e-3)
    optimizer.build(network.trainable_weights)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.abs(network(faded, training=True) - PHOTO))
        values = [w.value for w in network.trainable_weights]
        optimizer.apply(tape.gradient(loss, values), network.trainable_weights)
        return loss

    for _ in range(40):
        loss = step()
    assert loss < 0.2 * np.abs(faded - PHOTO).mean()


def test_it_stays_in_range_and_in_float32():
    network = randomize(restorer())
    for name in ("change_conv", "tone"):
        for weight in network.get_layer(name).weights:
            weight.assign(100 * weight)
    out = np.array(network(pictures(1, 64, 64, 3)))
    assert out.dtype == np.float32 and np.abs(out).max() == 1


@pytest.mark.parametrize("wrong", [{"filters": 0}, {"num_downs": 0}, {"num_blocks": -1}])
def test_arguments_out_of_range_are_named(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=rf"{name}={wrong[name]}"):
        restorer(**wrong)


def test_without_normalization_a_signal_neither_dies_nor_explodes_on_its_way():
    network = ResNetGenerator(filters=8, num_blocks=6, normalization="none", upsampling="resize")
    before = keras.Model(network.inputs[0], network.get_layer("picture_pad").output)
    assert 0.05 < np.std(before(PHOTO)) < 1
    network = RestorationGenerator(filters=8)
    before = keras.Model(network.inputs[0], network.get_layer("change_pad").output)
    assert 0.05 < np.std(before(PHOTO)) < 2
