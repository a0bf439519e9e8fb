"""What repeats with a network's strides costs; texture, smooth pictures and edges do not."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfstyle.images import to_uint8
from tfstyle.losses import lattice_loss
from tfstyle.metrics.checkerboard import checkerboard

NOISE = np.random.default_rng(0).normal(0, 0.1, (2, 96, 104, 3)).astype("float32")


def lattice(period, strength=0.05):
    """Return one bright pixel in each square of so many, in pictures like `NOISE`."""
    rows, columns = np.indices(NOISE.shape[1:3])
    points = (rows % period == 1) & (columns % period == 1)
    return (strength * period * points)[None, ..., None].astype("float32")


@pytest.mark.parametrize("period", [2, 4, 8])
def test_a_lattice_of_every_stride_costs_more_the_stronger_it_is(period):
    costs = [float(lattice_loss(NOISE + lattice(period, by))) for by in (0.0, 0.05, 0.1, 0.5)]
    assert costs[0] < 0.1 and costs == sorted(costs) and costs[1] > 0.5
    assert costs[-1] < np.log(96 * 104 / 64)


@pytest.mark.parametrize("period", [3, 5, 7, 11])
def test_other_patterns_cost_nothing(period):
    assert float(lattice_loss(NOISE + lattice(period, 0.1))) < 0.3


def test_smooth_and_even_pictures_cost_nothing():
    slope = np.broadcast_to(np.linspace(-1, 1, 96)[None, :, None, None], (1, 96, 96, 3))
    assert float(lattice_loss(slope)) == float(lattice_loss(np.ones((1, 32, 32, 1)))) == 0.0


def test_brightness_and_contrast_change_nothing():
    woven = NOISE + lattice(4)
    expected = float(lattice_loss(woven))
    assert float(lattice_loss(0.5 * woven + 0.3)) == pytest.approx(expected, rel=1e-3)


def test_following_its_slope_takes_the_lattice_away_and_leaves_the_rest():
    start = np.clip(NOISE + lattice(4, 0.1), -1, 1)
    woven = keras.Variable(start)
    for _ in range(60):
        with tf.GradientTape() as tape:
            loss = lattice_loss(woven)
        woven.assign_sub(30.0 * tape.gradient(loss, woven.value))
    before, after = (checkerboard(to_uint8(x)[0]) for x in (start, woven.numpy()))
    assert before > 1 and after < 0.3 * before
    assert np.std(woven.numpy() - NOISE) < 0.5 * np.std(start - NOISE)


def test_pictures_that_are_too_small_are_refused():
    with pytest.raises(ValueError, match="24 pixels a side"):
        lattice_loss(np.zeros((1, 16, 64, 3)))
