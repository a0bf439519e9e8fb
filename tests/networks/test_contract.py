"""What every network promises; a new one joins with one entry in `cases.CASES`."""

import doctest
import inspect
import json
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.networks.cases import CASES, NETWORKS, built, case_of, default_size, inputs, make
from tests.networks.helpers import randomize
from tfstyle import networks
from tfstyle.layers.receptive_field import reach_of
from tfstyle.networks.configured import Configured, argument_names, plain
from tfstyle.roles import Role, role_of

every_class = pytest.mark.parametrize("name", CASES)
every_network = pytest.mark.parametrize("name", NETWORKS)


def outputs(network, given, **options):
    """Return all outputs as a flat list of arrays, in their own data types."""
    return [np.asarray(out) for out in keras.tree.flatten(network(given, **options))]


def count(weights):
    return sum(int(np.prod(weight.shape)) for weight in weights)


def assert_the_same(ones, others):
    for one, other in zip(ones, others, strict=True):
        np.testing.assert_array_equal(one, other)


def test_every_public_network_has_a_case():
    kinds = [getattr(networks, name) for name in networks.__all__]
    kinds = [kind for kind in kinds if inspect.isclass(kind) and issubclass(kind, keras.Model)]
    assert {kind.__name__ for kind in kinds} == set(CASES)
    assert all(issubclass(kind, Configured) for kind in kinds)
    # Keras' own `get_config` would list the layers, its `__call__` check no size.
    assert all(kind.__mro__.index(Configured) < kind.__mro__.index(keras.Model) for kind in kinds)


@every_class
def test_the_constructor_is_the_configuration(name):
    kind, given = getattr(networks, name), NETWORKS[name]
    assert argument_names(kind) == [*given, "name"], "name every argument, in its order"
    defaults = inspect.signature(kind.__init__).parameters
    assert not [key for key, value in given.items() if value == defaults[key].default]

    network = make(name, name="mine")
    config = network.get_config()
    assert list(config) == argument_names(kind)  # as it is written to config.json
    told = {key: plain(value) for key, value in given.items() if not callable(value)}
    assert {**told, "name": "mine"}.items() <= config.items()
    again = kind.from_config(json.loads(json.dumps(config)))
    assert json.dumps(again.get_config()) == json.dumps(config)
    assert [(w.path, w.shape) for w in again.weights] == [
        (w.path, w.shape) for w in network.weights
    ]
    paths = [weight.path for weight in network.weights]
    assert len(set(paths)) == len(paths), "a preset keys weights by their path"


@every_class
def test_a_copy_gives_the_same(name, tmp_path):
    network = built(name)
    given = inputs(network)
    expected = outputs(network, given)

    description = keras.saving.serialize_keras_object(network)
    assert description["registered_name"] == f"tfstyle>{name}"
    copy = keras.saving.deserialize_keras_object(description)
    assert type(copy) is type(network)
    copy.set_weights(network.get_weights())
    assert_the_same(outputs(copy, given), expected)

    network.save_weights(tmp_path / "network.weights.h5")
    copy = make(name)
    copy.load_weights(tmp_path / "network.weights.h5")
    assert_the_same(outputs(copy, given), expected)

    network.save(tmp_path / "network.keras")
    copy = keras.saving.load_model(tmp_path / "network.keras")
    assert type(copy) is type(network)
    assert_the_same(outputs(copy, given), expected)


@every_network
def test_shapes_and_types_are_those_told(name):
    network = built(name)
    size = default_size(network)
    found = outputs(network, inputs(network, batch=2, size=size))
    shapes = [out.shape for out in found]
    assert shapes == [(2, *shape) for shape in case_of(name).shapes(network, *size)]
    assert {out.dtype.name for out in found} == {"float32"}
    for symbolic, shape in zip(keras.tree.flatten(network.outputs), shapes, strict=True):
        assert len(symbolic.shape) == len(shape)
        told = zip(symbolic.shape, shape, strict=True)
        assert all(known in (None, real) for known, real in told)
    if hasattr(network, "in_channels"):
        assert network.inputs[0].shape[-1] == network.in_channels
    if hasattr(network, "out_channels"):
        assert shapes[-1][-1] == network.out_channels


