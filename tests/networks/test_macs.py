"""Multiply-accumulates: closed forms, the field's figure of ResNet-9, and what is refused."""

import keras
import pytest
from keras import layers

from tfstyle.networks import VGG19, MobileResNetGenerator, ResNetGenerator
from tfstyle.networks.macs import macs

H, W = 12, 20


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (layers.Conv2D(8, 3, padding="same"), H * W * 8 * 9 * 4),
        (layers.Conv2D(8, 3), (H - 2) * (W - 2) * 8 * 9 * 4),
        (layers.Conv2D(8, (1, 5), strides=2, padding="same"), H * W // 4 * 8 * 5 * 4),
        (layers.Conv2D(8, 3, groups=2, padding="same"), H * W * 8 * 9 * 2),
        (layers.Conv2DTranspose(8, 4, strides=2, padding="same"), 4 * H * W * 8 * 16 * 4),
        (layers.DepthwiseConv2D(3, padding="same"), H * W * 9 * 4),
        (layers.DepthwiseConv2D(3, 2, depth_multiplier=3), 5 * 9 * 9 * 12),
        (layers.Dense(7), H * W * 4 * 7),
        (layers.SpectralNormalization(layers.Conv2D(8, 1)), H * W * 8 * 4),
        (layers.BatchNormalization(), 0),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_layer_has_its_closed_form(layer, expected):
    image = keras.Input((None, None, 4))
    assert macs(keras.Model(image, layer(image)), H, W) == expected


def test_sizes_follow_the_graph_and_may_be_fixed():
    image = keras.Input((H, W, 3))
    x = layers.Conv2D(4, 3, strides=2, padding="same")(image)
    flat = layers.Flatten()(x)
    network = keras.Model(image, layers.Dense(5)(flat))
    half = H * W // 4
    assert macs(network) == half * 4 * 9 * 3 + half * 4 * 5


def test_the_residual_generator_has_the_fields_figure_and_the_mobile_one_a_twentieth_at_most():
    resnet, mobile = macs(ResNetGenerator(), 256, 256), macs(MobileResNetGenerator(), 256, 256)
    assert round(resnet / 1e9, 1) == 56.8
    assert mobile * 20 <= resnet
    assert mobile == MOBILE


def _mobile(filters=8, num_blocks=5):
    """Return the same, counted by hand: at half, a quarter and an eighth of 256 pixels."""
    half, quarter, eighth = 128**2, 64**2, 32**2
    a, b, c = 4 * filters, 8 * filters, 16 * filters
    return (
        half * 25 * 3 * a
        + quarter * (9 * a + a * b)
        + eighth * (9 * b + b * c)
        + 2 * num_blocks * eighth * (9 * c + c * c)
        + eighth * (9 * c + c * b)
        + quarter * (9 * b + b * a)
        + half * (9 * a + a * filters)
        + 256**2 * 9 * filters * 3
    )


MOBILE = _mobile()


def test_what_it_cannot_count_is_refused():
    with pytest.raises(ValueError, match=r"needs the height and width .*Received: \(\)"):
        macs(ResNetGenerator(4, 1))
    image = keras.Input((None, None, 4))
    inner = keras.Model(image, layers.Conv2D(4, 3)(image))
    with pytest.raises(ValueError, match="how often the Functional 'functional"):
        macs(keras.Model(image, inner(image)), H, W)
    assert macs(VGG19(("relu1_1",), filters=4), 8, 8) == 64 * 9 * 3 * 4
