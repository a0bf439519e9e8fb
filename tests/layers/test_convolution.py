"""The convolution with swapped roles backwards gives TensorFlow's own numbers."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfstyle.layers import Conv2D, tensorflow_convolution
from tfstyle.layers.tensorflow_kernels import plain_operations


@pytest.fixture(autouse=True)
def swapped_calls(monkeypatch):
    """Count the swapped convolutions, and allow them on a machine with a GPU too."""
    calls = []
    convolve = tensorflow_convolution.convolve
    monkeypatch.setattr(tensorflow_convolution, "_on_cpu", lambda: True)
    monkeypatch.setattr(
        tensorflow_convolution, "convolve", lambda *a: calls.append(a) or convolve(*a)
    )
    return calls


def pictures(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def value_and_gradients(layer, x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        out = layer(x)
        loss = tf.reduce_sum(tf.cast(out, "float32") * pictures(*out.shape, seed=1))
    sources = [x, *(weight.value for weight in layer.trainable_weights)]
    return [out, *tape.gradient(loss, sources)]


def convolved(x, kernel, upstream, convolve):
    """Return the convolution and the gradients of picture and kernel."""
    with tf.GradientTape() as tape:
        tape.watch([x, kernel])
        out = convolve(x, kernel)
    return [out, *tape.gradient(out, [x, kernel], upstream)]


def tensorflows(x, kernel):
    return tf.nn.conv2d(x, kernel, 1, "VALID")


def errors(values, exact):
    """Return how far each is off at most, in units of the largest exact number."""
    return [
        np.abs(tf.cast(value, "float64") - one).max() / np.abs(one).max()
        for value, one in zip(values, exact, strict=True)
    ]


@pytest.mark.parametrize("size", [(2, 9, 11), (1, 40, 40)])
@pytest.mark.parametrize("kernel", [1, 7, (4, 3)])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
@pytest.mark.parametrize("traced", [False, True])
def test_values_and_gradients_are_those_of_float64(size, kernel, dtype, traced):
    """Ours to the last rounding on every processor; TensorFlow's own where it adds up so."""
    rows, columns = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    batch, height, width = size
    shapes = [
        (batch, height, width, 8), (rows, columns, 8, 3),
        (batch, height - rows + 1, width - columns + 1, 3),
    ]  # fmt: skip
    given = [tf.cast(pictures(*shape, seed=seed), dtype) for seed, shape in enumerate(shapes)]
    exact = convolved(*(tf.cast(one, "float64") for one in given), tensorflows)

    # As arguments: of constants the graph would hold the results, computed by other kernels.
    ours, theirs = (
        (tf.function(convolved) if traced else convolved)(*given, convolve)
        for convolve in (tensorflow_convolution.convolve, tensorflows)
    )
    assert [one.dtype for one in ours] == [one.dtype for one in theirs]
    rounding = {"float32": 1e-5, **tensorflow_convolution.HALF_ROUNDING}[dtype]
    ours, theirs = (errors(values, exact) for values in (ours, theirs))
    assert max(ours) <= 1.01 * rounding
    assert max(theirs) <= 1.01 * rounding or not tensorflow_convolution.adds_up_in_float32(dtype)


@pytest.mark.parametrize("dtype", ["float32", "mixed_bfloat16"])
def test_the_layer_takes_the_swapped_convolution_unless_it_is_exported(dtype, swapped_calls):
    layer, x = Conv2D(3, 7, dtype=dtype), pictures(2, 9, 11, 8)
    layer.build(x.shape)
    layer.bias.assign(pictures(3))
    swapped = value_and_gradients(layer, x)
    assert len(swapped_calls) == 1
    with plain_operations():
        plain = value_and_gradients(layer, x)
    assert len(swapped_calls) == 1
    rounding = 1e-5 if dtype == "float32" else 2e-2
    assert max(errors(swapped, [tf.cast(one, "float64") for one in plain])) <= rounding


def test_gradient_penalty_differentiates_twice(swapped_calls):
    layer, x = Conv2D(1, 4), tf.constant(pictures(2, 7, 6, 5))
    layer.build(x.shape)

    def penalty():
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                inner.watch(x)
                total = tf.reduce_sum(tf.square(layer(x)))
            loss = tf.reduce_mean(tf.square(inner.gradient(total, x)))
        return loss, outer.gradient(loss, layer.kernel.value)

    swapped = penalty()
    assert swapped_calls
    with plain_operations():
        plain = penalty()
    for one, other in zip(swapped, plain, strict=True):
        # A sum that nearly cancels has float32's digits of its terms, not of itself.
        rounding = 1e-6 * np.abs(other).max()
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=rounding)


def test_unknown_sizes(swapped_calls):
    layer = Conv2D(2, 3)
    layer.build((None, None, None, 4))
    traced = tf.function(layer, input_signature=[tf.TensorSpec((None, None, None, 4))])
    x = pictures(2, 6, 5, 4)
    np.testing.assert_allclose(traced(x), layer(x), atol=1e-6)
    assert len(swapped_calls) == 2


@pytest.mark.parametrize(
    "arguments",
    [{"filters": 8}, {"strides": 2}, {"padding": "same"}, {"dilation_rate": 2}, {"groups": 2}],
    ids=str,
)
def test_elsewhere_it_is_keras_own(arguments, swapped_calls):
    arguments = {"filters": 2, "kernel_size": 3, **arguments}
    ours, theirs = Conv2D(**arguments), keras.layers.Conv2D(**arguments)
    x = pictures(1, 9, 8, 8)
    ours.build(x.shape)
    theirs.build(x.shape)
    theirs.set_weights(ours.get_weights())
    results = (value_and_gradients(layer, x) for layer in (ours, theirs))
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
    assert not swapped_calls
