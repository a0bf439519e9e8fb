"""The order of light: what it leaves free, what it forbids, and that it has a slope."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.networks.helpers import pictures
from tfstyle.losses import tone_loss


def _scene():
    """Return a photograph (1, 64, 64, 3) that is light above and darker below."""
    ramp = np.linspace(0.6, -0.2, 64, dtype="float32").reshape(1, 64, 1, 1)
    return np.broadcast_to(ramp, (1, 64, 64, 3)).copy()


@pytest.mark.parametrize(("gain", "shift"), [(1.0, 0.0), (0.5, -0.3), (1.5, 0.2)])
def test_darker_and_flatter_everywhere_is_the_styles_own_affair(gain, shift):
    assert float(tone_loss(_scene(), gain * _scene() + shift)) == 0


def test_strokes_finer_than_a_square_are_free():
    strokes = np.where(np.indices((64, 64)).sum(0) % 4 < 2, 0.3, -0.3)[None, ..., None]
    assert float(tone_loss(_scene(), _scene() + strokes.astype("float32"))) < 1e-4


def test_a_black_hole_where_the_photograph_is_a_little_darker_costs():
    hole = _scene()
    hole[:, 48:, 24:40] = -1.0
    assert float(tone_loss(_scene(), hole)) > 0.05
    inverted = -_scene()
    assert float(tone_loss(_scene(), inverted)) > float(tone_loss(_scene(), hole))


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_an_even_picture_has_a_finite_loss_and_slope(value):
    even = tf.Variable(np.full((2, 16, 16, 3), value, "float32"))
    with tf.GradientTape() as tape:
        loss = tone_loss(pictures(2, 16, 16, 3), even)
    assert np.isfinite(float(loss)) and np.isfinite(tape.gradient(loss, even)).all()


def test_sides_that_are_no_multiple_of_a_square_and_half_precision():
    x = pictures(1, 21, 13, 3)
    loss = tone_loss(x, keras.ops.cast(x, "float16"))
    assert keras.backend.standardize_dtype(loss.dtype) == "float32"
    assert float(loss) == pytest.approx(0, abs=1e-4)
