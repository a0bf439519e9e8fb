"""The discriminator behind fixed features: what is fixed, what it looks at, and beside others."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.networks.helpers import pictures
from tfstyle.networks import (
    JointDiscriminator,
    MultiScaleDiscriminator,
    PatchDiscriminator,
    ProjectedDiscriminator,
)
from tfstyle.networks.projected_features import AddedBelow, FixedFeatures


def make(**options):
    keras.utils.set_random_seed(0)
    return ProjectedDiscriminator(**{"filters": 4, "backbone": "random", **options})


def fixed(network):
    """Return the weights of the random mixing by their paths."""
    return {w.path: w.numpy() for w in network.non_trainable_weights if "vector_u" not in w.path}


@pytest.fixture(scope="module")
def network():
    """A small one; no test may change it."""
    return make()


def test_what_is_fixed_is_seeded_saved_and_small(network):
    mixing = fixed(network)
    assert len(mixing) == 8  # a 1x1 and a 3x3 convolution a scale
    assert mixing["stride4_channels/kernel"].shape == (1, 1, 24, 4)
    assert mixing["stride32_scales/kernel"].shape == (3, 3, 32, 16)
    # He et al. 2015: a variance of 2 / fan_in; Keras cuts the tails off and scales them back.
    assert np.var(mixing["stride32_channels/kernel"]) == pytest.approx(2 / 320, rel=0.1)
    assert not any("depthwise" in weight.path for weight in network.weights)
    assert network.count_params() < 60_000  # EfficientNet-Lite0 has 2.9 million
    again, other = fixed(make()), fixed(make(seed=1))
    for path, values in mixing.items():
        np.testing.assert_array_equal(values, again[path])
        assert np.any(values != other[path])


def test_a_gradient_reaches_every_pixel_of_the_picture_and_nothing_fixed(network):
    x = tf.constant(pictures(1, 64, 64, 3))
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = sum(tf.reduce_sum(logits) for logits in network(x, training=True))
    slope = tape.gradient(loss, x).numpy()
    assert np.isfinite(slope).all() and (slope != 0).mean() > 0.99
    assert all("channels" not in w.path and "scales" not in w.path
               for w in network.trainable_weights)  # fmt: skip


def test_of_a_pair_it_judges_the_target_alone():
    network, pair = make(in_channels=6), pictures(1, 64, 64, 6)
    expected = network(pair)
    other = pair.copy()
    other[..., :3] = 0
    for one, same in zip(network(other), expected, strict=True):
        np.testing.assert_array_equal(one, same)
    other[..., 3:] *= 0.5
    assert all(np.any(a != b) for a, b in zip(network(other), expected, strict=True))


def test_gray_is_every_colour_alike_and_small_pictures_are_enlarged():
    layer = FixedFeatures(colors=1, least_side=64, backbone="random")
    gray = pictures(2, 32, 48, 1)
    enlarged = keras.ops.image.resize(gray, (64, 96), interpolation="bilinear")
    colored = FixedFeatures(backbone="random")(keras.ops.repeat(enlarged, 3, axis=-1))
    for one, other in zip(layer(gray), colored, strict=True):
        assert one.shape == other.shape
        np.testing.assert_allclose(one, other, atol=1e-4)
    large = pictures(1, 70, 90, 1)
    assert layer(large)[0].shape == (1, 18, 23, 24)
    # Sizes that only the run knows come to the same.
    graph = tf.function(layer, input_signature=[tf.TensorSpec((None, None, None, 1))])
    for one, other in zip(graph(gray), layer(gray), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_a_coarser_scale_is_cut_where_it_reaches_beyond():
    x, below = pictures(1, 5, 3, 2), pictures(1, 6, 4, 2, seed=2)
    np.testing.assert_array_equal(AddedBelow()(x, below), x + below[:, :5, :3])


def test_the_fixed_network_computes_in_float32_under_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = make()
    finally:
        keras.config.set_dtype_policy("float32")
    x = pictures(1, 64, 64, 3)
    features = [one.get_layer("features")(x) for one in (network, make())]
    for one, other in zip(*features, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"colors": 2}, "judges 3 colors or 1 of the in_channels. Received: colors=2"),
        ({"in_channels": 2}, "Received: colors=3, in_channels=2"),
        ({"backbone": "imagenet"}, "backbone must be one of .*'trained', 'random'"),
        ({"least_side": 4096}, "least_side, a whole number from 0 to 1024"),
    ],
)
def test_what_it_cannot_be_made_of(options, words):
    with pytest.raises(ValueError, match=words):
        make(**options)


def test_pictures_too_small_for_its_coarsest_scale_are_refused(network):
    with pytest.raises(ValueError, match=r"pictures of 32x32 pixels or more.* Received: 31x64"):
        network(pictures(1, 31, 64, 3))


def test_judges_of_another_input_or_of_the_same_names_are_refused():
    one = PatchDiscriminator(2, 1, in_channels=4)
    with pytest.raises(ValueError, match=r"take the same input.*Received: \[\(4,\)\], \[\(3,\)\]"):
        JointDiscriminator([one, MultiScaleDiscriminator(1, 2, 1, in_channels=3)])
    with pytest.raises(ValueError, match=r"different names\. Received: layer0_conv/kernel"):
        JointDiscriminator([one, PatchDiscriminator(2, 2, in_channels=4)])


def test_several_judges_answer_each_for_itself_and_tell_the_layers_of_the_first(network):
    patches = PatchDiscriminator(2, 1)
    joint = JointDiscriminator([patches, network])
    x = pictures(1, 64, 64, 3)
    first, second = joint(x)
    np.testing.assert_array_equal(first, patches(x))
    for one, other in zip(second, network(x), strict=True):
        np.testing.assert_array_equal(one, other)
    *layers, (logits, others) = joint.features(x)
    assert len(layers) == 2 and len(others) == 4
    np.testing.assert_array_equal(logits, first)
    assert joint.min_size == 32 and joint.penalized is patches
    assert JointDiscriminator([network]).features is None
    assert JointDiscriminator([network]).penalized is None
