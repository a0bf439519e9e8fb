"""KID: of what is known, its subsets, and how sure it is."""

import itertools

import numpy as np
import pytest

from tfstyle.errors import DataError
from tfstyle.metrics import kid
from tfstyle.metrics.kid import kid_interval


def by_definition(a, b):
    """The unbiased estimate, pair by pair."""

    def kernel(x, y):
        return (x @ y / len(x) + 1) ** 3

    def within(rows):
        pairs = itertools.permutations(rows, 2)
        return np.mean([kernel(x, y) for x, y in pairs])

    return within(a) + within(b) - 2 * np.mean([kernel(x, y) for x in a for y in b])


def test_it_is_that_of_the_definition():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(30, 8)).astype("f4"), rng.normal(size=(30, 8)).astype("f4") + 0.5
    assert kid(a, b) == pytest.approx(by_definition(b, a), rel=1e-5)


def test_sets_of_different_sizes_take_subsets_by_seed():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(40, 8)), rng.normal(size=(30, 8)) + 0.5
    assert kid(a, b, seed=3) == kid(a, b, seed=3) != kid(a, b, seed=4)
    assert kid(a, b) == pytest.approx(by_definition(b, a), rel=0.1)


def test_it_has_no_bias_where_a_fid_has():
    rng = np.random.default_rng(2)
    values = [kid(*rng.normal(size=(2, 25, 64)), seed=0) for _ in range(200)]
    assert abs(np.mean(values)) < 3 * np.std(values) / np.sqrt(200)
    assert min(values) < 0 < max(values)


@pytest.mark.parametrize("count", [100, 300])
def test_the_interval_is_as_wide_as_other_sets_are_apart(count):
    rng = np.random.default_rng(3)
    sets = [(rng.normal(size=(count, 16)), rng.normal(size=(count, 16)) + 0.5) for _ in range(80)]
    values = [kid(*pair) for pair in sets]
    widths = []
    for pair, value in zip(sets[:20], values, strict=False):
        low, high = kid_interval(*pair, value=value, seed=0)
        assert low < value < high
        widths.append(high - low)
    assert 0.75 < np.mean(widths) / (2 * 1.96 * np.std(values)) < 1.33


def test_too_few_pictures_are_told():
    with pytest.raises(DataError, match=r"pictures must be a set of 2 or more\. Received: 1"):
        kid(np.zeros((5, 3)), np.zeros((1, 3)))
