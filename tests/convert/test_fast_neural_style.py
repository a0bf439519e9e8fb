"""The PyTorch examples' style networks paint the same picture in Keras."""

import keras
import numpy as np
import pytest

from tests.convert import torch_style_reference as reference
from tests.convert.style_checks import (
    assert_knows_no_other,
    assert_same_picture,
    assert_saved_and_trained_on,
    network_of,
    shapes_of,
    unit,
)
from tests.networks.helpers import pictures
from tfstyle.convert.architectures.fast_neural_style import FastNeuralStyle, assemble
from tfstyle.networks import PixelStyleNetwork

pytestmark = pytest.mark.reference


def published(width=4, blocks=2, running=False, seed=0):
    """Return a network of the project with random weights whose pictures span 0 to 255."""
    module = reference.randomize(reference.FastNeuralStyle(width, blocks, running), seed)
    x = reference.to_torch(pictures(1, 32, 32, 3), 0, 255)
    reference.stretch(module.deconv3.conv2d, module(x), 0, 255)
    return module


@pytest.mark.parametrize(
    ("width", "blocks", "running", "size"),
    [(4, 2, False, (24, 36)), (6, 0, True, (16, 8)), (3, 1, True, (32, 32))],
)
def test_it_paints_the_same_picture(width, blocks, running, size):
    module = published(width, blocks, running)
    network = network_of(FastNeuralStyle(), reference.arrays_of(module))
    assert (network.filters, network.num_blocks) == (width, blocks)
    x = pictures(2, *size, 3)
    theirs = reference.to_unit(module(reference.to_torch(x, 0, 255)), 0, 255)
    assert_same_picture(unit(network(x)), theirs)


def test_what_is_clipped_is_not_while_training():
    module = published()
    module.deconv3.conv2d.bias.data += 200
    network = network_of(FastNeuralStyle(), reference.arrays_of(module))
    x = pictures(1, 16, 16, 3)
    assert np.asarray(network(x)).max() == 1
    assert np.asarray(network(x, training=True)).max() > 1.5


def test_other_files_are_not_taken_for_it():
    arrays = reference.arrays_of(published())
    for others in (
        reference.adain_encoder(2), reference.adain_decoder(2), reference.MicroASTEncoder(2),
        reference.MicroASTDecoder(2), reference.MicroASTModulator(8),
    ):  # fmt: skip
        assert_knows_no_other(FastNeuralStyle(), reference.arrays_of(others))
    assert FastNeuralStyle().arguments({}) is None
    shapes = shapes_of(arrays)
    for change in ({"conv3.conv2d.weight": (16, 9, 3, 3)}, {"conv1.conv2d.weight": (4, 1, 9, 9)}):
        assert FastNeuralStyle().arguments(shapes | change) is None


def test_the_model_is_saved_and_trained_on(tmp_path):
    keras.utils.set_random_seed(0)
    network = network_of(FastNeuralStyle(), reference.arrays_of(published(2, 1)))
    model = assemble({"generator": network}, "mosaic")
    assert_saved_and_trained_on(model, tmp_path / "preset")


def test_arguments_out_of_range():
    with pytest.raises(ValueError, match="Received: filters=0"):
        PixelStyleNetwork(0)
