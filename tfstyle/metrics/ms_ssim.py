"""Structural similarity at several scales (Wang, Simoncelli and Bovik 2003)."""

import numpy as np

from tfstyle.metrics.pixels import check_pair
from tfstyle.metrics.registry import metric
from tfstyle.metrics.ssim import SMALLEST, check_side, similarity

# What each scale weighs, the finest first: as people judged it (section 3.2).
_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
_LEAST = SMALLEST * 2 ** (len(_WEIGHTS) - 1)


@metric(
    title="MS-SSIM", unit="", direction="higher", digits=3, compares="pair",
    protocol="Multi-scale structural similarity of two pictures' uint8 values: five scales, each "
    "the mean of 2 by 2 pixels of the one before, with the paper's weights and the window of "
    "`ssim`; mean over channels.",
)  # fmt: skip
def ms_ssim(reference, picture) -> float:
    """Return the structural similarity of two pictures over five scales, 1 for equal ones.

    `l_5^w5 prod_j (c_j s_j)^wj` of the means over each scale (equation 7), per channel; contrast
    and structure count at every scale, luminance at the coarsest. A mean below 0, of pictures that
    are each other's negatives, counts as 0: it has no power.

    Args:
        reference: uint8 array (H, W, C), at least 176 pixels a side: 11 at the fifth scale.
        picture: uint8 array of the same shape.

    Raises:
        DataError: pictures of two sizes, or of less than 176 pixels a side.
        ValueError: no uint8 arrays (H, W, C).

    Example:
        >>> black = np.zeros((176, 176, 3), np.uint8)
        >>> round(ms_ssim(black, black), 6)
        1.0
    """
    check_pair(reference, picture)
    check_side("MS-SSIM", reference, _LEAST)
    x, y = reference.astype("float64"), picture.astype("float64")
    product = np.ones(x.shape[-1])
    for weight in _WEIGHTS[:-1]:
        _, contrast = similarity(x, y)
        product *= _mean(contrast) ** weight
        x, y = _halved(x), _halved(y)
    luminance, contrast = similarity(x, y)
    product *= _mean(luminance * contrast) ** _WEIGHTS[-1]
    return float(product.mean())


def _mean(terms):
    return np.maximum(terms.mean(axis=(0, 1)), 0)  # (C,)


def _halved(picture):
    """Return the means of 2 by 2 pixels; an odd last row or column is repeated."""
    height, width, channels = picture.shape
    padded = np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), "edge")
    blocks = padded.reshape((height + 1) // 2, 2, (width + 1) // 2, 2, channels)
    return blocks.mean(axis=(1, 3))
