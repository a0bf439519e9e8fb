"""What a pixel's numbers mean: uint8 <-> [-1, 1], and how bright they look.

The only home of these formulas.
"""

import numpy as np

from tfstyle.errors import ImageError

# Luma of ITU-R BT.601: how bright red, green and blue of sRGB look, as in JPEG and Pillow.
LUMA = np.array([0.299, 0.587, 0.114], "float32")


def to_float(pixels: np.ndarray) -> np.ndarray:
    """Return `x / 127.5 - 1` as float32: uint8 0..255 to [-1, 1], any shape."""
    # In place: a batch is made at every step of a training.
    out = np.divide(pixels, np.float32(127.5), dtype=np.float32)
    return np.subtract(out, np.float32(1), out=out)


def to_uint8(values: np.ndarray) -> np.ndarray:
    """Return `round((x + 1) * 127.5)` as uint8, clipped: [-1, 1] to 0..255, any shape.

    Raises:
        ImageError: a value is not a number.
    """
    values = (np.asarray(values, dtype=np.float32) + np.float32(1)) * np.float32(127.5)
    if np.isnan(values).any():
        raise ImageError("The picture holds NaN: the network that made it has diverged.")
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
