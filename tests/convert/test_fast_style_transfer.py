"""Checkpoints of TensorFlow's fast-style-transfer paint the same picture in Keras."""

import keras
import numpy as np
import pytest

from tests.convert import torch_style_reference as reference
from tests.convert.style_checks import (
    assert_knows_no_other,
    assert_same_picture,
    assert_saved_and_trained_on,
    astronaut,
    network_of,
    peers,
    shapes_of,
    unit,
)
from tests.networks.helpers import pictures
from tests.optional import need
from tfstyle.convert.architectures.fast_style_transfer import FastStyleTransfer, assemble
from tfstyle.images import to_float
from tfstyle.networks import TransposedStyleNetwork

torch = need("torch")
pytestmark = pytest.mark.reference


def published(width=4, blocks=2, seed=0):
    """Return random arrays in the order in which the project's graph makes its variables."""
    rng = np.random.default_rng(seed)
    f, wide = width, 4 * width
    kernels = [
        (9, 9, 3, f), (3, 3, f, 2 * f), (3, 3, 2 * f, wide), *[(3, 3, wide, wide)] * 2 * blocks,
        (3, 3, 2 * f, wide), (3, 3, f, 2 * f), (9, 9, f, 3),
    ]  # fmt: skip
    arrays = []
    for index, shape in enumerate(kernels):
        enlarges = len(kernels) - 3 <= index < len(kernels) - 1
        channels = shape[2 if enlarges else 3]
        arrays.append(0.1 * rng.normal(size=shape))
        arrays.append(0.3 * rng.normal(size=channels))
        arrays.append(1 + 0.3 * rng.normal(size=channels))
    return {
        f"Variable_{i}" if i else "Variable": array.astype("float32")
        for i, array in enumerate(arrays)
    }


@pytest.mark.parametrize(
    ("width", "blocks", "size"), [(4, 2, (24, 36)), (3, 0, (8, 16)), (6, 1, (32, 32))]
)
def test_it_paints_the_same_picture(width, blocks, size):
    arrays = published(width, blocks)
    network = network_of(FastStyleTransfer(), arrays)
    assert (network.filters, network.num_blocks) == (width, blocks)
    x = pictures(2, *size, 3)
    pixels = reference.to_torch(x, 0, 255)
    theirs = reference.to_unit(reference.fast_style_transfer(arrays, pixels), 0, 255)
    assert_same_picture(unit(network(x)), theirs)


def test_what_the_optimizer_left_is_ignored():
    arrays = published(2, 1)
    extra = {f"{key}_Adam{n}": value for key, value in arrays.items() for n in ("", "_1")}
    extra |= {"beta1_power": np.float32(0), "beta2_power": np.float32(0)}
    network_of(FastStyleTransfer(), arrays | extra)


def test_other_files_are_not_taken_for_it():
    for others in (reference.FastNeuralStyle(2, 1), reference.adain_encoder(2)):
        assert_knows_no_other(FastStyleTransfer(), reference.arrays_of(others))
    shapes = shapes_of(published())
    for change in ({"Variable": (9, 9, 4, 4)}, {"Variable_6": (3, 3, 8, 15)}, {"Variable": ()}):
        assert FastStyleTransfer().arguments(shapes | change) is None


def test_the_model_is_saved_and_trained_on(tmp_path):
    keras.utils.set_random_seed(0)
    model = assemble({"generator": network_of(FastStyleTransfer(), published(2, 1))}, "wave")
    assert model.styles == ("wave",)
    assert_saved_and_trained_on(model, tmp_path / "preset")


def test_in_tiles_it_is_the_same_picture():
    model = assemble({"generator": network_of(FastStyleTransfer(), published(2, 1))}, "wave")
    photo = (unit(pictures(256, 320, 3)) * 255).astype("uint8")
    whole, tiled = (model.translate(photo, tile=tile).astype(int) for tile in (None, 128))
    assert np.abs(whole - tiled).mean() < 2 and whole.std() > 20


def test_arguments_out_of_range():
    with pytest.raises(ValueError, match="Received: num_blocks=-1"):
        TransposedStyleNetwork(4, num_blocks=-1)


@pytest.mark.weights
def test_the_great_wave_as_published():
    from tfstyle import checkpoints

    arrays = checkpoints.read(peers() / "fast_style_lengstrom" / "wave.npz").arrays
    network = network_of(FastStyleTransfer(), arrays)
    assert (network.filters, network.num_blocks) == (32, 5)
    x = to_float(astronaut(128))[None]
    with torch.no_grad():
        theirs = reference.fast_style_transfer(arrays, reference.to_torch(x, 0, 255))
    assert_same_picture(unit(network(x)), reference.to_unit(theirs, 0, 255))
