"""Single-image FID: how alike the patches of two pictures are (Shaham, Dekel and Michaeli 2019)."""

from tfstyle.metrics.frechet_distance import frechet_distance, moments_of
from tfstyle.metrics.moments import Moments
from tfstyle.metrics.registry import metric


def moments_of_places(seen) -> Moments:
    """Keep mean and covariance of the features of all places of one picture."""
    (features,) = seen.values()
    return moments_of("places", features.reshape(-1, features.shape[-1]))


@metric(
    title="single-image FID", unit="", direction="lower", digits=2, compares="stylized",
    network="inception_2015", layers=("pool1",), keeps=moments_of_places,
    protocol="Fréchet distance of the normal distributions fitted to the 64 features of all "
    "places of painting and result, at their own size, behind the first pooling of the Inception "
    "network of 2015-12-05 (SinGAN's SIFID takes torchvision's weights).",
)  # fmt: skip
def single_fid(photograph, painting, result) -> float:
    """Return how far what is seen anywhere in a result is from what is seen in its painting.

    Section 4.2 of SinGAN: the places of one picture stand where FID has the pictures of a set. So
    colours and strokes count, and where they are does not.

    Args:
        photograph: not looked at.
        painting: what `moments_of_places` kept of it.
        result: what `moments_of_places` kept of it.

    Example:
        >>> round(single_fid(None, [[0.0], [2.0]], [[3.0], [5.0]]), 6)
        9.0
    """
    return frechet_distance(painting, result)