@every_network
def test_large_weights_leave_a_picture_in_range_and_a_judge_out_of_it(name):
    network = randomize(make(name))
    for weight in network.weights:
        if "normalization" not in weight.path and "vector_u" not in weight.path:
            weight.assign(4 * weight)
    found = outputs(network, inputs(network))
    assert all(np.isfinite(out).all() for out in found)
    role = role_of(network, "generator")
    if role is Role.GENERATOR:
        (picture,) = found
        assert np.abs(picture).max() <= 1 and np.abs(picture).max() > 0.99
    if role is Role.DISCRIMINATOR:  # no sigmoid: losses take logits
        assert np.abs(found[-1]).max() > 1


@every_network
def test_every_weight_learns(name):
    """The first gradient of random weights is none of nothing, down to the input."""
    network = randomize(make(name))
    given = keras.tree.map_structure(tf.constant, inputs(network))
    weights = [weight.value for weight in network.trainable_weights]
    sources = weights or keras.tree.flatten(given)  # a fixed eye passes it on to the picture
    with tf.GradientTape() as tape:
        tape.watch(sources)
        found = keras.tree.flatten(network(given, training=True))
        slopes = [np.random.default_rng(0).normal(size=out.shape) for out in found]
        loss = sum(
            tf.reduce_sum(out * slope.astype("float32"))
            for out, slope in zip(found, slopes, strict=True)
        )
    names = [weight.path for weight in network.trainable_weights]
    names = names or [tensor.name for tensor in network.inputs]
    for path, gradient in zip(names, tape.gradient(loss, sources), strict=True):
        assert gradient is not None, path
        assert np.isfinite(gradient).all() and np.any(gradient), path


@every_class
def test_mixed_precision_computes_in_bfloat16_and_answers_in_float32(name):
    if name == "MultiScaleGenerator":  # where labels part is decided by a threshold
        name = "MultiScaleGenerator/modulated"
    exact = built(name)
    if name == "RetouchingGenerator":  # its picture is clipped, which hides how large a change was
        exact.set_weights([0.5 * weight for weight in exact.get_weights()])
    expected = outputs(exact, inputs(exact))
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = make(name)
    finally:
        keras.config.set_dtype_policy("float32")
    network.set_weights(exact.get_weights())
    layers = [getattr(layer, "layer", layer) for layer in network.layers]  # inside the wrappers
    heavy = [layer for layer in layers if isinstance(layer, keras.layers.Conv2D | keras.Sequential)]
    assert all(layer.compute_dtype == "bfloat16" for layer in heavy)
    assert {weight.dtype for weight in network.weights} == {"float32"}
    found = keras.tree.flatten(network(inputs(network)))
    assert (found[-1].dtype == "float32") == case_of(name).float32
    for one, other in zip(found, expected, strict=True):
        difference = np.abs(np.asarray(tf.cast(one, "float32")) - other).max()
        assert 0 < difference < 0.1 * max(1.0, np.abs(other).max())


@every_network
def test_a_picture_does_not_depend_on_its_batch(name):
    network = built(name)
    given = inputs(network, batch=3)
    together = outputs(network, given)
    alone = outputs(network, keras.tree.map_structure(lambda x: x[1:2], given))
    for one, other in zip(together, alone, strict=True):
        scale = max(1.0, np.abs(other).max())
        np.testing.assert_allclose(one[1:2] / scale, other / scale, atol=1e-5)


@every_class
def test_a_seed_decides_the_first_weights(name):
    drawn = []
    for seed in (7, 7, 8):
        keras.utils.set_random_seed(seed)
        drawn.append(make(name).get_weights())
    assert_the_same(drawn[0], drawn[1])
    assert any(np.any(one != other) for one, other in zip(drawn[0], drawn[2], strict=True))


@every_class
def test_the_parameters_are_as_many_as_told(name):
    network = built(name)
    assert count(network.trainable_weights or network.weights) == CASES[name].parameters


@every_network
def test_it_says_what_it_is_for_and_how_far_it_sees(name):
    network = built(name)
    assert role_of(network, "generator") in Role
    assert name == "DeclaredNetwork" or network.role in Role
    assert reach_of(network).scale > 0


@every_class
def test_the_docstring_teaches_by_an_example_that_runs(name):
    kind = getattr(networks, name)
    home = vars(sys.modules[kind.__module__])
    (test,) = [
        test for test in doctest.DocTestFinder(recurse=False).find(kind, name, globs=home)
    ]
    assert test.examples
    told = []
    doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert not told, "".join(told)
    for word in ("Args:", "Input", "Raises:"):
        assert word in inspect.getdoc(kind), word
