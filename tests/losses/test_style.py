"""Gram matrices, statistics, total variation: closed forms, whatever the picture's size."""

import keras
import numpy as np
import pytest

from tests.networks.helpers import pictures
from tfstyle.losses import (
    content_loss,
    feature_statistics,
    gram_loss,
    gram_matrix,
    perceptual_loss,
    statistics_loss,
    style,
    total_variation,
)


def test_a_gram_matrix_is_the_mean_of_products():
    x = pictures(2, 5, 7, 3)
    expected = np.einsum("bhwi,bhwj->bij", x, x) / 35
    np.testing.assert_allclose(gram_matrix(x), expected, rtol=1e-5)


def test_a_gram_matrix_does_not_know_the_pictures_size():
    x = pictures(1, 8, 8, 4)
    for repeats in ((1, 2, 2, 1), (1, 1, 5, 1)):
        np.testing.assert_allclose(gram_matrix(np.tile(x, repeats)), gram_matrix(x), atol=1e-6)


def test_half_precision_features_are_added_up_in_float32():
    x = np.full((1, 256, 256, 2), 100.0)  # the sum of squares is beyond float16
    gram = gram_matrix(keras.ops.cast(x, "float16"))
    assert keras.backend.standardize_dtype(gram.dtype) == "float32"
    np.testing.assert_allclose(gram, 1e4, rtol=1e-3)


@pytest.mark.parametrize("fast", [False, style._multiplies_bfloat16()])
def test_bfloat16_features_are_rounded_once_after_the_sum(fast, monkeypatch):
    monkeypatch.setattr(style, "_multiplies_bfloat16", lambda: fast)
    x = keras.ops.cast(pictures(2, 64, 64, 8), "bfloat16")
    exact = gram_matrix(keras.ops.cast(x, "float32"))  # the same numbers
    gram = gram_matrix(x)
    assert keras.backend.standardize_dtype(gram.dtype) == "float32"
    if fast:
        np.testing.assert_allclose(gram, exact, rtol=2**-8, atol=2**-8 * np.abs(exact).max() / 64)
    else:
        np.testing.assert_array_equal(gram, exact)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="differentiates by TensorFlow")
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("bfloat16", 1e-2)])
def test_a_gram_matrixs_slopes_are_those_of_its_products(dtype, tolerance):
    import tensorflow as tf

    x, weights = tf.cast(pictures(2, 5, 7, 3), dtype), tf.constant(pictures(2, 3, 3, 1)[..., 0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        wide = tf.reshape(tf.cast(x, "float32"), (2, 35, 3))
        ours = tf.reduce_sum(weights * gram_matrix(x))
        plain = tf.reduce_sum(weights * tf.matmul(wide, wide, transpose_a=True) / 35)
    ours, plain = (tf.cast(tape.gradient(one, x), "float32") for one in (ours, plain))
    assert np.abs(ours - plain).max() <= tolerance * np.abs(plain).max()


def test_the_relative_gram_loss_is_one_for_a_picture_without_features():
    target = gram_matrix(pictures(2, 8, 8, 3))
    nothing = np.zeros((2, 8, 8, 3), "float32")
    assert float(gram_loss(target, nothing)) == pytest.approx(1, rel=1e-4)
    assert float(gram_loss(target, pictures(2, 8, 8, 3))) == pytest.approx(0, abs=1e-8)
    # One painting may serve a whole batch.
    assert float(gram_loss(target[:1], nothing)) == pytest.approx(1, rel=1e-4)
    plain = float(gram_loss(target, nothing, normalize=False))
    assert plain == pytest.approx(float(np.mean(np.square(target))), rel=1e-5)


def test_statistics_are_those_of_numpy():
    x = pictures(2, 6, 5, 4)
    mean, deviation = feature_statistics(x)
    np.testing.assert_allclose(mean[:, 0, 0], x.mean(axis=(1, 2)), atol=1e-6)
    np.testing.assert_allclose(deviation[:, 0, 0], x.std(axis=(1, 2)), rtol=1e-4)
    assert float(statistics_loss(x, x)) == 0
    shifted = float(statistics_loss(feature_statistics(x), x + 2))
    assert shifted == pytest.approx(4, rel=1e-4)  # the means are 2 apart, the deviations equal


def test_flat_features_have_a_slope():
    flat = keras.ops.zeros((1, 4, 4, 2))
    _, deviation = feature_statistics(flat)
    assert np.isfinite(deviation).all() and float(deviation[0, 0, 0, 0]) > 0


def test_content_and_perceptual_losses():
    x, y = pictures(2, 4, 4, 3), pictures(2, 4, 4, 3, seed=2)
    assert float(content_loss(x, y)) == pytest.approx(np.mean((x - y) ** 2), rel=1e-5)
    assert float(content_loss(x, 0 * x, normalize=True)) == pytest.approx(1, rel=1e-4)
    loss = float(perceptual_loss([x, 2 * x], [y, 2 * y], [1.0, 0.5]))
    assert loss == pytest.approx(1.5 * np.mean(np.abs(x - y)) / np.mean(np.abs(x)), rel=1e-5)


def test_normalized_statistics_do_not_depend_on_the_features_units():
    x, y = pictures(2, 4, 4, 3), pictures(2, 4, 4, 3, seed=2)
    loss = float(statistics_loss(x, y, normalize=True))
    assert loss == pytest.approx(float(statistics_loss(9 * x, 9 * y, normalize=True)), rel=1e-3)


def test_total_variation_is_zero_for_flat_and_counts_both_axes():
    ramp = np.zeros((1, 4, 6, 1), "float32") + np.arange(6, dtype="float32")[:, None]
    assert float(total_variation(ramp)) == pytest.approx(1)
    assert float(total_variation(np.swapaxes(ramp, 1, 2))) == pytest.approx(1)
    assert float(total_variation(np.ones((1, 4, 4, 3), "float32"))) == 0
