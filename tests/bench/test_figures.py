"""Figures of times against NumPy's, and what counts as noisy."""

import numpy as np
import pytest

from tfstyle.bench.figures import NOISY, figures, times_as_fast
from tfstyle.bench.worker import timed


def test_against_numpy():
    rounds = np.random.default_rng(0).gamma(9, 2, (5, 20))
    told = figures(rounds)
    assert told["median_ms"] == pytest.approx(np.quantile(rounds, 0.5), abs=1e-3)
    assert told["p95_ms"] == pytest.approx(np.quantile(rounds, 0.95), abs=1e-3)
    assert told["pictures_per_second"] == pytest.approx(1000 / np.quantile(rounds, 0.5), rel=1e-3)
    assert told["calls"] == 100 and len(told["round_ms"]) == 5


def test_noise_is_of_rounds_not_of_calls():
    assert not figures([[10, 30], [10, 30], [10, 30]])["noisy"]
    loud = figures([[10, 10], [10, 10], [13, 13]])
    assert loud["noisy"] and loud["spread"] == 0.3 > NOISY


def test_ratios_belong_to_rounds_that_took_turns():
    # One round of a busy machine slows both: the ratio stays.
    assert times_as_fast([10, 10, 80], [20, 20, 160]) == 2
    assert times_as_fast([10, 80, 10], [5, 40, 5]) == 0.5


def test_a_turn_has_calls_and_time_enough():
    now = iter(np.arange(0, 100, 0.25))
    slow = timed(lambda: None, 3, 0.0, clock=lambda: float(next(now)))
    assert slow == [250, 250, 250]
    now = iter(np.arange(0, 100, 0.25))
    assert len(timed(lambda: None, 1, 2.0, clock=lambda: float(next(now)))) == 3
