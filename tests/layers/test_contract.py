"""What every layer promises; a new one joins with one entry in `cases.CASES`."""

import doctest
import inspect
import sys

import keras
import numpy as np
import pytest

from tests.layers.cases import CASES, inputs, make
from tests.networks.helpers import randomize
from tfstyle import layers
from tfstyle.layers.reach import Reach
from tfstyle.layers.receptive_field import reach_of

every_layer = pytest.mark.parametrize("name", CASES)


def built(name, /, **options):
    layer = make(name, **options)
    layer(inputs(name))
    return randomize(layer)


def test_every_public_layer_has_a_case():
    public = [getattr(layers, name) for name in layers.__all__]
    kinds = [kind for kind in public if inspect.isclass(kind)]
    assert {kind.__name__ for kind in kinds} == set(CASES)


@every_layer
def test_a_copy_has_the_same_arguments_and_gives_the_same(name):
    layer = built(name, name="mine")
    config = layer.get_config()
    assert CASES[name].arguments.items() <= config.items() and config["name"] == "mine"
    defaults = inspect.signature(type(layer).__init__).parameters
    assert not [k for k, v in CASES[name].arguments.items() if v == defaults[k].default]
    description = keras.saving.serialize_keras_object(layer)
    assert description["registered_name"] == f"tfstyle>{name}"
    copy = keras.saving.deserialize_keras_object(description)
    assert type(copy) is type(layer) and copy.get_config() == config
    given = inputs(name)
    copy(given)
    copy.set_weights(layer.get_weights())
    np.testing.assert_array_equal(copy(given), layer(given))
    assert sum(weight.numpy().size for weight in layer.weights) == CASES[name].parameters


@every_layer
def test_the_shape_is_told_in_advance(name):
    layer, given = built(name), inputs(name)
    out = layer(given)
    assert tuple(layer.compute_output_shape(keras.tree.map_structure(np.shape, given))) == out.shape
    symbols = keras.tree.map_structure(
        lambda x: keras.Input((None, None, x.shape[-1]) if x.ndim == 4 else x.shape[1:]), given
    )
    symbolic = make(name)(symbols)
    assert len(symbolic.shape) == len(out.shape) and symbolic.shape[-1] == out.shape[-1]


@every_layer
def test_mixed_precision(name):
    exact, half = built(name), make(name, dtype="mixed_bfloat16")
    given = inputs(name)
    half(given)
    half.set_weights(exact.get_weights())
    out = keras.ops.convert_to_tensor(half(given))
    assert out.dtype == ("float32" if CASES[name].float32 else "bfloat16")
    assert {weight.dtype for weight in half.weights} <= {"float32"}
    if name not in ("LabelEdges", "LabelPlanes"):  # what lies on a threshold falls to either side
        expected = np.asarray(exact(given))
        error = np.abs(np.asarray(keras.ops.cast(out, "float32")) - expected).max()
        assert error < 0.05 * max(1.0, np.abs(expected).max())


@every_layer
def test_a_picture_does_not_depend_on_its_batch(name):
    layer, given = built(name), inputs(name, batch=3)
    alone = layer(keras.tree.map_structure(lambda x: x[1:2], given))
    np.testing.assert_allclose(np.asarray(layer(given))[1:2], alone, atol=1e-5)


@every_layer
def test_it_declares_how_far_it_sees(name):
    layer = make(name)
    assert isinstance(reach_of(layer), Reach)
    assert isinstance(layer, keras.layers.Conv2D) or isinstance(layer.reach, Reach)


@every_layer
def test_the_docstring_teaches_by_an_example_that_runs(name):
    kind = getattr(layers, name)
    home = vars(sys.modules[kind.__module__])
    (test,) = doctest.DocTestFinder(recurse=False).find(kind, name, globs=home)
    assert test.examples
    told = []
    doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert not told, "".join(told)
