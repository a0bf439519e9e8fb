"""How sure a mean over pictures is."""

from collections.abc import Sequence

import numpy as np

_RESAMPLES = 1000
_DRAWS = 2**20  # at a time, 16 MB


def interval_of_mean(values: Sequence[float], seed: int) -> tuple[float, float] | None:
    """Return the 95 % bootstrap interval of the mean: what other pictures of its kind would give.

    Args:
        values: one of each picture.
        seed: of the resamples.

    Returns:
        `(low, high)`; `None` of a single value, or where one is infinite.

    Example:
        >>> low, high = interval_of_mean([1.0, 2.0, 3.0, 4.0], seed=0)
        >>> 1.0 <= low < 2.5 < high <= 4.0
        True
    """
    array = np.asarray(values, "float64")
    if len(array) < 2 or not np.isfinite(array).all():
        return None
    random = np.random.default_rng(seed)
    at_once, means = max(_DRAWS // len(array), 1), []
    for done in range(0, _RESAMPLES, at_once):
        shape = min(at_once, _RESAMPLES - done), len(array)
        means.append(array[random.integers(len(array), size=shape)].mean(axis=1))
    low, high = np.percentile(np.concatenate(means), (2.5, 97.5))
    return float(low), float(high)
