"""Padding by mirrors: against NumPy's own, for every size, eager and traced."""

import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle.inference.padding import call_padded, mirror_index, padded_size

hypothesis, st = need("hypothesis"), need("hypothesis.strategies")


@hypothesis.given(size=st.integers(1, 40), before=st.integers(0, 120), after=st.integers(0, 120))
def test_mirror_index_is_numpys_reflection(size, before, after):
    index = mirror_index(np.arange(-before, size + after), size)
    expected = np.pad(np.arange(size), (before, after), mode="reflect")
    np.testing.assert_array_equal(index, expected)


@hypothesis.given(
    size=st.integers(1, 3000), multiple=st.sampled_from([1, 4, 32, 256]),
    minimum=st.integers(1, 300),
)
def test_padded_size_is_the_smallest_that_fits(size, multiple, minimum):
    padded = padded_size(size, multiple, minimum)
    assert padded % multiple == 0
    assert padded >= max(size, minimum)
    assert padded - multiple < max(size, minimum)


def seen(shape, multiple, minimum):
    """Run a function that notes the shape it gets, and returns its input."""
    shapes = []

    def function(pictures):
        shapes.append(tuple(pictures.shape))
        return pictures

    pictures = np.random.default_rng(0).random(shape, dtype="float32")
    out = call_padded(function, pictures, multiple=multiple, minimum=minimum)
    return pictures, np.asarray(out), shapes[0]


@hypothesis.settings(max_examples=25, deadline=None)
@hypothesis.given(
    height=st.integers(1, 2000), width=st.integers(1, 40), multiple=st.sampled_from([4, 32])
)
def test_the_function_gets_fitting_sizes_and_the_picture_comes_back(height, width, multiple):
    pictures, out, shape = seen((1, height, width, 1), multiple, 64)
    assert shape[1] % multiple == shape[2] % multiple == 0
    assert min(shape[1:3]) >= 64
    np.testing.assert_array_equal(out, pictures)


def test_a_fitting_picture_is_handed_over_as_it_is():
    pictures = np.zeros((1, 64, 32, 3), "float32")
    assert call_padded(lambda x: x, pictures, multiple=32, minimum=32) is pictures


def test_the_mirror_is_centred():
    row = np.array([1.0, 2.0, 3.0, 4.0], "float32").reshape(1, 1, 4, 1)
    got = []
    call_padded(lambda x: got.append(np.asarray(x)) or x, row, multiple=8, minimum=1)
    assert got[0][0, 0, :, 0].tolist() == [3, 2, 1, 2, 3, 4, 3, 2]


@pytest.mark.parametrize("shape", [(1, 1, 1, 3), (2, 5, 90, 3), (1, 64, 64, 3), (1, 300, 7, 3)])
def test_a_graph_of_unknown_sizes_gives_the_same(shape):
    blur = np.ones((9, 9, 3, 1), "float32") / 81

    def function(x):
        return tf.nn.depthwise_conv2d(x, blur, (1, 1, 1, 1), "SAME")

    def padded(x):
        return call_padded(function, x, multiple=16, minimum=32)

    traced = tf.function(padded, input_signature=[tf.TensorSpec((None, None, None, 3))])
    pictures = np.random.default_rng(1).random(shape, dtype="float32")
    np.testing.assert_allclose(traced(pictures), padded(pictures), atol=1e-6)
    assert traced(pictures).shape == shape
