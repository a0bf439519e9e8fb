"""The largest part of a picture, of its proportions, with the focus on a crossing of the thirds."""

import numpy as np

from tfstyle.studio.advice.composition import THIRDS

# A crop keeps at least this share of each side: what is left shall be the same picture.
LEAST = 0.55


def crop_box(point: tuple[float, float]) -> tuple[float, float, float] | None:
    """Return `(top, left, scale)` of the crop in shares of the sides; `None` if all are too small.

    A crop of scale s from t puts the focus y at `(y - t) / s`; for it to be the crossing c,
    `t = y - c s`, which has to be 0 at least, and `t + s` 1 at most.

    Args:
        point: the focus (y, x) in shares of the sides.

    Example:
        >>> [round(part, 3) for part in crop_box((0.5, 0.5))]
        [0.25, 0.25, 0.75]
    """
    best = None
    for crossing in THIRDS:
        scale = min(
            min(p / c, (1 - p) / (1 - c), 1.0) for p, c in zip(point, crossing, strict=True)
        )
        top, left = (max(p - c * scale, 0.0) for p, c in zip(point, crossing, strict=True))
        if scale >= LEAST and (best is None or scale > best[2] + 1e-9):
            best = (top, left, scale)
    return best


def cropped(picture: np.ndarray, box: tuple[float, float, float]) -> np.ndarray:
    """Return the part of a picture (H, W, C) that a box of `crop_box` tells."""
    top, left, scale = box
    height, width = picture.shape[:2]
    y, x = round(top * height), round(left * width)
    down, across = max(round(scale * height), 1), max(round(scale * width), 1)
    return np.ascontiguousarray(picture[y : y + down, x : x + across])
