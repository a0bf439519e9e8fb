"""The residual generator as a restorer: it starts from the picture itself and keeps its detail."""

import numpy as np
import pytest
from skimage import data as photos

from tfstyle import images
from tfstyle.layers import RetouchedPicture
from tfstyle.networks import ResNetGenerator

from .helpers import pictures, randomize

PHOTO = images.to_float(photos.astronaut()[:64, 180:244])[None]


def restorer(**options):
    return ResNetGenerator(
        filters=4, num_blocks=1, normalization="none", upsampling="resize", residual=True,
        **options,
    )  # fmt: skip


def test_before_training_it_changes_nothing():
    np.testing.assert_array_equal(restorer()(PHOTO), PHOTO)


def test_a_gain_for_all_leaves_the_detail():
    network = restorer()
    # a = 1, b = 0.1 everywhere, from the last layer's bias alone.
    network.get_layer("picture_conv").bias.assign([1.0] * 3 + [0.1] * 3)
    np.testing.assert_allclose(network(0.3 * PHOTO), 0.6 * PHOTO + 0.1, atol=1e-6)


def test_every_weight_learns_once_the_last_layers_do():
    import tensorflow as tf

    network = restorer()
    for name in ("picture_conv", "block0_1_conv"):  # these begin with nothing
        kernel = network.get_layer(name).kernel
        kernel.assign(np.random.default_rng(0).normal(0, 0.01, kernel.shape))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(network(PHOTO, training=True)))
    gradients = tape.gradient(loss, [w.value for w in network.trainable_weights])
    for weight, gradient in zip(network.trainable_weights, gradients, strict=True):
        assert np.abs(gradient).max() > 1e-7, weight.path


def test_the_signal_neither_dies_nor_explodes_on_its_way():
    import keras

    network = ResNetGenerator(filters=8, num_blocks=6, normalization="none", upsampling="resize")
    before = keras.Model(network.inputs[0], network.get_layer("picture_pad").output)
    assert 0.05 < np.std(before(PHOTO)) < 1


def test_it_stays_in_range_and_in_float32():
    network = randomize(restorer())
    for weight in network.get_layer("picture_conv").weights:
        weight.assign(100 * weight)
    out = np.array(network(pictures(1, 64, 64, 3)))
    assert out.dtype == np.float32 and np.abs(out).max() == 1


def test_it_needs_as_many_channels_out_as_in():
    with pytest.raises(ValueError, match=r"in_channels=1, out_channels=3"):
        restorer(in_channels=1)
    config = restorer(in_channels=1, out_channels=1).get_config()
    assert config["residual"] and ResNetGenerator.from_config(config).residual


def test_others_are_as_they_were():
    network = ResNetGenerator(filters=2, num_blocks=0)
    assert not any(isinstance(layer, RetouchedPicture) for layer in network.layers)
    assert network.get_layer("picture_conv").kernel.shape[-1] == 3
