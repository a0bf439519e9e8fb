"""How sure a mean over pictures is."""

from collections.abc import Sequence

import numpy as np

_RESAMPLES = 1000


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
    means = [array[random.integers(len(array), size=len(array))].mean() for _ in range(_RESAMPLES)]
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)
