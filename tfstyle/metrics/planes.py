"""Pictures as planes of numbers, for metrics that take one of any size: 1x1, gray, RGB or RGBA."""

import numpy as np

from tfstyle.errors import DataError

# ITU-R BT.601, as JPEG and television weigh the three colours.
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def colours(picture: np.ndarray) -> np.ndarray:
    """Return a picture's channels but alpha, float32 (H, W, 1 or 3) in [0, 255].

    Args:
        picture: uint8 (H, W) or (H, W, C) of 1, 3 or 4 channels.

    Raises:
        ValueError: it is no such picture, or has no pixels.
    """
    picture = np.asarray(picture)
    planes = picture[..., None] if picture.ndim == 2 else picture
    fits = picture.dtype == np.uint8 and planes.ndim == 3 and planes.shape[-1] in (1, 3, 4)
    if not fits or not planes.size:
        raise ValueError(
            "A picture must be a uint8 array (H, W, C) of 1, 3 or 4 channels. Received: "
            f"{picture.dtype} {picture.shape}"
        )
    return planes[..., : min(planes.shape[-1], 3)].astype(np.float32)


def luminance(picture: np.ndarray) -> np.ndarray:
    """Return how bright a picture is, float32 (H, W) in [0, 255].

    Example:
        >>> luminance(np.full((1, 1, 3), 7, np.uint8)).round(4).tolist()
        [[7.0]]
    """
    planes = colours(picture)
    return planes[..., 0] if planes.shape[-1] == 1 else planes @ _LUMA


def check_change(source: np.ndarray, picture: np.ndarray) -> None:
    """Raise `DataError` unless a picture has the size of what it was made of."""
    if np.shape(source)[:2] != np.shape(picture)[:2]:
        raise DataError(
            "A change is measured at one size: resize the source, or translate without `size`. "
            f"Received: {np.shape(source)} and {np.shape(picture)}"
        )
