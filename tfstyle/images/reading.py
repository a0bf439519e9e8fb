"""Reads a picture file: one frame, as a viewer shows it."""

import io
import os

import numpy as np

from tfstyle.errors import ImageError
from tfstyle.images.footprint import check_footprint
from tfstyle.images.frames import check_single, frame_numbers
from tfstyle.images.normalized import MODES, SIDEWAYS, orientation, pixels_of
from tfstyle.images.opening import name_of, open_picture

_ONE_OF_SEVERAL = (
    "Name one in Python, `read_image(path, frame=0)`, or convert it to a video, which is "
    "translated frame by frame"
)


def read_image(
    path: str | os.PathLike | io.IOBase, channels: int = 3, *, frame: int | None = None
) -> np.ndarray:
    """Read a picture, upright, in sRGB, with the channels asked for.

    With 1 or 3 channels transparent parts show white; with 4 the alpha is kept. 16-bit values
    are scaled to 8 bits. All rules are those of `convert`. The memory it takes is judged by the
    header, before anything is decoded.

    Args:
        path: a file, or an open binary file.
        channels: 1 (brightness), 3 (RGB) or 4 (RGBA).
        frame: which one of an animation or a TIFF of several pages, from 0.

    Returns:
        uint8 (H, W, channels), 0 to 255.

    Raises:
        ImageError: no such file, no picture of a known format, damaged or cut short, of several
            frames of which none is named, or more memory than `max_bytes()`.

    Example:
        >>> import tempfile
        >>> from tfstyle.images import write_image
        >>> path = tempfile.mkdtemp() + "/white.png"
        >>> write_image(path, np.full((4, 6, 3), 255, "uint8"))
        >>> read_image(path, channels=1).shape
        (4, 6, 1)
    """
    if channels not in MODES:
        raise ImageError(f"channels must be 1, 3 or 4. Received: {channels!r}")
    name = name_of(path)
    with open_picture(path, channels) as image:
        if frame is None:
            check_single(image, name, _ONE_OF_SEVERAL)
        else:
            numbers = frame_numbers(image)
            if not 0 <= frame < len(numbers):
                raise ImageError(f"{name} has {len(numbers)} frame(s). Received: frame={frame}")
            image.seek(numbers[frame])
            check_footprint(image, name, channels)
        return pixels_of(image, channels, name)


def read_size(path: str | os.PathLike | io.IOBase) -> tuple[int, int]:
    """Return the upright (height, width) from the header alone.

    Raises:
        ImageError: as `read_image`, but for damage after the header and several frames.
    """
    with open_picture(path, channels=3) as image:
        width, height = image.size
        # Of a TIFF Pillow gives the size upright.
        sideways = image.format != "TIFF" and orientation(image) in SIDEWAYS
    return (width, height) if sideways else (height, width)
