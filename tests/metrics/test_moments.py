"""Mean and covariance of what passes once, and the rows that are kept."""

import numpy as np
import pytest

from tfstyle.errors import DataError
from tfstyle.metrics import feature_rows
from tfstyle.metrics.feature_rows import FeatureRows
from tfstyle.metrics.moments import Moments, Reservoir


def added(kind, rows, sizes=(37,)):
    gatherer, start, turn = kind(), 0, 0
    while start < len(rows):
        size = sizes[turn % len(sizes)]
        gatherer.add(rows[start : start + size])
        start, turn = start + size, turn + 1
    return gatherer.gathered()


@pytest.mark.parametrize("count", [2, 100, 256, 257, 1000])
@pytest.mark.parametrize("sizes", [(1,), (37,), (600, 1)])
def test_they_are_numpys_however_the_rows_come(count, sizes):
    # A mean far from 0 against the spread: sums of squares would lose eight digits.
    rows = np.random.default_rng(0).normal(size=(count, 5)) + 1e4
    moments = added(Moments, rows, sizes)
    assert len(moments) == count
    np.testing.assert_allclose(moments.mean, rows.mean(0), rtol=1e-13)
    expected = np.cov(rows, rowvar=False)
    np.testing.assert_allclose(moments.covariance(), expected, atol=1e-10)
    factor = moments.factor()
    np.testing.assert_allclose(factor.T @ factor, expected, atol=1e-10)
    moments.add(rows)  # more may come after they were asked for
    np.testing.assert_allclose(moments.covariance(), np.cov(np.tile(rows, (2, 1)).T), atol=1e-10)


def test_a_feature_that_never_moves_has_a_factor_too():
    rows = np.random.default_rng(0).normal(size=(1000, 3)) * [1, 0, 2]
    moments = added(Moments, rows)
    factor = moments.factor()
    np.testing.assert_allclose(factor.T @ factor, np.cov(rows.T), atol=1e-10)


def test_what_is_drawn_at_random_is_the_same_each_time_and_from_all():
    rows = np.arange(5000.0)[:, None]
    first, second = added(Moments, rows).sample(), added(Moments, rows, (1000, 3)).sample()
    np.testing.assert_array_equal(first, second)
    assert len(first) == len(np.unique(first)) == 1000
    assert abs(first.mean() - 2500) < 200
    few = Reservoir(size=9)
    few.add(rows[:4])
    np.testing.assert_array_equal(few.rows(), rows[:4])


def test_rows_wait_on_disk_when_they_are_many(monkeypatch):
    rows = np.random.default_rng(0).normal(size=(500, 7)).astype("float32")
    places = [499, 3, 3, 0, 250]
    in_memory = added(FeatureRows, rows)
    monkeypatch.setattr(feature_rows, "_IN_MEMORY", 40 * 7 * 4)
    on_disk = added(FeatureRows, rows)
    assert len(in_memory) == len(on_disk) == 500
    for one in (in_memory, on_disk):
        np.testing.assert_array_equal(one.take(places), rows[places])
    on_disk.add(rows)
    np.testing.assert_array_equal(on_disk.take([999, 500]), rows[[499, 0]])


@pytest.mark.parametrize("kind", [Moments, FeatureRows])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_features_that_are_no_numbers_are_told(kind, value):
    with pytest.raises(DataError, match="not finite: the weights"):
        kind().add(np.array([[1.0, value]]))
