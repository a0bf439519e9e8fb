"""Pictures on disk, in memory and side by side; the only home of uint8 <-> [-1, 1].

Everything a picture file can surprise with ends here: rotation kept in EXIF, palettes, alpha,
CMYK, 16 bits, files cut short, and small files that unpack to more than the memory holds.
"""

import io
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from tfstyle.errors import ImageError
from tfstyle.files import atomic_file

IMAGE_SUFFIXES = (
    ".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp",
)  # fmt: skip

# 16384 x 16384, 805 MB as RGB. `TFSTYLE_MAX_PIXELS` allows more, or less.
MAX_PIXELS = 2**28

_WRITERS = {
    ".bmp": ("BMP", {}),
    ".jpeg": ("JPEG", {"quality": 95, "subsampling": 0}),
    ".jpg": ("JPEG", {"quality": 95, "subsampling": 0}),
    ".png": ("PNG", {}),
    ".tif": ("TIFF", {"compression": "tiff_lzw"}),
    ".tiff": ("TIFF", {"compression": "tiff_lzw"}),
    ".webp": ("WEBP", {"quality": 95}),
}
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


def write_image(path: str | os.PathLike, array: np.ndarray) -> None:
    """Write a picture, whole or not at all; the suffix chooses the format.

    Args:
        path: ends with .png, .jpg, .webp, .tif or .bmp. JPEG and BMP keep no alpha: transparent
            parts become white.
        array: uint8 (H, W), (H, W, 1), (H, W, 3) or (H, W, 4), 0 to 255.

    Raises:
        ImageError: another suffix, shape or data type, or more pixels than the format holds.
        StorageError: the disk is full, or the place is not writable.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in _WRITERS:
        raise ImageError(
            f"{path}: pictures are written as {', '.join(_WRITERS)}. Received suffix: {suffix!r}"
        )
    array = _check(array, str(path))
    kind, options = _WRITERS[suffix]
    image = Image.fromarray(array[..., 0] if array.shape[-1] == 1 else array)
    if image.mode == "RGBA" and kind in ("JPEG", "BMP"):
        image = _over_white(image)
    encoded = io.BytesIO()
    try:
        image.save(encoded, kind, **options)
    except Exception as error:
        raise ImageError(
            f"{path}: {kind} cannot hold {image.width}x{image.height} pixels ({_reason(error)}). "
            "Use .png."
        ) from error
    with atomic_file(path) as temporary:
        temporary.write_bytes(encoded.getbuffer())


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
    rows = [[_as_rgb(picture) for picture in row] for row in rows]
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


def _open(path) -> Image.Image:
    """Open a picture by its header and refuse it if it is too large."""
    name, most = _name(path), max_pixels()
    try:
        # Pillow's own guard is a global, and warns where this one has to decide.
        with _OPENING:
            theirs, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
            try:
                image = Image.open(path)
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
            image = _over_white(image)
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


def _over_white(image: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _check(array, name: str) -> np.ndarray:
    array = np.asarray(array)
    if array.ndim == 2:
        array = array[..., None]
    shaped = array.ndim == 3 and array.shape[-1] in _MODES and array.size
    if array.dtype != np.uint8 or not shaped:
        raise ImageError(
            f"{name}: a picture is uint8 (H, W, 1), (H, W, 3) or (H, W, 4). "
            f"Received: {array.dtype} {array.shape}. `to_uint8` turns [-1, 1] into uint8."
        )
    return array


def _as_rgb(array) -> np.ndarray:
    array = _check(array, "grid")
    if array.shape[-1] == 4:
        return np.asarray(_over_white(Image.fromarray(array)))
    return np.repeat(array, 3, axis=-1) if array.shape[-1] == 1 else array


def _name(path) -> str:
    return str(path) if isinstance(path, str | os.PathLike) else "The picture"


def _reason(error: Exception) -> str:
    # Pillow repeats the path, or says nothing.
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return "not recognized" if text.startswith("cannot identify") else text
