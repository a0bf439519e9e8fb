"""LPIPS: how different two pictures look (Zhang, Isola, Efros, Shechtman and Wang 2018)."""

import numpy as np

from tfstyle.errors import DataError
from tfstyle.metrics.registry import metric
from tfstyle.metrics.style import features_of

# Each backbone in words, and how many of its layers are compared.
_BACKBONES = {"squeeze": ("SqueezeNet 1.1", 7), "alex": ("AlexNet", 5), "vgg": ("VGG16", 5)}
LAYERS = {
    backbone: tuple(f"lin{place}" for place in range(count))
    for backbone, (_, count) in _BACKBONES.items()
}


def lpips(reference, picture) -> float:
    """Return how different two pictures look, 0 for equal ones.

    `sum_l mean_hw |f_l(a) - f_l(b)|^2` (section 3, equation 1), at the pictures' own size. Values
    of different backbones are not to be compared.

    Args:
        reference: its features by LPIPS' network, a list of arrays (1, h, w, C).
        picture: those of another picture of the same size.

    Raises:
        DataError: pictures of different sizes.

    Example:
        >>> one = [np.zeros((1, 2, 2, 3), "float32")]
        >>> lpips(one, [one[0] + 0.5])
        0.75
    """
    shapes = [[one.shape[1:3] for one in features] for features in (reference, picture)]
    if shapes[0] != shapes[1]:
        raise DataError(
            "LPIPS needs pictures of one size. Received features of "
            f"{shapes[0][0]} and {shapes[1][0]}"
        )
    return float(sum(
        np.square(one - other).sum(axis=-1).mean(dtype="float64")
        for one, other in zip(reference, picture, strict=True)
    ))  # fmt: skip


def _of(backbone):
    """Register LPIPS through one of its networks."""
    return metric(
        name=f"lpips_{backbone}", title=f"LPIPS ({backbone})", unit="", direction="lower",
        digits=3, compares="pair", network=f"lpips_{backbone}", layers=LAYERS[backbone],
        keeps=features_of,
        protocol=f"LPIPS 0.1 of two pictures at their own size, through {_BACKBONES[backbone][0]} "
        "with linear heads: 0 for equal pictures.",
    )(lpips)  # fmt: skip


lpips_squeeze, lpips_alex, lpips_vgg = map(_of, ("squeeze", "alex", "vgg"))


@metric(
    title="content (LPIPS)", unit="", direction="lower", digits=3, compares="stylized",
    network="lpips_squeeze", layers=LAYERS["squeeze"], keeps=features_of,
    protocol="LPIPS 0.1 of photograph and result at their own size, through SqueezeNet 1.1: 0 is "
    "the photograph.",
)  # fmt: skip
def content_lpips(photograph, painting, result) -> float:
    """Return how different a result looks from its photograph, see `lpips`.

    Args:
        photograph: its features by LPIPS' network.
        painting: not looked at.
        result: its features.

    Raises:
        DataError: a result of another size than its photograph.
    """
    return lpips(photograph, result)
