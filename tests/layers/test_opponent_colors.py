"""A picture in another's colours: closed forms, whatever is even, tiles."""

import numpy as np
import pytest

from tests.networks.helpers import pictures
from tfstyle.layers import adapt_colors, color_statistics
from tfstyle.layers.instance_statistics import collect
from tfstyle.layers.opponent_colors import _OPPONENT


def test_opponent_colours_are_a_turn():
    np.testing.assert_allclose(_OPPONENT @ _OPPONENT.T, np.eye(3), atol=1e-6)


def test_the_colours_of_the_other_are_taken_over():
    photo, painting = pictures(2, 9, 7, 3), 0.4 * pictures(2, 16, 12, 3, seed=1) + [0.3, -0.2, 0.1]
    out = adapt_colors(photo, *color_statistics(painting))
    for found, expected in zip(color_statistics(out), color_statistics(painting), strict=True):
        np.testing.assert_allclose(found, expected, atol=2e-3)
    np.testing.assert_allclose(np.mean(out, (1, 2)), painting.mean((1, 2)), atol=1e-5)


def test_ones_own_colours_change_nothing():
    photo = pictures(1, 9, 7, 3)
    np.testing.assert_allclose(adapt_colors(photo, *color_statistics(photo)), photo, atol=2e-3)


def test_an_even_picture_stays_even():
    fog = 0.2 + 1e-3 * pictures(1, 16, 16, 3)
    out = adapt_colors(fog, *color_statistics(pictures(1, 16, 16, 3, seed=1)))
    assert np.std(out, axis=(1, 2)).max() < 0.05  # beside a deviation of about 0.58


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_is_counted_in_float32(dtype):
    import keras

    narrow = keras.ops.cast(pictures(1, 64, 64, 3), dtype)
    exact = color_statistics(keras.ops.cast(narrow, "float32"))
    np.testing.assert_array_equal(color_statistics(narrow)[0], exact[0])
    assert keras.backend.standardize_dtype(adapt_colors(narrow, *exact).dtype) == "float32"


def test_parts_of_a_picture_share_what_is_known_of_the_whole():
    photo, other = pictures(1, 8, 8, 3), color_statistics(pictures(1, 8, 8, 3, seed=1))
    halves = np.concatenate(np.split(photo, 2, axis=2))
    with collect():
        left, right = adapt_colors(halves, *other)
    whole = adapt_colors(photo, *other)
    np.testing.assert_allclose(np.concatenate([left, right], axis=1), whole[0], atol=1e-5)
