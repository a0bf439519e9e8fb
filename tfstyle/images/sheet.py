"""Pictures side by side."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from tfstyle.errors import ImageError
from tfstyle.images.over_white import over_white
from tfstyle.images.writing import check_array


def grid(rows: Sequence[Sequence[np.ndarray]], gap: int = 2) -> np.ndarray:
    """Lay pictures out in rows and columns on white.

    Args:
        rows: for each row its pictures, uint8 (H, W), (H, W, 1), (H, W, 3) or (H, W, 4). A cell
            is as large as the largest of them.
        gap: pixels between cells.

    Returns:
        uint8 (H, W, 3).

    Raises:
        ImageError: no picture, or one of another shape or type.
    """
    rows = [[to_rgb(picture) for picture in row] for row in rows]
    pictures = [picture for row in rows for picture in row]
    if not pictures:
        raise ImageError("A grid needs at least one picture.")
    height = max(p.shape[0] for p in pictures) + gap
    width = max(p.shape[1] for p in pictures) + gap
    columns = max(len(row) for row in rows)
    sheet = np.full((len(rows) * height - gap, columns * width - gap, 3), 255, np.uint8)
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            top, left = y * height, x * width
            sheet[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return sheet


def to_rgb(array) -> np.ndarray:
    """Return a picture of 1, 3 or 4 channels as uint8 (H, W, 3), transparent parts white.

    Raises:
        ImageError: another shape or type.
    """
    array = check_array(array, "The picture")
    if array.shape[-1] == 4:
        return np.asarray(over_white(Image.fromarray(array)))
    return np.repeat(array, 3, axis=-1) if array.shape[-1] == 1 else array
