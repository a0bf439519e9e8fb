"""The retoucher: closed gates leave a picture bit by bit, open ones mend it, in tiles alike."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle import images
from tfstyle.networks import RetouchingGenerator
from tfstyle.roles import Role

from .helpers import pictures, randomize

photos = need("skimage.data")

PHOTO = images.to_float(photos.astronaut()[:64, 180:244])[None]
OPEN, CLOSED = 2.0, -1.0
# What the tones look at.
SEEN = {
    "colours": {},
    "all": {"tones_see_damage": True, "tones_see_mended": True, "tone_ramps": 5},
}


def retoucher(**options):
    return RetouchingGenerator(**{"filters": 4, "num_downs": 2, "num_blocks": 1, **options})


def gate(network, grain, marks, tones):
    """Set all three logits, whatever the picture."""
    for kind, logit in (("grain", grain), ("marks", marks)):
        for level in range(network.num_downs + 1):
            layer = network.get_layer(f"{kind}{level}_conv")
            layer.kernel.assign(tf.concat([layer.kernel[..., :-1], 0 * layer.kernel[..., -1:]], -1))
            layer.bias.assign(tf.concat([layer.bias[:-1], [logit if level == 0 else 0.0]], 0))
    layer = network.get_layer("tone")
    layer.kernel.assign(tf.concat([layer.kernel[:, :-1], 0 * layer.kernel[:, -1:]], -1))
    layer.bias.assign(tf.concat([layer.bias[:-1], [tones]], 0))
    return network


def test_before_training_it_changes_nothing():
    np.testing.assert_array_equal(retoucher()(PHOTO), PHOTO)


def test_a_mask_of_nothing_returns_the_picture_bit_by_bit():
    network = gate(randomize(retoucher()), CLOSED, CLOSED, CLOSED)
    np.testing.assert_array_equal(network(PHOTO), PHOTO)
    for gates in ((OPEN, CLOSED, CLOSED), (CLOSED, OPEN, CLOSED), (CLOSED, CLOSED, OPEN)):
        assert np.abs(gate(network, *gates)(PHOTO) - PHOTO).max() > 0.01


@pytest.mark.parametrize(("kind", "least"), [("grain", -0.5), ("marks", 0.5)])
def test_a_change_stays_where_its_mask_is(kind, least):
    network = gate(randomize(retoucher()), CLOSED, CLOSED, CLOSED)
    # Of the last layer the logit looks at one channel of the features: open where that is large.
    kernel = network.get_layer(f"{kind}0_conv").kernel
    values = np.zeros(kernel.shape, "float32")
    values[1, 1, 0, -1], values[..., :-1] = 2.0, kernel.numpy()[..., :-1]
    kernel.assign(values)
    found = network.with_findings(PHOTO)
    closed = np.asarray(getattr(found, kind))[..., 0] <= least
    changed = np.any(np.asarray(found.picture) != PHOTO, axis=-1)
    assert 0.1 < closed.mean() < 0.9 and not np.any(changed & closed)
    assert np.mean(changed[~closed]) > 0.95


def test_what_it_found_goes_with_the_picture_it_paints():
    network = gate(randomize(retoucher()), CLOSED, CLOSED, OPEN)
    found = network.with_findings(PHOTO, training=True)
    np.testing.assert_array_equal(found.picture, network(PHOTO))
    np.testing.assert_array_equal(found.retouched, PHOTO)
    assert found.grain.shape == found.marks.shape == (1, 64, 64, 1)
    assert np.all(found.grain == CLOSED) and np.all(found.marks == CLOSED)
    assert found.fading.shape == (1, 1) and float(found.fading[0, 0]) == OPEN
    for proposal, gates in (("cleaned", (OPEN, CLOSED)), ("patched", (CLOSED, OPEN))):
        assert np.abs(getattr(found, proposal) - PHOTO).max() > 0.01
        opened = gate(network, *gates, CLOSED).with_findings(PHOTO)
        np.testing.assert_allclose(opened.retouched, getattr(found, proposal), atol=1e-5)
        np.testing.assert_array_equal(opened.picture, np.clip(opened.retouched, -1, 1))
    closed = gate(network, CLOSED, CLOSED, CLOSED).with_findings(PHOTO)
    np.testing.assert_array_equal(closed.picture, PHOTO)
    np.testing.assert_allclose(closed.freshened, found.picture, atol=1e-5)


def test_tones_look_at_the_mended_picture_if_asked():
    """With the same weights, the tones of a picture are those that its mended one would get."""
    seeing = gate(randomize(retoucher(tones_see_mended=True)), OPEN, CLOSED, OPEN)
    mended = seeing.with_findings(PHOTO).retouched
    plain = gate(randomize(retoucher()), CLOSED, CLOSED, OPEN)
    for layer in plain.layers:
        layer.set_weights(seeing.get_layer(layer.name).get_weights() if layer.weights else [])
    gate(plain, CLOSED, CLOSED, OPEN)
    np.testing.assert_allclose(plain(mended), seeing(PHOTO), atol=1e-5)
    assert np.abs(plain(PHOTO) - plain(mended)).max() > 0.01


def test_under_a_patch_nothing_else_is_to_be_seen():
    network = gate(randomize(retoucher()), OPEN, OPEN, CLOSED)
    found = network.with_findings(PHOTO)
    np.testing.assert_allclose(found.retouched, found.patched, atol=1e-4)


def test_a_picture_of_another_size_is_refused():
    network = retoucher()
    with pytest.raises(ValueError, match="4"):
        network.with_findings(PHOTO[:, :63])


def slopes(network, loss):
    """Return the largest slope of a loss of the findings at each weight, by path."""
    weights = network.trainable_weights
    with tf.GradientTape() as tape:
        value = tf.reduce_mean(loss(network.with_findings(PHOTO, training=True)))
    gradients = tape.gradient(value, [w.value for w in weights])
    return {
        w.path: 0.0 if g is None else np.abs(g).max()
        for w, g in zip(weights, gradients, strict=True)
    }


@pytest.mark.parametrize("seen", SEEN)
def test_every_weight_learns_once_the_last_layers_do(seen):
    def loss(found):
        return (
            tf.reduce_mean(tf.abs(found.picture)) + tf.reduce_mean(tf.abs(found.retouched))
            + tf.reduce_mean(found.grain) + tf.reduce_mean(found.marks)
            + tf.reduce_mean(found.fading)
        )  # fmt: skip

    for path, slope in slopes(randomize(retoucher(**SEEN[seen])), loss).items():
        assert slope > 1e-7, path


@pytest.mark.parametrize("seen", SEEN)
def test_what_is_proposed_learns_behind_closed_gates_and_tones_alone_of_new_tones(seen):
    network = gate(randomize(retoucher(**SEEN[seen])), CLOSED, CLOSED, OPEN)
    assert not any(slopes(network, lambda found: tf.abs(found.retouched)).values())
    for proposal, other in (("cleaned", "marks"), ("patched", "grain")):
        proposed = slopes(network, lambda found, of=proposal: tf.abs(getattr(found, of)))
        assert {path for path, slope in proposed.items() if not slope} == {
            path for path in proposed if "tone" in path or path.startswith(other)
        }
    for toned, tones in (("picture", OPEN), ("freshened", CLOSED)):
        network = gate(network, OPEN, OPEN, tones)
        finished = slopes(network, lambda found, of=toned: tf.abs(getattr(found, of)))
        assert {path for path, slope in finished.items() if slope} == {
            path for path in finished if "tone" in path
        }


def test_the_bottom_fills_what_is_wider_than_any_kernel():
    """A change at the smallest size reaches every pixel above it, smoothly."""
    network = gate(retoucher(), CLOSED, OPEN, CLOSED)
    bias = np.zeros(4, "float32")
    bias[:3] = 0.25
    network.get_layer("marks2_conv").bias.assign(bias)
    np.testing.assert_allclose(network(0.5 * PHOTO), 0.5 * PHOTO + 0.25, atol=1e-6)


def test_no_normalization_and_no_attention_of_the_whole_picture():
    kinds = {type(layer).__name__ for layer in retoucher().layers}
    assert not [kind for kind in kinds if "Normalization" in kind or "GlobalAverage" in kind]


def test_it_stays_in_range_and_in_float32():
    network = gate(randomize(retoucher()), OPEN, CLOSED, OPEN)
    layer = network.get_layer("grain0_conv")
    layer.bias.assign(100 * tf.ones_like(layer.bias))
    out = np.array(network(pictures(1, 64, 64, 3)))
    assert out.dtype == np.float32 and np.abs(out).max() == 1


def test_without_normalization_a_signal_neither_dies_nor_explodes_on_its_way():
    keras.utils.set_random_seed(0)
    network = RetouchingGenerator(filters=8)
    for layer in network.layers:  # blocks begin as the identity: open them
        if layer.name.endswith("_1_conv"):
            layer.kernel.assign(keras.initializers.LecunNormal(1)(layer.kernel.shape))
    before = keras.Model(network.inputs[0], network.get_layer("grain0_pad").output)
    # Ten blocks that each add as much as they get, as training may make them: 2^5 at most.
    assert 0.05 < np.std(before(PHOTO)) < 32


@pytest.mark.parametrize("wrong", [{"filters": 0}, {"num_downs": 0}, {"num_blocks": -1}])
def test_arguments_out_of_range_are_named(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=rf"{name}={wrong[name]}"):
        retoucher(**wrong)


def test_it_is_a_generator_of_its_picture():
    network = retoucher(in_channels=1)
    assert network.role is Role.GENERATOR and network.out_channels == network.in_channels == 1
    assert (network.size_multiple, network.min_size) == (4, 8)
