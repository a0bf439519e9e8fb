"""Reflection padding and nearest upsampling against NumPy, and the table of normalizations."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfstyle.layers import (
    DepthToSpace2D,
    InstanceNormalization,
    LabelEdges,
    NearestUpsampling2D,
    ReflectionPadding2D,
    normal_002,
    normalization_layer,
)
from tfstyle.layers.normalization import NORMALIZATIONS, needs_bias
from tfstyle.layers.tensorflow_kernels import plain_operations

X = np.random.default_rng(0).uniform(-1, 1, (2, 5, 7, 3)).astype("float32")


@pytest.mark.parametrize("padding", [0, 1, 3, 4])
def test_padding_reflects_without_repeating_the_edge(padding):
    out = ReflectionPadding2D(padding)(X)
    frame = ((0, 0), (padding, padding), (padding, padding), (0, 0))
    np.testing.assert_array_equal(out, np.pad(X, frame, mode="reflect"))
    with plain_operations():
        np.testing.assert_array_equal(ReflectionPadding2D(padding)(X), out)
        traced = tf.function(
            ReflectionPadding2D(padding), input_signature=[tf.TensorSpec((None, None, None, 3))]
        )
        np.testing.assert_array_equal(traced(X), out)


@pytest.mark.parametrize("layer", [ReflectionPadding2D(2), LabelEdges()], ids=["padding", "edges"])
def test_slices_name_every_axis(layer):
    """OpenVINO looks for the bounds of all axes, also of those that a slice leaves out."""
    with plain_operations():
        traced = tf.function(layer, input_signature=[tf.TensorSpec((1, None, None, 3))])
        graph = traced.get_concrete_function().graph.as_graph_def()
    nodes = [*graph.node, *(node for one in graph.library.function for node in one.node_def)]
    slices = [node for node in nodes if node.op == "StridedSlice"]
    constants = {node.name: node for node in nodes if node.op == "Const"}
    bounds = [constants[one.input[1].partition(":")[0]] for one in slices]
    lengths = [tf.make_ndarray(one.attr["value"].tensor).size for one in bounds]
    assert len(lengths) >= 8 and set(lengths) == {4}


@pytest.mark.parametrize("factor", [1, 2, 3])
def test_upsampling_repeats_every_pixel(factor):
    out = NearestUpsampling2D(factor)(X)
    np.testing.assert_array_equal(out, X.repeat(factor, axis=1).repeat(factor, axis=2))
    with plain_operations():
        np.testing.assert_array_equal(NearestUpsampling2D(factor)(X), out)


def test_upsampling_gathers_the_gradient_of_its_copies():
    x = tf.constant(X)
    slopes = np.random.default_rng(1).normal(size=(2, 10, 14, 3)).astype("float32")
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(NearestUpsampling2D(2)(x) * slopes)
    expected = slopes.reshape(2, 5, 2, 7, 2, 3).sum(axis=(2, 4))
    np.testing.assert_allclose(tape.gradient(loss, x), expected, atol=1e-5)


@pytest.mark.parametrize("factor", [1, 2, 3])
def test_channels_become_squares_row_by_row(factor, monkeypatch):
    x = np.random.default_rng(2).normal(size=(2, 4, 5, 2 * factor**2)).astype("float32")
    out = DepthToSpace2D(factor)(x)
    for row in range(factor):
        for column in range(factor):
            first = 2 * (row * factor + column)
            np.testing.assert_array_equal(
                out[:, row::factor, column::factor], x[..., first : first + 2]
            )
    monkeypatch.setattr(keras.config, "backend", lambda: "another")
    np.testing.assert_array_equal(DepthToSpace2D(factor)(x), out)


def test_channels_that_make_no_squares_are_refused():
    with pytest.raises(ValueError, match="3 channels are no multiple of the 4 pixels"):
        DepthToSpace2D(2)(X)


@pytest.mark.parametrize("layer", [ReflectionPadding2D(1), NearestUpsampling2D(2)])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_shape_is_told_in_advance_and_channels_stay_static(layer, dtype):
    out = layer(tf.cast(X, dtype))
    assert out.dtype == layer.compute_dtype
    assert layer.compute_output_shape(X.shape) == out.shape
    assert layer.compute_output_shape((None, None, None, 3)) == (None, None, None, 3)
    traced = tf.function(layer, input_signature=[tf.TensorSpec((None, None, None, 3))])
    assert traced.get_concrete_function().output_shapes.as_list() == [None, None, None, 3]
    np.testing.assert_array_equal(traced(X), layer(X))


def test_padding_of_a_smaller_picture_is_refused():
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
        ReflectionPadding2D(5)(X)


def test_normalizations_by_name():
    instance, batch, none = (normalization_layer(kind, name=kind) for kind in NORMALIZATIONS)
    assert isinstance(instance, InstanceNormalization)
    assert not instance.center and not instance.scale and instance.epsilon == 1e-5
    assert isinstance(batch, keras.layers.BatchNormalization)
    assert batch.epsilon == 1e-5 and batch.momentum == 0.9
    np.testing.assert_array_equal(none(X), X)
    assert [needs_bias(kind) for kind in NORMALIZATIONS] == [True, False, True]


def test_unknown_normalization_is_named():
    with pytest.raises(ValueError, match=r"instance.*batch.*none.*'group'"):
        normalization_layer("group", name="norm")


def test_two_initializers_draw_different_weights():
    first, second = (np.array(normal_002()((64, 64))) for _ in range(2))
    assert np.abs(first - second).max() > 0
    assert abs(first.std() - 0.02) < 2e-3 and abs(normal_002(mean=1.0)((64, 64))[0, 0] - 1) < 0.2
