"""Instance norm: the fused kernel and `keras.ops` agree, also in both orders of gradients."""

import contextlib

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfstyle.layers import InstanceNormalization, tensorflow_kernels
from tfstyle.layers.tensorflow_kernels import plain_operations


@pytest.fixture(autouse=True)
def fused_calls(monkeypatch):
    """Count the calls of the fused kernel, so that no test compares the plain path to itself."""
    calls = []
    kernel = tensorflow_kernels.instance_normalization

    def counted(*arguments):
        calls.append(arguments)
        return kernel(*arguments)

    monkeypatch.setattr(tensorflow_kernels, "instance_normalization", counted)
    return calls


def pictures(*shape):
    # Every channel at another scale and offset, as deep activations are.
    rng = np.random.default_rng(0)
    x = rng.normal(size=shape) * rng.uniform(0.1, 4, shape[-1]) + rng.normal(size=shape[-1])
    return x.astype("float32")


def layer_for(shape, affine=True, dtype=None):
    layer = InstanceNormalization(center=affine, scale=affine, dtype=dtype)
    layer.build(shape)
    for seed, weight in enumerate(layer.weights):
        weight.assign(np.random.default_rng(seed).normal(size=weight.shape))
    return layer


def value_and_gradients(layer, x):
    """Return the output and the gradients of a scalar that treats no pixel like another."""
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        out = layer(x)
        slopes = tf.constant(pictures(*out.shape))
        loss = tf.reduce_sum(slopes * tf.cast(out, "float32"))
    sources = [x, *(weight.value for weight in layer.weights)]
    return [out, *tape.gradient(loss, sources)]


@pytest.mark.parametrize("shape", [(1, 8, 6, 5), (3, 7, 5, 4), (16, 4, 4, 2), (1, 1, 1, 3)])
@pytest.mark.parametrize("affine", [True, False])
def test_fused_and_plain_agree(shape, affine, fused_calls):
    layer, x = layer_for(shape, affine), pictures(*shape)
    fused = value_and_gradients(layer, x)
    assert len(fused_calls) == 1
    with plain_operations():
        plain = value_and_gradients(layer, x)
    assert len(fused_calls) == 1
    for one, other in zip(fused, plain, strict=True):
        scale = max(1.0, np.abs(other).max())
        np.testing.assert_allclose(one / scale, other / scale, atol=1e-5)


@pytest.mark.parametrize("dtype, tolerance", [("bfloat16", 2**-7), ("float16", 2**-10)])
@pytest.mark.parametrize("batch", [1, 3])
def test_fused_and_plain_agree_in_half_precision(dtype, tolerance, batch, fused_calls):
    layer = layer_for((batch, 8, 6, 5), dtype=f"mixed_{dtype}")
    x = pictures(batch, 8, 6, 5)
    fused = value_and_gradients(layer, x)
    with plain_operations():
        plain = value_and_gradients(layer, x)
    assert len(fused_calls) == 1
    assert fused[0].dtype == plain[0].dtype == dtype
    assert {weight.dtype for weight in layer.weights} == {"float32"}
    for one, other in zip(fused, plain, strict=True):
        one, other = (np.array(tf.cast(value, "float32")) for value in (one, other))
        # Rounding errors of many pixels add up in the gradients of gamma and beta.
        assert np.abs(one - other).max() <= 4 * tolerance * max(1.0, np.abs(other).max())


@pytest.mark.parametrize("policy", ["bfloat16", "mixed_bfloat16"])
@pytest.mark.parametrize("context", [plain_operations, contextlib.nullcontext])
def test_statistics_are_float32_in_half_precision(policy, context, fused_calls):
    """The mean of 64 numbers near 100 and their variance need more than bfloat16's 8 bits."""
    x = tf.cast(np.linspace(90, 110, 64).reshape(1, 8, 8, 1), "bfloat16")
    with context():
        out = np.array(tf.cast(layer_for(x.shape, False, policy)(x), "float32"))
    assert len(fused_calls) == (context is contextlib.nullcontext)
    exact = np.array(tf.cast(x, "float64"))
    np.testing.assert_allclose(out, (exact - exact.mean()) / exact.std(), atol=0.01)


