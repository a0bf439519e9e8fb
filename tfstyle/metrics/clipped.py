"""Pixels that a network drove to the ends of the range."""

from tfstyle.metrics.planes import check_change, colours
from tfstyle.metrics.registry import metric

# Per cent of the pixels above which a picture counts as clipped.
FOUND = 1.0
# A source's pixel so near an end may reach it by an honest change of brightness or colour.
_NEAR = 8


@metric(
    title="clipped", unit=" %", direction="lower", digits=2, compares="change", found=FOUND,
    protocol="Share of pixels of which a channel is 0 or 255, beyond the share of those of the "
    "source that are within 8 levels of 0 or 255. Above 1 % a picture counts as clipped.",
)  # fmt: skip
def clipped(source, picture) -> float:
    """Return how many more pixels are at the ends of the range than were near them, in per cent.

    Args:
        source: uint8 (H, W, C), what the picture was made of.
        picture: uint8 of the same size; channels may be others.

    Returns:
        Per cent of the pixels, 0 to 100; `FOUND` and above is clipping that can be seen.

    Raises:
        DataError: sizes that differ.

    Example:
        >>> import numpy as np
        >>> gray = np.full((2, 2, 3), 128, np.uint8)
        >>> white = gray.copy()
        >>> white[0, 0] = 255
        >>> clipped(gray, white), clipped(white, white)
        (25.0, 0.0)
    """
    check_change(source, picture)
    beyond = _at_the_ends(picture, 0) - _at_the_ends(source, _NEAR)
    return 100.0 * max(0.0, float(beyond))


def _at_the_ends(picture, near):
    """Return the share of pixels of which a channel is at an end, or near it."""
    planes = colours(picture)
    return ((planes <= near) | (planes >= 255 - near)).any(-1).mean()
