"""Reads a picture file."""

import io
import os
import threading

import numpy as np
from PIL import Image, ImageOps

from tfstyle.errors import ImageError
from tfstyle.images.formats import IMAGE_SUFFIXES, readable_formats
from tfstyle.images.over_white import over_white

# 16384 x 16384, 805 MB as RGB. `TFSTYLE_MAX_PIXELS` allows more, or less.
MAX_PIXELS = 2**28
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_OPENING = threading.Lock()


def read_image(path: str | os.PathLike | io.IOBase, channels: int = 3) -> np.ndarray:
    """Read a picture, upright, with the channels asked for.

    With 1 or 3 channels transparent parts show white; with 4 the alpha is kept. 16-bit values
    are scaled to 8 bits. Of an animation the first frame is read.

    Args:
        path: a file, or an open binary file.
        channels: 1 (brightness), 3 (RGB) or 4 (RGBA).

    Returns:
        uint8 (H, W, channels), 0 to 255.

    Raises:
        ImageError: no such file, no picture, damaged or cut short, or more than `MAX_PIXELS`
            pixels (judged by the header, before anything is decoded).

    Example:
        >>> import tempfile
        >>> path = tempfile.mkdtemp() + "/white.png"
        >>> write_image(path, np.full((4, 6, 3), 255, "uint8"))
        >>> read_image(path, channels=1).shape
        (4, 6, 1)
    """
    if channels not in _MODES:
        raise ImageError(f"channels must be 1, 3 or 4. Received: {channels!r}")
    with _open(path) as image:
        try:
            image.load()
            image = convert(_upright(image), channels, _name(path))
        except ImageError:
            raise
        except MemoryError as error:
            raise ImageError(
                f"{_name(path)} ({image.width}x{image.height}) does not fit into the memory."
            ) from error
        # Decoders meet damaged data with OSError, SyntaxError, struct.error, IndexError, ...
        except Exception as error:
            raise ImageError(
                f"{_name(path)} is damaged or cut short ({_reason(error)}). "
                "Fetch it again, or remove it."
            ) from error
    array = np.array(image, dtype=np.uint8)
    return array[..., None] if array.ndim == 2 else array


def read_size(path: str | os.PathLike | io.IOBase) -> tuple[int, int]:
    """Return the upright (height, width) from the header alone.

    Raises:
        ImageError: as `read_image`, but for damage after the header.
    """
    with _open(path) as image:
        width, height = image.size
        sideways = _orientation(image) in (5, 6, 7, 8)
    return (width, height) if sideways else (height, width)


def _open(path) -> Image.Image:
    """Open a picture by its header and refuse it if it is too large."""
    name, most = _name(path), max_pixels()
    try:
        # Pillow's own guard is a global, and warns where this one has to decide.
        with _OPENING:
            theirs, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
            try:
                image = Image.open(path, formats=readable_formats())
            finally:
                Image.MAX_IMAGE_PIXELS = theirs
    except FileNotFoundError as error:
        raise ImageError(f"There is no picture {name}.") from error
    except IsADirectoryError as error:
        raise ImageError(f"{name} is a folder; a picture was expected.") from error
    except PermissionError as error:
        raise ImageError(f"No permission to read {name}.") from error
    except Exception as error:
        raise ImageError(
            f"{name} is no picture that can be read ({_reason(error)}). "
            f"Known are {', '.join(s[1:] for s in IMAGE_SUFFIXES)}."
        ) from error
    if image.width * image.height > most:
        size = f"{image.width}x{image.height}"
        image.close()
        raise ImageError(
            f"{name} says it is {size} pixels, more than the {most} allowed. If you trust it, "
            "set TFSTYLE_MAX_PIXELS higher."
        )
    return image


def max_pixels() -> int:
    """Return how many pixels a picture may have: `TFSTYLE_MAX_PIXELS`, or `MAX_PIXELS`.

    Raises:
        ImageError: the variable is no whole number.
    """
    given = os.environ.get("TFSTYLE_MAX_PIXELS")
    if not given:
        return MAX_PIXELS
    if not given.isdecimal() or int(given) < 1:
        raise ImageError(f"TFSTYLE_MAX_PIXELS must be a whole number. Received: {given!r}")
    return int(given)


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(0x0112, 1)
    except Exception:  # EXIF is written by everything; a broken one only means "as it lies"
        return 1


def _upright(image: Image.Image) -> Image.Image:
    if _orientation(image) == 1:
        return image
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        return image


def convert(image: Image.Image, channels: int, name: str) -> Image.Image:
    """Return a PIL image of any mode with 1, 3 or 4 channels of 8 bits.

    Args:
        image: gray, RGB, palette, CMYK, 16-bit or float, with or without transparency.
        channels: 1, 3 (transparency over white) or 4.
        name: of the picture, for errors.

    Raises:
        ImageError: values that are neither 8 nor 16 bits nor floats in [0, 1].
    """
    if image.mode[0] in "IF":
        image = Image.fromarray(_to_8_bit(np.array(image), name))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        if channels != 4:
            image = over_white(image)
    if image.mode not in ("L", "RGB", "RGBA"):
        image = image.convert("RGB")  # the way CMYK, YCbCr and palettes go to all the others
    return image.convert(_MODES[channels])


def _to_8_bit(values: np.ndarray, name: str) -> np.ndarray:
    """Scale 16-bit integers, or floats in [0, 1], to uint8."""
    low, high = values.min(), values.max()
    top = 65535 if np.issubdtype(values.dtype, np.integer) else 1
    if not (low >= 0 and high <= top):
        raise ImageError(
            f"{name} holds values from {low:g} to {high:g}; 0 to {top} was expected. "
            "Convert it to 8 or 16 bits."
        )
    return np.rint(values * (255 / top)).astype(np.uint8)


def _name(path) -> str:
    return str(path) if isinstance(path, str | os.PathLike) else "The picture"


def _reason(error: Exception) -> str:
    # Pillow repeats the path, or says nothing.
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return "not recognized" if text.startswith("cannot identify") else text