def test_affine_weights_are_float32_in_pure_bfloat16(fused_calls):
    layer, x = layer_for((1, 8, 8, 3), dtype="bfloat16"), pictures(1, 8, 8, 3)
    assert {weight.dtype for weight in layer.weights} == {"float32"}
    fused = np.array(tf.cast(layer(x), "float32"))
    with plain_operations():
        plain = np.array(tf.cast(layer(x), "float32"))
    assert len(fused_calls) == 1
    np.testing.assert_allclose(fused, plain, atol=0.03)


def test_gradient_penalty_differentiates_twice(fused_calls):
    layer, x = layer_for((2, 6, 5, 3)), tf.constant(pictures(2, 6, 5, 3))

    def penalty():
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                inner.watch(x)
                total = tf.reduce_sum(tf.square(layer(x)) * pictures(2, 6, 5, 3))
            slope = inner.gradient(total, x)
            loss = tf.reduce_mean(tf.square(slope))
        return loss, outer.gradient(loss, layer.gamma.value)

    fused = penalty()
    assert fused_calls
    with plain_operations():
        plain = penalty()
    for one, other in zip(fused, plain, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3)


def test_every_picture_stands_for_itself():
    layer, x = layer_for((3, 8, 8, 4)), pictures(3, 8, 8, 4)
    apart = np.concatenate([layer(x[i : i + 1]) for i in range(3)])
    np.testing.assert_allclose(layer(x), apart, atol=1e-6)


def test_one_pixel_has_no_variance_and_becomes_beta():
    layer, x = layer_for((2, 1, 1, 3)), pictures(2, 1, 1, 3)
    expected = np.broadcast_to(layer.beta.numpy(), (2, 1, 1, 3))
    np.testing.assert_allclose(layer(x), expected, atol=1e-6)
    with plain_operations():
        np.testing.assert_allclose(layer(x), expected, atol=1e-6)


def test_closed_form():
    x = pictures(2, 9, 4, 3).astype("float64")
    mean, variance = x.mean((1, 2), keepdims=True), x.var((1, 2), keepdims=True)
    out = InstanceNormalization(epsilon=0.5)(x.astype("float32"))
    np.testing.assert_allclose(out, (x - mean) / np.sqrt(variance + 0.5), atol=1e-5)


def test_unknown_and_large_batches_take_the_plain_path(fused_calls):
    layer = layer_for((None, 4, 4, 2))
    traced = tf.function(layer, input_signature=[tf.TensorSpec((None, 4, 4, 2))])
    x = pictures(20, 4, 4, 2)
    np.testing.assert_allclose(traced(x), layer(x), atol=1e-6)
    assert not fused_calls
    np.testing.assert_allclose(layer(x)[:2], layer(x[:2]), atol=1e-5)
    assert len(fused_calls) == 1


def test_unknown_height_and_width():
    layer = layer_for((1, None, None, 2))
    traced = tf.function(layer, input_signature=[tf.TensorSpec((1, None, None, 2))])
    x = pictures(1, 6, 9, 2)
    assert traced.get_concrete_function().output_shapes.as_list() == [1, None, None, 2]
    np.testing.assert_allclose(traced(x), layer(x), atol=1e-6)


def test_plain_operations_end_with_the_block_and_with_an_error():
    assert tensorflow_kernels.enabled()
    with pytest.raises(KeyError), plain_operations():
        with plain_operations():
            pass
        assert not tensorflow_kernels.enabled()
        raise KeyError
    assert tensorflow_kernels.enabled()


def test_config_round_trip():
    layer = InstanceNormalization(0.1, center=False, gamma_initializer="zeros", name="norm")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
    again.build((1, 4, 4, 3))
    assert again.epsilon == 0.1 and again.beta is None and not again.gamma.numpy().any()
    assert again.compute_output_shape((2, 5, 4, 3)) == (2, 5, 4, 3)
