"""Structural similarity (Wang, Bovik, Sheikh and Simoncelli 2004)."""

import numpy as np

from tfstyle.metrics.pixels import check_pair
from tfstyle.metrics.registry import metric

# The paper's window (section III.B): 11x11, Gaussian with sigma 1.5, and its two constants.
_SIZE, _SIGMA = 11, 1.5
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
        ValueError: other types or shapes, or less than 11 pixels a side.
    """
    check_pair(reference, picture)
    if min(reference.shape[:2]) < _SIZE:
        raise ValueError(f"ssim needs {_SIZE} pixels a side. Received: {reference.shape}")
    x, y = reference.astype("float64"), picture.astype("float64")
    mean_x, mean_y = _blur(x), _blur(y)
    variance_x = _blur(x * x) - mean_x**2
    variance_y = _blur(y * y) - mean_y**2
    covariance = _blur(x * y) - mean_x * mean_y
    likeness = (2 * mean_x * mean_y + _C1) * (2 * covariance + _C2)
    likeness /= (mean_x**2 + mean_y**2 + _C1) * (variance_x + variance_y + _C2)
    return float(likeness.mean())


def _blur(values):
    """Weigh every 11x11 neighbourhood that fits with the Gaussian, rows and columns in turn."""
    at = np.arange(_SIZE) - _SIZE // 2
    weights = np.exp(-(at**2) / (2 * _SIGMA**2))
    weights /= weights.sum()
    for axis in (0, 1):
        windows = np.lib.stride_tricks.sliding_window_view(values, _SIZE, axis=axis)
        values = windows @ weights
    return values
