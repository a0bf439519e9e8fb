"""What layers declare of how far they see, put together, and looked for in what they do."""

import keras
import numpy as np
import pytest
from keras import ops

from tfstyle import layers, networks
from tfstyle.errors import ArchitectureError
from tfstyle.inference import tile_margin
from tfstyle.layers.reach import EVERYTHING, POINTWISE, Reach, window
from tfstyle.layers.receptive_field import reach_of, receptive_field
from tfstyle.models import Pix2Pix


class Far(keras.layers.Layer):
    reach = Reach(40, 40)


class Silent(keras.layers.Layer):
    """A 3x3 convolution, nothing of which shows from outside."""

    def call(self, x):
        return ops.average_pool(x, 3, 1, padding="same")


class Bent(keras.layers.Conv2D):
    """Keras' layer, with a call of its own."""

    def call(self, x):
        return ops.roll(super().call(x), 100, axis=1)


def test_what_a_layer_declares_counts():
    assert tile_margin(Far()) == 64
    assert reach_of(keras.Sequential([Far(), keras.layers.Conv2D(1, 3)])) == Reach(40, 42)


@pytest.mark.parametrize("make", [Silent, lambda: Bent(3, 3, padding="same")])
def test_an_unknown_layer_is_named_and_told_how_to_declare(make):
    x = keras.Input((None, None, 3))
    layer = make()
    told = rf"{type(layer).__name__} \('{layer.name}'\).*reach = POINTWISE.*window.*EVERYTHING"
    for network in (layer, keras.Model(x, layer(x)), keras.Sequential([layer])):
        with pytest.raises(ArchitectureError, match=told):
            reach_of(network)
    layer.reach = window(3, padding=1)
    assert reach_of(keras.Model(x, layer(x))) == Reach(1, 1)


def test_a_network_from_outside_is_told_when_it_is_tiled():
    """Not before: it may never be, and a judge never is."""
    x = keras.Input((None, None, 3))
    y = Silent()(keras.layers.Conv2D(3, 1)(x))
    model = Pix2Pix(networks.declare(keras.Model(x, y)))
    picture = np.random.default_rng(0).integers(0, 256, (20, 90, 3), "uint8")
    whole = model.translate(picture)
    with pytest.raises(ArchitectureError, match=r"Silent .*reach = "):
        model.translate(picture, tile=32)
    model.generator.reach = window(3, padding=1)
    difference = np.abs(model.translate(picture, tile=32).astype(int) - whole)[:, 1:-1]
    assert difference.max() <= 1


def test_what_pools_the_whole_picture_sees_everything():
    x = keras.Input((None, None, 3))
    pooled = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    assert reach_of(keras.Model(x, keras.layers.Add()([x, pooled]))) == EVERYTHING
    assert reach_of(keras.Model(x, x - ops.mean(x, axis=(1, 2), keepdims=True))) == EVERYTHING
    vector = keras.layers.GlobalAveragePooling2D()(x)
    scaled = layers.StyleModulation()([x, keras.layers.Dense(2)(vector)])
    assert reach_of(keras.Model(x, scaled)) == EVERYTHING
    joined = keras.layers.Concatenate(axis=1)([x, x])
    assert reach_of(keras.Model(x, joined)) == EVERYTHING
    assert tile_margin(keras.Model(x, scaled)) == 128


def test_operations_between_the_layers_of_a_network():
    """Keras' classes behind `keras.ops` are found by their names; new ones would fail here."""
    x = keras.Input((None, None, 2))
    y = keras.layers.Conv2D(2, 3, padding="same")(x)
    y = ops.concatenate([ops.tanh(y) * 0.5 + x, ops.clip(-x, -1, 1)], axis=-1)
    y = ops.relu(y) / ops.sqrt(ops.square(y) + 1.0)
    assert reach_of(keras.Model(x, y)) == Reach(1, 1)
    with pytest.raises(ArchitectureError, match=r"Roll .*on the network"):
        reach_of(keras.Model(x, ops.roll(y, 1, axis=1)))


def test_the_field_of_what_doubles_and_halves():
    assert receptive_field(POINTWISE) == 1
    assert receptive_field(reach_of(keras.layers.AveragePooling2D(4))) == 4
    assert receptive_field(reach_of(layers.NearestUpsampling2D(4))) == 1


def test_layers_used_twice_networks_in_networks_and_wrappers():
    x = keras.Input((None, None, 2))
    same = keras.layers.Conv2D(2, 3, padding="same")
    twice = keras.Model(x, same(same(x)))
    assert reach_of(twice) == Reach(2, 2)
    inner = keras.Model(x, keras.layers.Add()([twice(x), keras.layers.ReLU()(x)]))
    assert reach_of(inner) == Reach(2, 2)
    assert reach_of(keras.Sequential([inner, keras.layers.Conv2D(1, 5)])) == Reach(2, 6)
    spectral = keras.layers.SpectralNormalization(keras.layers.Conv2D(1, 5))
    assert reach_of(spectral) == Reach(0, 4)


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.Conv2D(1, 5, padding="same", dilation_rate=2),
        keras.layers.Conv2D(1, (3, 7), strides=2, padding="same"),
        keras.layers.Conv2D(1, 2, strides=4, padding="same"),
        keras.layers.DepthwiseConv2D(4),
        keras.layers.MaxPooling2D(3, strides=2, padding="same"),
        keras.layers.AveragePooling2D(4),
        keras.layers.Conv2DTranspose(1, 5, strides=2, padding="same"),
        keras.layers.Conv2DTranspose(1, 3, strides=4),
        keras.layers.UpSampling2D(3),
        keras.layers.UpSampling2D(2, interpolation="bilinear"),
        keras.layers.ZeroPadding2D(((1, 2), (3, 4))),
        keras.layers.Cropping2D(((1, 2), (3, 4))),
        layers.BlurDownsampling2D(),
        layers.BilinearUpsampling2D(),
        layers.NearestUpsampling2D(3),
        layers.LabelEdges(),
        layers.GroupedConv2D(1, 3, 2),
        layers.ReflectionPadding2D(2),
    ],
    ids=lambda layer: layer.name,
)
def test_no_layer_sees_farther_than_its_reach(layer):
    """Each input column is changed; every output column that moves lies within the reach of it."""
    before, after, scale = reach_of(layer)
    assert (before, after) != POINTWISE[:2]
    size = 48
    picture = np.random.default_rng(0).uniform(0.1, 0.4, (1, 48, size, 1)).astype("float32")
    batch = picture.repeat(size, 0)
    batch[np.arange(size), :, np.arange(size)] += 0.5
    out = np.asarray(layer(np.concatenate([picture, batch])))
    moved = np.abs(out[1:] - out[0]).max((1, 3)) > 0  # (input column, output column)
    edge = 8  # where padding mirrors, columns beyond the edge are near ones
    for column in range(edge, size - edge):
        for place in moved[column].nonzero()[0]:
            assert place / scale - before <= column <= place / scale + after, (column, place)
