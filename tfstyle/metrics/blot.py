"""Dark or bright spots where there was nothing."""

import numpy as np
from scipy.ndimage import gaussian_filter

from tfstyle.metrics.planes import check_change, luminance
from tfstyle.metrics.registry import metric

# Per cent of the pixels above which a picture has blots.
FOUND = 0.1
# Size of what a blot is compared as, and of its neighbourhood, as parts of the shorter side.
_SPOT, _AROUND = 1 / 64, 1 / 14
# Levels of standard deviation up to which the source is smooth, within a spot.
_SMOOTH = 6.0
# Levels by which a blot is off its neighbourhood, and how much of the source's own difference a
# change of contrast may make of it.
_OFF, _CONTRAST = 20.0, 2.0


@metric(
    title="blots", unit=" %", direction="lower", digits=2, compares="change", found=FOUND,
    protocol="Share of pixels where the source is smooth and the blurred luminance is 20 levels "
    "off that of the smooth neighbourhood, beyond twice the source's own difference. Above "
    "0.1 % a picture has blots.",
)  # fmt: skip
def blot(source, picture) -> float:
    """Return the share of pixels in dark or bright spots where the source is smooth, in per cent.

    A picture may be another in brightness, contrast and colour everywhere: a spot is what is off
    its own neighbourhood, where the source is not.

    Args:
        source: uint8 (H, W, C), what the picture was made of.
        picture: uint8 of the same size; channels may be others.

    Returns:
        Per cent of the pixels, 0 to 100; `FOUND` and above for blots that can be seen.

    Raises:
        DataError: sizes that differ.

    Example:
        >>> sky = np.full((64, 64, 3), 150, np.uint8)
        >>> hole = sky.copy()
        >>> hole[28:36, 28:36] = 0
        >>> blot(sky, sky), blot(sky, hole) > FOUND
        (0.0, True)
    """
    check_change(source, picture)
    before, after = luminance(source), luminance(picture)
    side = min(before.shape)
    spot, around = max(side * _SPOT, 1.0), max(side * _AROUND, 4.0)
    blurred = gaussian_filter(before, spot)
    spread = gaussian_filter(np.square(before), spot) - np.square(blurred)
    smooth = (spread < _SMOOTH**2).astype(np.float32)
    weight = np.maximum(gaussian_filter(smooth, around), 1e-3)

    def off(low):
        """Return how far each place is off the smooth part of its neighbourhood."""
        return np.abs(low - gaussian_filter(low * smooth, around) / weight)

    spots = off(gaussian_filter(after, spot)) > _OFF + _CONTRAST * off(blurred)
    return float(100.0 * (spots & (smooth > 0)).mean())
