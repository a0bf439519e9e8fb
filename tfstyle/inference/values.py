"""The numbers a picture in memory may hold, and their way to float32 in [-1, 1] and back."""

import warnings

import numpy as np

from tfstyle import images as image_files
from tfstyle.errors import ImageError, RangeWarning

# Fewer may all be bright by chance, e.g. a patch cut out of a sky.
_ENOUGH_PIXELS = 256


def check_values(array: np.ndarray, name: str):
    """Refuse data types and values that no picture has; say so if floats look like [0, 1].

    A float picture of 256 pixels or more without a value below 0, some below and some above 0.5, is
    most likely in [0, 1], where [-1, 1] is expected. It is translated as it is, and a
    `RangeWarning` (shown once) says how to convert it. One of more than four channels may be a map
    of classes, 0 or 1 as they should be.

    Args:
        array: (H, W, C).
        name: of the picture, for errors.

    Raises:
        ImageError: neither uint8, uint16 nor float in [-1, 1]; NaN.
    """
    if array.dtype in (np.uint8, np.uint16):
        return
    if "float" not in array.dtype.name:
        raise ImageError(
            f"{name} must be uint8, uint16 or float in [-1, 1]. Received dtype: {array.dtype}. "
            f"{_how_to_convert(array)}"
        )
    rows = [row.astype("float32") for row in (array.min(axis=(1, 2)), array.max(axis=(1, 2)))]
    low, high = rows[0].min(), rows[1].max()
    # A little slack for what resizing overshoots; the comparison is False for NaN, too.
    if not (low >= -1.01 and high <= 1.01):
        raise ImageError(
            f"{name} is float and must be in [-1, 1]. Received values from {low:g} to {high:g}. "
            "Pass uint8 for 0 to 255, or scale: `x / 127.5 - 1`"
        )
    height, width, channels = array.shape
    if 0 <= low < 0.5 < high and height * width >= _ENOUGH_PIXELS and channels <= 4:
        # One text and one place: Python shows it once.
        warnings.warn(
            "A float picture lies in [0, 1], but floats are in [-1, 1]: it is taken for a bright "
            "one. Convert it by `2 * x - 1`.",
            RangeWarning,
            stacklevel=2,
        )


def top_of(dtype) -> int:
    """Return the value that stands for white and for opaque: 255, 65535, or 1 for floats."""
    return np.iinfo(dtype).max if np.issubdtype(dtype, np.integer) else 1


def to_float(array: np.ndarray) -> np.ndarray:
    """Return float32 in [-1, 1] of what `check_values` let pass."""
    if array.dtype == np.uint8:
        return image_files.to_float(array)
    if array.dtype == np.uint16:
        return array / np.float32(32767.5) - np.float32(1)
    return array.astype("float32")


def from_float(pixels: np.ndarray, dtype) -> np.ndarray:
    """Return float32 in [-1, 1] as the data type of a picture."""
    if dtype == np.uint8:
        return image_files.to_uint8(pixels)
    if dtype == np.uint16:
        return np.round((np.clip(pixels, -1, 1) + 1) * np.float32(32767.5)).astype(np.uint16)
    return pixels.astype(dtype)


def _how_to_convert(array) -> str:
    if array.dtype == bool:
        return "Convert it with `x.astype('uint8') * 255`"
    if not np.issubdtype(array.dtype, np.integer):
        return "Convert it to one of these"
    low, high = int(array.min()), int(array.max())
    for kind in ("uint8", "uint16"):
        if low >= 0 and high <= np.iinfo(kind).max:
            return f"Its values are from {low} to {high}: convert it with `x.astype('{kind}')`"
    return f"Its values are from {low} to {high}: scale them to 0 to 255, then `.astype('uint8')`"
