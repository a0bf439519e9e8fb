"""The networks of style transfer: shapes, sizes, parameters, and styles that stay apart."""

import numpy as np
import pytest

from tests.networks.helpers import pictures, randomize
from tfstyle.layers import (
    ConditionalInstanceNormalization,
    InstanceNormalization,
    adaptive_instance_normalization,
)
from tfstyle.losses import feature_statistics
from tfstyle.networks import AdaINDecoder, StyleNetwork


def test_the_compact_network_is_under_a_megabyte_in_half_precision():
    assert StyleNetwork(filters=16).count_params() == 424_099
    assert StyleNetwork().count_params() == 1_677_635  # Johnson's widths, scales and offsets


@pytest.mark.parametrize("size", [(8, 8), (12, 40)])
def test_pictures_keep_their_size(size):
    x = pictures(2, *size, 3)
    one = StyleNetwork(filters=4, num_blocks=1)
    many = StyleNetwork(filters=4, num_blocks=1, num_styles=3)
    weights = np.eye(3, dtype="float32")[:2]
    for out in (one(x), many([x, weights])):
        assert out.shape == x.shape and np.abs(out).max() <= 1
    for network in (one, many):
        assert type(network).from_config(network.get_config()).get_config() == network.get_config()


def test_antialiased_doubling_leaves_no_weave_of_the_same_weights():
    """What adds up is the mean difference of even and odd pixels from their neighbours."""
    noise = pictures(1, 64, 64, 3)

    def weave(upsampling):
        network = randomize(StyleNetwork(filters=8, num_blocks=1, upsampling=upsampling))
        painted = np.asarray(network(noise))[0]
        cells = painted.reshape(16, 4, 16, 4, 3).mean((0, 2))  # of a lattice of 4 pixels
        return np.abs(cells - cells.mean((0, 1))).max()

    assert weave("antialiased") < 0.5 * weave("resize")


def test_each_picture_of_a_batch_takes_its_own_style():
    network = randomize(StyleNetwork(filters=4, num_blocks=1, num_styles=3))
    x = np.repeat(pictures(1, 16, 16, 3), 2, axis=0)
    both = np.asarray(network([x, np.eye(3, dtype="float32")[[2, 0]]]))
    alone = np.asarray(network([x[:1], np.eye(3, dtype="float32")[[2]]]))
    assert np.abs(both[0] - both[1]).max() > 0.01
    np.testing.assert_allclose(both[:1], alone, atol=1e-5)


def test_conditional_normalization_is_the_plain_one_with_chosen_weights():
    x = pictures(2, 8, 8, 5)
    layer = randomize_layer(ConditionalInstanceNormalization(3), x)
    for row in (np.array([0, 1, 0]), np.array([0.25, 0, 0.75])):
        plain = InstanceNormalization()
        plain.build(x.shape)
        plain.gamma.assign(row @ layer.gamma.numpy())
        plain.beta.assign(row @ layer.beta.numpy())
        weights = np.tile(row.astype("float32"), (2, 1))
        np.testing.assert_allclose(layer([x, weights]), plain(x), atol=1e-5)


def randomize_layer(layer, x):
    layer.build([x.shape, (len(x), layer.num_styles)])
    return randomize(layer)


def test_adaptive_normalization_gives_content_the_statistics_of_style():
    content, style = 7 * pictures(1, 16, 16, 4), 3 * pictures(1, 9, 12, 4, seed=5) + 1
    mean, deviation = feature_statistics(style)
    out = adaptive_instance_normalization(content, mean, deviation)
    for ours, theirs in zip(feature_statistics(out), (mean, deviation), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def test_the_decoder_mirrors_the_encoder():
    out = AdaINDecoder(filters=4, in_channels=32)(pictures(1, 2, 3, 32))
    assert out.shape == (1, 16, 24, 3) and np.abs(out).max() <= 1
    full = AdaINDecoder()
    assert full.count_params() == 3_505_219  # as many as VGG19 to relu4_1, but for its ends
    assert AdaINDecoder.from_config(full.get_config()).get_config() == full.get_config()


@pytest.mark.parametrize(
    "make", [lambda: StyleNetwork(filters=0), lambda: StyleNetwork(num_styles=0),
             lambda: AdaINDecoder(filters=0), lambda: ConditionalInstanceNormalization(0)],
)  # fmt: skip
def test_arguments_out_of_range(make):
    with pytest.raises(ValueError, match="Received: "):
        make()
