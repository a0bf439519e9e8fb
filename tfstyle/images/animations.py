"""Animations frame by frame, with how long each is shown."""

import os

import numpy as np

from tfstyle.images.footprint import check_footprint
from tfstyle.images.frames import frame_numbers
from tfstyle.images.limits import check_memory
from tfstyle.images.normalized import pixels_of
from tfstyle.images.opening import name_of, open_picture


def read_frames(
    path: str | os.PathLike, channels: int = 3
) -> tuple[list[np.ndarray], list[float], int]:
    """Read all frames of an animation, or all pages of a TIFF.

    Args:
        path: a file, or an open binary file; a picture of one frame will do.
        channels: 1, 3 or 4, as for `read_image`.

    Returns:
        `(frames, seconds, loop)`: uint8 (H, W, channels) of each, composed as a viewer shows it;
        how long each is shown; how often the whole is, 0 for endlessly.

    Raises:
        ImageError: as `read_image`; the memory counted is that of all frames.
    """
    name, frames, seconds = name_of(path), [], []
    with open_picture(path, channels) as image:
        pages = frame_numbers(image)
        size = image.width * image.height * channels
        check_memory(name, *image.size, len(pages) * size, f"its {len(pages)} frames take")
        for page in pages:
            image.seek(page)
            check_footprint(image, name, channels)
            frames.append(pixels_of(image, channels, name))
            seconds.append(float(image.info.get("duration") or 0) / 1000)
        loop = int(image.info.get("loop", 1))
    return frames, seconds, loop
