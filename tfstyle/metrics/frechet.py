"""How far a set of pictures, as a set, is from another (Dowson and Landau 1982)."""

import numpy as np

from tfstyle.metrics.registry import metric


def mean_over_places(seen) -> np.ndarray:
    """Keep the mean of each channel over the picture, float64 (B, C)."""
    (features,) = seen.values()
    return features.mean(axis=(1, 2), dtype="float64")


@metric(
    title="Fréchet distance", unit="", direction="lower", digits=1, compares="sets",
    network="vgg19", layers=("relu3_1",), keeps=mean_over_places,
    protocol="Fréchet distance of the normal distributions fitted to the features of VGG19 "
    "(relu3_1, mean over places) of two sets of pictures; not to be compared with a FID.",
)  # fmt: skip
def frechet(reference, pictures) -> float:
    """Return `|m1 - m2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2))` of two sets of features.

    It is no FID, whose network is another: compare it with the distance of real pictures from
    other real ones, below which nothing can be told.

    Args:
        reference: of the real pictures, float64 (N, C).
        pictures: of those to judge, float64 (M, C).

    Raises:
        ValueError: a set of less than two, which has no covariance.

    Example:
        >>> a = np.array([[0.0], [2.0]])
        >>> round(frechet(a, a + 3), 6)
        9.0
    """
    for name, features in (("reference", reference), ("pictures", pictures)):
        if len(features) < 2:
            raise ValueError(f"{name} must be a set of 2 or more. Received: {len(features)}")
    mean = np.sum(np.square(pictures.mean(0) - reference.mean(0)))
    first, second = (
        np.atleast_2d(np.cov(features, rowvar=False)) for features in (pictures, reference)
    )
    # The trace of (C1 C2)^(1/2): the roots of the eigenvalues of R C2 R with R = C1^(1/2).
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
    cross = np.sqrt(np.clip(np.linalg.eigvalsh(root @ second @ root), 0, None)).sum()
    return float(mean + np.trace(first) + np.trace(second) - 2 * cross)
