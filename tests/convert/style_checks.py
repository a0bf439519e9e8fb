"""What the tests of all converted style networks share."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.networks.helpers import pictures
from tests.optional import need
from tfstyle import presets
from tfstyle.convert.recognition import recognise, weights_of
from tfstyle.convert.transfer import dump, load
from tfstyle.networks import VGG19

# Pictures from 0 to 1 may differ by this much from the reference's.
EXACT = 1e-4


def shapes_of(arrays):
    """Return what an architecture is shown of a file."""
    return {key: tuple(value.shape) for key, value in arrays.items()}


def network_of(architecture, arrays):
    """Return the converted network; every key of the file and every weight has its counterpart."""
    match = recognise(shapes_of(arrays), [architecture])
    weights = weights_of(match.network)
    assert sorted(entry.path for entry in match.entries) == sorted(weights)
    assert len(weights) == len(match.network.weights)
    network = load(match, arrays)
    for key, value in dump(network, match.entries).items():  # and back again
        np.testing.assert_array_equal(value, arrays[key])
    return network


def unit(pictures):
    """Return our pictures in [-1, 1] as [0, 1]."""
    return (np.asarray(pictures) + 1) / 2


def assert_same_picture(ours, theirs):
    """Compare pictures in [0, 1], none of whose colours may be plain."""
    assert ours.shape == theirs.shape
    assert theirs.std((1, 2)).min() > 0.05, "a picture nobody can be wrong about"
    assert np.abs(ours - theirs).max() <= EXACT


def assert_knows_no_other(architecture, arrays):
    """An architecture does not take another one's file for its own."""
    assert architecture.arguments(shapes_of(arrays)) is None


def assert_saved_and_trained_on(model, folder):
    """A style model comes back from a preset as it was, and one step changes what it paints."""
    x = pictures(1, 16, 16, 3)
    before = np.asarray(model.translator()(x))
    model.save_to_preset(folder)
    again = presets.load(folder, training=True)
    np.testing.assert_array_equal(again.translator()(x), before)

    again.compile(
        encoder=VGG19(again.encoder_layers, filters=2), style_size=16,
        style_pictures=[np.random.default_rng(0).integers(0, 256, (16, 16, 3), "uint8")],
    )  # fmt: skip
    again.train_step(x)
    assert np.abs(np.asarray(again.translator()(x)) - before).max() > 1e-4


def peers():
    """Return the folder of published files; without one the test is skipped."""
    folder = os.environ.get("TFSTYLE_PEERS")
    if not folder:
        pytest.skip(
            "needs published checkpoints: set TFSTYLE_PEERS to a folder with "
            "fast_style_lengstrom/wave.npz and microast/*.pth.tar"
        )
    return Path(folder)


def astronaut(size=256):
    """Return a photograph, uint8 (size, size, 3)."""
    from tfstyle import images

    data = need("skimage.data")
    return images.resize(data.astronaut(), (size, size))


def painting():
    """Return a picture to take the style of, uint8: a galaxy field."""
    return need("skimage.data").hubble_deep_field()[100:400, 200:560]
