"""Where a picture looks wrong, laid over it; and in words."""

import numpy as np

from tfstyle import images

# A place is named where it is this much worse than the whole.
_STANDS_OUT = 1.6
_ROWS, _COLUMNS = ("at the top", "in the middle", "at the bottom"), ("left", "", "right")


def heat_map(picture: np.ndarray, heat: np.ndarray, strength: float = 0.75) -> np.ndarray:
    """Return the picture in gray, and over it from nothing to yellow and red where it is wrong.

    Args:
        picture: uint8 (H, W, 3).
        heat: float32 (H, W), 0 to 1.
        strength: how far the worst place hides the picture, 0 to 1.

    Returns:
        uint8 (H, W, 3).

    Example:
        >>> black = np.zeros((2, 2, 3), "uint8")
        >>> heat_map(black, np.float32([[0, 1], [0, 0]]))[0].tolist()
        [[0, 0, 0], [164, 0, 28]]
    """
    heat = heat[..., None]
    gray = np.repeat((picture @ images.LUMA)[..., None], 3, axis=-1)
    yellow, red = np.array([255, 221, 51], np.float32), np.array([219, 0, 38], np.float32)
    colour = yellow + (red - yellow) * np.clip(2 * heat - 1, 0, 1)
    alpha = strength * np.clip(2 * heat, 0, 1)
    return np.clip(np.rint(gray + alpha * (colour - gray)), 0, 255).astype(np.uint8)


def place_of(heat: np.ndarray) -> str:
    """Return words for the part of a picture that stands out, none if it is everywhere alike.

    Args:
        heat: float32 (H, W).

    Example:
        >>> heat = np.zeros((9, 9), "float32")
        >>> heat[:3, 6:] = 1
        >>> place_of(heat)
        'at the top right'
    """
    if min(heat.shape) < 3:
        return ""
    bands = [np.array_split(band, 3, axis=1) for band in np.array_split(heat, 3, axis=0)]
    means = np.array([[part.mean() for part in band] for band in bands])
    row, column = np.unravel_index(means.argmax(), means.shape)
    if means[row, column] < _STANDS_OUT * heat.mean() or means[row, column] < 0.02:
        return ""
    return f"{_ROWS[row]} {_COLUMNS[column]}".strip()
