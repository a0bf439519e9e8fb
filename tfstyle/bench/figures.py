"""What is told of many times: the middle, the slow end, and how far rounds differ."""

from collections.abc import Sequence

# Rounds that differ by more than this much of the median: something else was going on.
NOISY = 0.15


def figures(rounds: Sequence[Sequence[float]]) -> dict:
    """Return what a reader wants of the times of several rounds.

    Args:
        rounds: milliseconds of each call, round by round, none empty.

    Returns:
        `median_ms` and `p95_ms` of all calls, `pictures_per_second` at the median, `calls`,
        `round_ms`, each round's median, `spread`, how far these lie apart as a share of the median,
        and `noisy`, whether that is more than `NOISY`.

    Example:
        >>> told = figures([[10, 11, 12], [10, 10, 40]])
        >>> told["median_ms"], told["p95_ms"], told["spread"], told["noisy"]
        (10.5, 33.0, 0.095, False)
    """
    import numpy as np

    every = np.concatenate([np.asarray(one, "float64") for one in rounds])
    middles = [float(np.median(one)) for one in rounds]
    median = float(np.median(every))
    spread = (max(middles) - min(middles)) / median
    return {
        "median_ms": round(median, 3),
        "p95_ms": round(float(np.percentile(every, 95)), 3),
        "pictures_per_second": round(1000 / median, 3),
        "calls": len(every),
        "round_ms": [round(one, 3) for one in middles],
        "spread": round(spread, 3),
        "noisy": spread > NOISY,
    }


def times_as_fast(own: Sequence[float], other: Sequence[float]) -> float:
    """Return how many times as fast the first is: the median over rounds that took turns.

    Args:
        own: `round_ms` of one.
        other: `round_ms` of the other, of the same rounds.

    Example:
        >>> times_as_fast([10, 20, 10], [20, 40, 30])
        2.0
    """
    import numpy as np

    return round(float(np.median(np.asarray(other, "float64") / np.asarray(own, "float64"))), 3)
