"""Another size for a picture: which one, and of any type, antialiased."""

import numpy as np
from PIL import Image

from tfstyle.errors import ImageError


def shorter_side(pixels: int, size: tuple[int, int]) -> tuple[int, int]:
    """Return (height, width) of a picture whose shorter side becomes so many pixels.

    Args:
        pixels: of the shorter side, 1 or more.
        size: (height, width) as it is.

    Example:
        >>> shorter_side(256, (480, 640))
        (256, 341)
    """
    height, width = size
    shorter = min(size)
    return round(height * pixels / shorter), round(width * pixels / shorter)


def resize(array: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resize a picture, antialiased, channel by channel (Lanczos over three lobes).

    Args:
        array: (H, W) or (H, W, C), uint8 of any range or float of any range.
        size: (height, width), pixels.

    Returns:
        The data type of `array`; values stay within those of `array`.

    Raises:
        ImageError: `size` is not two positive numbers.

    Example:
        >>> resize(np.zeros((8, 8, 4), "uint8"), (2, 3)).shape
        (2, 3, 4)
    """
    array = np.asarray(array)
    try:
        height, width = (int(n) for n in size)
    except (TypeError, ValueError):
        height = width = 0
    if height < 1 or width < 1:
        raise ImageError(f"size must be (height, width), each at least 1. Received: {size!r}")
    if array.shape[:2] == (height, width):
        return array.copy()
    target, filtering = (width, height), Image.Resampling.LANCZOS
    if array.dtype == np.uint8:
        # Not as RGBA: Pillow would weigh the colours by the alpha.
        if array.ndim == 2 or array.shape[-1] == 3:
            return np.array(Image.fromarray(array).resize(target, filtering))
        planes = [Image.fromarray(plane) for plane in np.moveaxis(array, -1, 0)]
        return np.stack([np.asarray(p.resize(target, filtering)) for p in planes], axis=-1)
    if array.ndim == 2:
        return resize(array[..., None], size)[..., 0]
    planes = [Image.fromarray(p.astype(np.float32)) for p in np.moveaxis(array, -1, 0)]
    out = np.stack([np.asarray(p.resize(target, filtering)) for p in planes], axis=-1)
    out = np.clip(out, array.min(), array.max())
    if np.issubdtype(array.dtype, np.integer):
        out = np.rint(out)
    return out.astype(array.dtype)


def resize_nearest(array: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resize a picture to values it already has, as label maps need.

    Args:
        array: (H, W) or (H, W, C).
        size: (height, width), pixels; a new one takes the pixel in which its middle lies.

    Example:
        >>> labels = np.array([[0, 9], [9, 0]], "uint8")
        >>> np.unique(resize_nearest(labels, (5, 5))).tolist()
        [0, 9]
    """
    rows, columns = (
        ((np.arange(new) + 0.5) * old / new).astype(int)
        for new, old in zip(size, array.shape[:2], strict=True)
    )
    return array[rows[:, None], columns]
