"""The coarse-to-fine networks: what joins what, at which size."""

import keras
import numpy as np
import pytest

from tests.networks.helpers import pictures, randomize
from tfstyle.networks import MultiScaleDiscriminator, MultiScaleGenerator, PatchDiscriminator


def make(num_scales=2, **options):
    keras.utils.set_random_seed(0)
    small = {"filters": 2, "num_downs": 1, "num_blocks": 1, "local_blocks": 1}
    return MultiScaleGenerator(num_scales, **{**small, **options})


@pytest.mark.parametrize("num_scales", [1, 2, 3, 4])
def test_sizes(num_scales):
    network = make(num_scales)
    assert network.size_multiple == 2**num_scales
    size = network.min_size
    x = pictures(1, size, 2 * size, 3)
    assert network(x).shape == x.shape
    factor = network.coarse_factor
    assert network.coarse_picture(x).shape == (1, size // factor, 2 * size // factor, 3)


def test_a_picture_of_1024_pixels_passes():
    network = make(4, num_blocks=0, local_blocks=0)
    assert network(np.zeros((1, 1024, 1024, 3), "float32")).shape == (1, 1024, 1024, 3)


def test_an_enhancer_begins_with_the_coarse_picture_enlarged():
    network = make()
    x = pictures(1, 32, 32, 3)
    coarse = np.arctanh(network.coarse_picture(x).numpy())
    larger = np.tanh(coarse.repeat(2, 1).repeat(2, 2))
    assert np.abs(network(x).numpy() - larger).mean() < 0.5 * np.abs(larger).mean()
    inner = network(x).numpy()[:, 1:-1, 1:-1]
    a, b = coarse[:, :-1], coarse[:, 1:]
    rows = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], 2).reshape(1, 30, 16, 3)
    a, b = rows[:, :, :-1], rows[:, :, 1:]
    expected = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], 3).reshape(1, 30, 30, 3)
    np.testing.assert_allclose(inner, np.tanh(expected), atol=1e-5)


def test_the_fine_scale_takes_on_the_coarse_style():
    """Only through the modulation do a bias of the coarse layers before a norm and x's detail meet.

    With instance norm, a constant added before the norm changes nothing else.
    """
    x = pictures(1, 32, 32, 3)
    for modulated in (True, False):
        network = randomize(make(style_modulation=modulated))
        before = network(x).numpy()
        bias = network.get_layer("scale0_up0_conv").bias
        bias.assign(bias + 1.0)
        changed = np.abs(network(x).numpy() - before).max()
        assert (changed > 1e-3) == modulated, changed


def test_style_modulation_begins_as_the_identity():
    x = pictures(1, 32, 32, 3)
    with_style, without = make(), randomize(make(style_modulation=False))
    shared = {w.path: w for w in without.weights}
    for weight in with_style.weights:
        if weight.path in shared:
            weight.assign(shared[weight.path])
    assert len(with_style.weights) > len(without.weights)
    np.testing.assert_allclose(with_style(x), without(x), atol=1e-5)


def test_the_coarse_picture_uses_the_global_weights_alone():
    network = randomize(make(3))
    x = pictures(1, 32, 32, 3)
    coarse, fine = network.coarse_picture(x).numpy(), network(x).numpy()
    for weight in network.enhancer_weights:
        weight.assign(weight + 0.1)
    np.testing.assert_array_equal(network.coarse_picture(x), coarse)
    assert np.abs(network(x).numpy() - fine).max() > 1e-3
    parts = {id(w) for w in (*network.global_weights, *network.enhancer_weights)}
    assert parts == {id(w) for w in network.trainable_weights}


def test_label_edges_reach_the_picture():
    network = randomize(make(label_edges=True))
    assert network.get_layer("scale1_stem_conv").kernel.shape[2] == 4
    assert network(pictures(1, 32, 32, 3)).shape == (1, 32, 32, 3)


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="num_scales=5"):
        make(5)
    with pytest.raises(ValueError, match="local_blocks=-1"):
        make(local_blocks=-1)
    with pytest.raises(ValueError, match=r"upsampling must be one of .*'cubic'"):
        make(upsampling="cubic")
    with pytest.raises(ValueError, match=r"from 1 to 3\. Received: num_scales=4"):
        MultiScaleDiscriminator(4)
    with pytest.raises(ValueError, match=r"1 to 5\. Received: num_layers=0"):
        MultiScaleDiscriminator(num_layers=0)


@pytest.mark.parametrize("num_scales", [1, 2, 3])
def test_each_scale_of_the_discriminator_is_a_patchgan_on_a_smaller_picture(num_scales):
    network = randomize(MultiScaleDiscriminator(num_scales, filters=2, num_layers=2))
    x = pictures(1, 64, 64, 3)
    outputs = network(x)
    assert len(outputs) == num_scales and {len(scale) for scale in outputs} == {4}
    for scale, features in enumerate(outputs):
        patch = PatchDiscriminator(filters=2, num_layers=2)
        own = [w for w in network.weights if w.path.startswith(f"scale{scale}_")]
        patch.set_weights([w.numpy() for w in own])
        np.testing.assert_allclose(features[-1], patch(x), atol=1e-5)
        x = x.reshape(1, x.shape[1] // 2, 2, x.shape[2] // 2, 2, 3).mean((2, 4))
    assert network.receptive_fields() == tuple(34 * 2**scale for scale in range(num_scales))


def test_the_discriminators_smallest_picture_leaves_a_logit():
    network = MultiScaleDiscriminator(2, filters=2, num_layers=2)
    size = network.min_size
    assert min(scale[-1].shape[1] for scale in network(pictures(1, size, size, 3))) == 1
    small = size - 4
    with pytest.raises(ValueError, match=f"{size}x{size} pixels or more. Received: {small}x"):
        network(pictures(1, small, small, 3))
