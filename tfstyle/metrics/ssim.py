"""Structural similarity (Wang, Bovik, Sheikh and Simoncelli 2004)."""

import numpy as np

from tfstyle.errors import DataError
from tfstyle.metrics.pixels import check_pair
from tfstyle.metrics.registry import metric

# The paper's window (section III.B): 11x11, Gaussian with sigma 1.5, and its two constants.
_SIGMA = 1.5
SMALLEST = 11
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


@metric(
    title="SSIM", unit="", direction="higher", digits=3, compares="pair",
    protocol="Structural similarity of two pictures' uint8 values: Gaussian window of 11 pixels "
    "with sigma 1.5 where it fits, mean over pixels and channels.",
)  # fmt: skip
def ssim(reference, picture) -> float:
    """Return the mean structural similarity of two pictures, 1 for equal ones.

    Per channel on uint8, Gaussian window, only where the whole window fits, then the mean over
    pixels and channels.

    Args:
        reference: uint8 array (H, W, C), at least 11 pixels a side.
        picture: uint8 array of the same shape.

    Raises:
        DataError: pictures of two sizes, or of less than 11 pixels a side.
        ValueError: no uint8 arrays (H, W, C).

    Example:
        >>> black = np.zeros((16, 16, 3), np.uint8)
        >>> ssim(black, black), round(ssim(black, black + 255), 4)
        (1.0, 0.0001)
    """
    check_pair(reference, picture)
    check_side("SSIM", reference, SMALLEST)
    luminance, contrast = similarity(reference.astype("float64"), picture.astype("float64"))
    return float((luminance * contrast).mean())


def similarity(x, y) -> tuple[np.ndarray, np.ndarray]:
    """Return how alike two pictures are around each pixel where the window fits.

    Args:
        x: float64 array (H, W, C) of 0 to 255, H and W at least `SMALLEST`.
        y: array of the same shape.

    Returns:
        The luminance term `l` of the paper (equation 6), and the product `c s` of contrast and
        structure (equations 9 and 10, with C3 = C2 / 2), each (H - 10, W - 10, C).
    """
    mean_x, mean_y = _blur(x), _blur(y)
    variance_x = _blur(x * x) - mean_x**2
    variance_y = _blur(y * y) - mean_y**2
    covariance = _blur(x * y) - mean_x * mean_y
    luminance = (2 * mean_x * mean_y + _C1) / (mean_x**2 + mean_y**2 + _C1)
    return luminance, (2 * covariance + _C2) / (variance_x + variance_y + _C2)


def check_side(title, picture, least) -> None:
    """Raise `DataError` if a picture, (H, W, C), has a side of less than `least` pixels."""
    height, width = picture.shape[:2]
    if min(height, width) < least:
        raise DataError(f"{title} needs {least} pixels a side or more. Received: {width}x{height}")


def _blur(values):
    """Weigh every 11x11 neighbourhood that fits with the Gaussian, rows and columns in turn."""
    at = np.arange(SMALLEST) - SMALLEST // 2
    weights = np.exp(-(at**2) / (2 * _SIGMA**2))
    weights /= weights.sum()
    for axis in (0, 1):
        windows = np.lib.stride_tricks.sliding_window_view(values, SMALLEST, axis=axis)
        values = windows @ weights
    return values
