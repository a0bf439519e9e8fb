"""KID: how far a set of pictures is from real ones, without a bias (Bińkowski et al. 2018)."""

import numpy as np

from tfstyle.metrics.feature_rows import FeatureRows
from tfstyle.metrics.fid import CLEAN, MIXED_7, POOL3, pooled
from tfstyle.metrics.gathering import gathered_by
from tfstyle.metrics.inception_views import clean_view
from tfstyle.metrics.registry import metric

_SUBSETS, _SIZE = 100, 1000
# Subsets of which an interval takes its spread.
_OF_INTERVAL = 5


def kid(reference, pictures, *, seed=0) -> float:
    """Return the squared maximum mean discrepancy of two sets of features.

    The kernel is `(x y / D + 1)^3`, the estimate unbiased, so it may be below 0; the mean over
    100 subsets of 1,000 pictures (of all, where there are fewer), drawn as torch-fidelity draws
    them with the same seed.

    Args:
        reference: of the real pictures, `FeatureRows` or an array (N, D).
        pictures: of those to judge, `FeatureRows` or an array (M, D).
        seed: of the subsets.

    Raises:
        DataError: a set of less than two.
    """
    found = [_mmd(*_kernels(made, real)) for made, real in _subsets(reference, pictures, seed)]
    return float(np.mean(found))


def kid_interval(reference, pictures, *, value, seed) -> tuple[float, float]:
    """Return the 95 % interval of a KID, by a jackknife over the pictures of both sets.

    What each picture contributes stands in the sums of its row of the kernels; the variance of a
    subset shrinks with the number of pictures. The spread of the subsets is no measure of it: they
    overlap, and below 1,000 pictures all are the same.

    Args:
        reference: as in `kid`.
        pictures: as there.
        value: their KID.
        seed: of the subsets.
    """
    variances = []
    real, made = _rows_of("reference", reference), _rows_of("pictures", pictures)
    for number, (first, second) in enumerate(_subsets(reference, pictures, seed)):
        if number == _OF_INTERVAL:
            break
        one, both, other = _kernels(first, second)
        mine, theirs = _contributions(one, both, 1), _contributions(other, both, 0)
        variances.append(4 * (mine.var(ddof=1) / len(made) + theirs.var(ddof=1) / len(real)))
    half = 1.96 * float(np.sqrt(np.mean(variances)))
    return value - half, value + half


def _subsets(reference, pictures, seed):
    real, made = _rows_of("reference", reference), _rows_of("pictures", pictures)
    size = min(_SIZE, len(real), len(made))
    random = np.random.RandomState(seed)  # its draws are torch-fidelity's
    subsets = 1 if size == len(real) == len(made) else _SUBSETS  # else all are the same
    for _ in range(subsets):
        first = made.take(random.choice(len(made), size, replace=False))
        second = real.take(random.choice(len(real), size, replace=False))
        yield first, second


def _rows_of(name, features):
    return gathered_by(FeatureRows, name, features)


def _kernels(first, second):
    """Return the kernel of the first with itself, of both, of the second with itself; float64."""

    def kernel(a, b):
        return (np.matmul(a, b.T).astype("float64") / a.shape[1] + 1) ** 3

    return kernel(first, first), kernel(first, second), kernel(second, second)


def _mmd(one, both, other):
    size = len(one)
    within = one.sum() - np.trace(one) + other.sum() - np.trace(other)
    return within / (size * (size - 1)) - 2 * both.mean()


def _contributions(within, both, axis):
    """Return the mean of the kernel of each picture with its own set, less that with the other."""
    own = (within.sum(1) - np.diag(within)) / (len(within) - 1)
    return own - both.mean(axis)


_FACTS = {
    "unit": "", "direction": "lower", "compares": "sets", "network": "inception_2015",
    "keeps": pooled, "prepares": clean_view, "gathers": FeatureRows, "interval": kid_interval,
    "seeded": True,
}  # fmt: skip
_PROTOCOL = (
    "Unbiased squared maximum mean discrepancy, with the kernel (x y / D + 1)^3, of {} of the "
    f"Inception network of 2015-12-05 of two sets of pictures, each resized to 299 x 299 by "
    f"{CLEAN}; the mean over {_SUBSETS} subsets of {_SIZE:,}, or of all if there are fewer."
)

kid_clean = metric(
    name="kid_clean", title="KID", digits=5, layers=("pool3",), protocol=_PROTOCOL.format(POOL3),
    **_FACTS,
)(kid)  # fmt: skip
kid768_clean = metric(
    name="kid768_clean", title="KID-768", digits=5, layers=("mixed_7",),
    protocol=_PROTOCOL.format(MIXED_7), **_FACTS,
)(kid)  # fmt: skip
