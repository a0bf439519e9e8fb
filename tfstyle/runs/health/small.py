"""Pictures as small as a check wants them."""

import numpy as np


def small(picture: np.ndarray, side: int) -> np.ndarray:
    """Return a picture of at most `side` pixels a side: means of whole blocks, the rest cut off.

    Args:
        picture: float (H, W, C).
        side: pixels.

    Example:
        >>> small(np.arange(8.0).reshape(2, 4, 1), 2)[..., 0].tolist()
        [[2.5, 4.5]]
    """
    height, width, channels = picture.shape
    block = max(1, -(-max(height, width) // side))
    block = min(block, height, width)
    rows, columns = height // block, width // block
    cut = picture[: rows * block, : columns * block].astype("float64")
    return cut.reshape(rows, block, columns, block, channels).mean(axis=(1, 3))


def luminance(picture: np.ndarray) -> np.ndarray:
    """Return how bright the pixels are, (H, W), of gray, RGB or RGBA (H, W, C)."""
    if picture.shape[-1] < 3:
        return picture[..., 0]
    return picture[..., :3] @ np.array([0.299, 0.587, 0.114])
