"""Animations frame by frame, with how long each is shown."""

import io
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from tfstyle.errors import ImageError
from tfstyle.files import atomic_file
from tfstyle.images.credentials import Credentials
from tfstyle.images.embedding import embedded
from tfstyle.images.footprint import check_footprint
from tfstyle.images.formats import check_written
from tfstyle.images.frames import frame_numbers
from tfstyle.images.limits import check_memory
from tfstyle.images.normalized import pixels_of
from tfstyle.images.opening import name_of, open_picture, reason
from tfstyle.images.writing import check_array
from tfstyle.provenance import Provenance

# What these formats call the frames after the first.
ANIMATED_SUFFIXES = (".apng", ".avif", ".gif", ".png", ".tif", ".tiff", ".webp")


def count_frames(path: str | os.PathLike | io.IOBase) -> int:
    """Return how many frames or pages a picture file has, from its headers.

    Raises:
        ImageError: as `read_image`, but for damage after the headers.
    """
    with open_picture(path, channels=1) as image:
        return len(frame_numbers(image))


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
        claim = f"says it has {len(pages)} frames of {{size}}; they take"
        check_memory(name, *image.size, len(pages) * size, claim)
        for page in pages:
            image.seek(page)
            check_footprint(image, name, channels)
            frames.append(pixels_of(image, channels, name))
            seconds.append(float(image.info.get("duration") or 0) / 1000)
        loop = int(image.info.get("loop", 1))
    return frames, seconds, loop


def write_frames(
    path: str | os.PathLike, frames: Sequence[np.ndarray], seconds: Sequence[float], loop: int = 0,
    provenance: Provenance | None = None, credentials: Credentials | None = None,
) -> None:  # fmt: skip
    """Write an animation, or a TIFF of several pages, whole or not at all.

    Args:
        path: ends with one of `ANIMATED_SUFFIXES`. GIF keeps 256 colours a frame.
        frames: uint8 (H, W), (H, W, 1), (H, W, 3) or (H, W, 4), 0 to 255, all of one shape.
        seconds: how long each is shown; TIFF has no place for it.
        loop: how often the whole is shown, 0 for endlessly; AVIF has no place for it.
        provenance: how the frames were made; as of `write_image`.
        credentials: to sign that with.

    Raises:
        ImageError: another suffix, shape or data type, no frame, or not as many times as frames.
        StorageError: the disk is full, or the place is not writable.

    Example:
        >>> import tempfile
        >>> path = tempfile.mkdtemp() + "/blink.gif"
        >>> write_frames(path, [np.zeros((4, 6), "uint8"), np.full((4, 6), 255, "uint8")], [0.5, 1])
        >>> read_frames(path, channels=1)[1]
        [0.5, 1.0]
    """
    kind, options = check_written(path)
    if Path(path).suffix.lower() not in ANIMATED_SUFFIXES:
        raise ImageError(
            f"{path}: several frames are written as {', '.join(ANIMATED_SUFFIXES)}. A single one "
            "is by write_image."
        )
    arrays = [check_array(frame, f"{path}, frame {index}") for index, frame in enumerate(frames)]
    if not arrays or len(arrays) != len(seconds) or len({array.shape for array in arrays}) > 1:
        raise ImageError(
            f"{path}: an animation needs frames of one shape and as many times. Received: "
            f"{sorted({array.shape for array in arrays})} and {len(seconds)} times."
        )
    if kind == "WEBP" and arrays[0].shape[-1] == 4:
        arrays = [_with_seen_corners(array) for array in arrays]
    pictures = [Image.fromarray(a[..., 0] if a.shape[-1] == 1 else a) for a in arrays]
    if kind != "TIFF":
        options["duration"] = [round(1000 * shown) for shown in seconds]
    if kind == "GIF":
        options["disposal"] = 2 if arrays[0].shape[-1] == 4 else 0
    if kind != "GIF" or loop != 1:  # a GIF without the word is shown once
        options["loop"] = loop
    options |= embedded(kind, provenance)
    encoded = io.BytesIO()
    try:
        pictures[0].save(encoded, kind, save_all=True, append_images=pictures[1:], **options)
    except Exception as error:
        raise ImageError(f"{path}: {kind} cannot hold these frames ({reason(error)}).") from error
    # No view: one in the traceback of a full disk crashes Python 3.12.1 (cpython 111049).
    content = encoded.getvalue()
    if credentials is not None and provenance is not None:
        content = credentials.sign(content, kind, provenance, str(path))
    with atomic_file(path) as temporary:
        temporary.write_bytes(content)


def _with_seen_corners(array):
    """Keep two corners from being wholly transparent.

    libwebp cuts invisible edges off, and if nothing else is transparent it forgets the alpha.
    """
    array = array.copy()
    for corner in (array[0, 0], array[-1, -1]):
        corner[3] = max(corner[3], 1)
    return array
