"""The Fréchet distance of two normal distributions, and how sure it is (Dowson and Landau 1982)."""

import numpy as np

from tfstyle.metrics.gathering import gathered_by
from tfstyle.metrics.moments import Moments

# Resamples of an interval: 95 % of so many leave 5 beyond each end.
_RESAMPLES = 200


def frechet_distance(reference, pictures) -> float:
    """Return `|m1 - m2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2))` of two sets of features.

    The trace of the root is the sum of the singular values of `F1 F2^T`, with `F^T F = C` each,
    or of the roots of the eigenvalues of the symmetric `F2 C1 F2^T`: never complex, and right
    where pictures are fewer than features. There the factors are the centred features themselves.

    Args:
        reference: of the real pictures, `Moments` or an array (N, D).
        pictures: of those to judge, `Moments` or an array (M, D).

    Raises:
        DataError: a set of less than two, which has no covariance.

    Example:
        >>> a = np.array([[0.0], [2.0]])
        >>> round(frechet_distance(a, a + 3), 6)
        9.0
    """
    real, made = moments_of("reference", reference), moments_of("pictures", pictures)
    mean, root = np.sum(np.square(made.mean - real.mean)), real.factor()
    if made.few:
        factor = made.factor()
        cross = np.linalg.svd(factor @ root.T, compute_uv=False).sum()
        spread = np.vdot(factor, factor)
    else:
        covariance = made.covariance()
        values = np.linalg.eigvalsh(root @ covariance @ root.T)
        cross, spread = np.sqrt(np.clip(values, 0, None)).sum(), np.trace(covariance)
    return float(max(mean + spread + np.vdot(root, root) - 2 * cross, 0.0))


def frechet_interval(reference, pictures, *, value, seed) -> tuple[float, float]:
    """Return the 95 % interval of a distance, by a bootstrap of the pictures judged.

    Pictures are drawn with replacement, 200 times, from 1,000 of them at most; the deviations
    from the resamples' mean shrink with the root of how many there are. They are laid around
    the value, and not the resamples themselves: these repeat pictures, so they are further away.
    The reference is taken as given. Each resample costs the eigenvalues of the Gram matrix of its
    pictures, and no covariance: 200 of 1,000 pictures take some ten seconds.

    Args:
        reference: as in `frechet_distance`.
        pictures: as there.
        value: their distance.
        seed: of the draws.
    """
    real, made = moments_of("reference", reference), moments_of("pictures", pictures)
    random = np.random.default_rng(seed)
    rows = made.sample() - real.mean
    root = real.factor()
    gram = rows @ root.T
    gram, inner, total = gram @ gram.T, rows @ rows.T, np.vdot(root, root)
    count = len(rows)
    found = [
        _of_drawn(gram, inner, total, random.integers(count, size=count))
        for _ in range(_RESAMPLES)
    ]
    spread = (np.array(found) - np.mean(found)) * np.sqrt(count / len(made))
    low, high = np.quantile(spread, [0.025, 0.975])
    return float(max(value + low, 0.0)), float(value + high)


def moments_of(name: str, features) -> Moments:
    """Return the moments of features, or those given.

    Raises:
        DataError: less than two.
    """
    return gathered_by(Moments, name, features)


def _of_drawn(gram, inner, total, drawn):
    """Return the distance of rows drawn with replacement, by what is known of all pairs of rows.

    Args:
        gram: `x C y` of each pair of rows, C the reference's covariance, rows less its mean.
        inner: `x y` of each pair.
        total: trace of C.
        drawn: places of the rows.
    """
    places, weights = np.unique(drawn, return_counts=True)
    pairs, count = np.ix_(places, places), len(drawn)
    weights = weights / count
    moved = weights @ inner[pairs] @ weights  # |m1 - m2|^2
    spread = (weights @ np.diag(inner)[places] - moved) * count / (count - 1)
    centred = gram[pairs]
    along = centred @ weights
    centred = centred - along[:, None] - along + weights @ along
    scale = np.sqrt(weights * count / (count - 1))
    values = np.linalg.eigvalsh(scale[:, None] * centred * scale)
    return moved + spread + total - 2 * np.sqrt(np.clip(values, 0, None)).sum()
