"""Which two to ask of next: those whose answer tells most.

What an answer is expected to tell of the weights is the mutual information of both (Lindley 1956;
Houlsby et al. 2011 for preferences): `H(E p) - E H(p)`, p the probability that the first wins, over
what is believed of the weights. It is small where the answer is known beforehand, where the two are
the same, and where nobody could tell: what is left is worth a person's time.
"""

from collections.abc import Iterable

import numpy as np

from tfstyle.preferences.people import Preferences
from tfstyle.preferences.votes import logistic

# Gauss and Hermite's places and weights for means under a Gaussian.
_PLACES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def information(mean, variance):
    """Return what an answer tells, in nats: at most `log 2`.

    Args:
        mean: of the difference of worths, any shape.
        variance: of the same, that shape.

    Example:
        >>> sure, open_ = information(np.array([6.0, 0.0]), np.array([1.0, 1.0]))
        >>> bool(sure < open_), float(information(np.zeros(1), np.zeros(1))[0])
        (True, 0.0)
    """
    deviation = np.sqrt(np.maximum(variance, 0.0))[..., None]
    p = logistic(np.asarray(mean)[..., None] + deviation * _PLACES)
    return np.maximum(_entropy(p @ _WEIGHTS) - _entropy(p) @ _WEIGHTS, 0.0)


def tells(preferences: Preferences, features, person=None) -> np.ndarray:
    """Return what asking of each two of several items tells, (N, N), 0 on the diagonal.

    Args:
        preferences: as known so far.
        features: of the items, (N, D).
        person: who is asked.
    """
    features = np.asarray(features, np.float64)
    mean, covariance = preferences.of(person)
    worths, both = features @ mean, features @ covariance @ features.T
    alone = np.diag(both)
    variance = alone[:, None] + alone[None] - 2 * both
    found = information(worths[:, None] - worths[None], variance)
    np.fill_diagonal(found, 0.0)
    return found


def next_pair(
    preferences: Preferences, features, person=None, *, among: Iterable[tuple[int, int]] = ()
) -> tuple[int, int] | None:
    """Return the two items whose comparison tells most; of equals the first. `None`: none tells.

    Args:
        preferences: as known so far.
        features: of the items, (N, D).
        person: who is asked.
        among: pairs to choose from; all if none are given.
    """
    found = tells(preferences, features, person)
    allowed = np.zeros(found.shape, bool)
    for a, b in among:
        allowed[min(a, b), max(a, b)] = True
    if not allowed.any():
        allowed = np.triu(np.ones(found.shape, bool), 1)
    found = np.where(allowed, found, -1.0)
    if not found.size or found.max() <= 1e-12:
        return None
    first, second = np.unravel_index(int(found.argmax()), found.shape)
    return int(first), int(second)


def _entropy(p):
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return -p * np.log(p) - (1 - p) * np.log1p(-p)
