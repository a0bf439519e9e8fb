"""How far a set of pictures, as a set, is from another, by the features of VGG19."""

import numpy as np

from tfstyle.metrics.frechet_distance import frechet_distance, frechet_interval
from tfstyle.metrics.moments import Moments
from tfstyle.metrics.registry import metric


def mean_over_places(seen) -> np.ndarray:
    """Keep the mean of each channel over the picture, float64 (B, C)."""
    (features,) = seen.values()
    return features.mean(axis=(1, 2), dtype="float64")


@metric(
    title="Fréchet distance", unit="", direction="lower", digits=1, compares="sets",
    network="vgg19", layers=("relu3_1",), keeps=mean_over_places,
    gathers=Moments, interval=frechet_interval,
    protocol="Fréchet distance of the normal distributions fitted to the features of VGG19 "
    "(relu3_1, mean over places) of two sets of pictures; not to be compared with a FID.",
)  # fmt: skip
def frechet(reference, pictures) -> float:
    """Return the Fréchet distance of two sets of features, see `frechet_distance`.

    It is no FID, whose network is another: compare it with the distance of real pictures from
    other real ones, below which nothing can be told.

    Args:
        reference: of the real pictures, `Moments` or an array (N, C).
        pictures: of those to judge, `Moments` or an array (M, C).

    Raises:
        DataError: a set of less than two, which has no covariance.
    """
    return frechet_distance(reference, pictures)
