"""The one place that opens a picture file: of known formats, and small enough for the memory."""

import contextlib
import io
import os
import stat
import threading
from collections.abc import Iterator
from typing import Any

from PIL import Image

from tfstyle.errors import ImageError
from tfstyle.images.footprint import check_footprint, check_webp
from tfstyle.images.formats import IMAGE_SUFFIXES, missing_package, readable_formats

_COUNTING = threading.Lock()
_guard: dict[str, Any] = {"users": 0, "theirs": None}


@contextlib.contextmanager
def open_picture(path: str | os.PathLike | io.IOBase, channels: int) -> Iterator[Image.Image]:
    """Yield a picture of which the header is read, small enough to be decoded.

    No program is started and no file but this one is read: Pillow gets the closed list of
    `formats.readable_formats`.

    Args:
        path: a regular file, or an open binary file that can be read from the start.
        channels: of the array it is to become.

    Raises:
        ImageError: no such file, no picture of a known format, or more memory than allowed.
    """
    name = name_of(path)
    with _regular_file(path, name) as file, pillow_without_limit():
        prefix = _first_bytes(file, name)
        check_webp(prefix, name)
        try:
            image = Image.open(file, formats=readable_formats())
        except MemoryError as error:
            raise ImageError(f"{name} does not fit into the memory.") from error
        except Exception as error:
            needs = missing_package(prefix)
            if needs:
                raise ImageError(f"{name} needs what is not installed. {needs}.") from error
            raise ImageError(
                f"{name} is no picture that can be read ({reason(error)}). "
                f"Known are {', '.join(suffix[1:] for suffix in IMAGE_SUFFIXES)}."
            ) from error
        with image, damage_named(name, image):
            check_footprint(image, name, channels)
            yield image


@contextlib.contextmanager
def pillow_without_limit() -> Iterator[None]:
    """Set Pillow's own limit aside: it is a global, and warns where `limits.py` has decided."""
    with _COUNTING:
        if not _guard["users"]:
            _guard["theirs"], Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        _guard["users"] += 1
    try:
        yield
    finally:
        with _COUNTING:
            _guard["users"] -= 1
            if not _guard["users"]:
                Image.MAX_IMAGE_PIXELS = _guard["theirs"]


@contextlib.contextmanager
def damage_named(name: str, image: Image.Image) -> Iterator[None]:
    """Turn what decoders raise into an `ImageError`."""
    try:
        yield
    except ImageError:
        raise
    except MemoryError as error:
        raise ImageError(
            f"{name} ({image.width}x{image.height}) does not fit into the memory."
        ) from error
    # Decoders meet damaged data with OSError, SyntaxError, struct.error, IndexError, ...
    except Exception as error:
        raise ImageError(
            f"{name} is damaged or cut short ({reason(error)}). Fetch it again, or remove it."
        ) from error


def _first_bytes(file, name) -> bytes:
    try:
        file.seek(0)
        prefix = file.read(32)
        file.seek(0)
        if not isinstance(prefix, bytes):
            raise TypeError(f"it gives {type(prefix).__name__}, not bytes")
    except (AttributeError, OSError, TypeError, ValueError) as error:
        raise ImageError(
            f"{name} cannot be read: {reason(error)}. Expected is a path, or a file opened in "
            "binary mode that can be read from its start, such as io.BytesIO(content)."
        ) from error
    return prefix


def name_of(path) -> str:
    """Return what an error calls a path or an open file."""
    return str(path) if isinstance(path, str | os.PathLike) else "The picture"


def reason(error: Exception) -> str:
    """Return why Pillow failed, in one line."""
    # Pillow repeats the path, or says nothing.
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return "not recognized" if text.startswith("cannot identify") else text


@contextlib.contextmanager
def _regular_file(path, name):
    if not isinstance(path, str | os.PathLike):
        yield path
        return
    try:
        # A pipe would wait for ever, and a device never ends.
        if not stat.S_ISREG(os.stat(path).st_mode) and not os.path.isdir(path):
            raise ImageError(f"{name} is no regular file; a picture was expected.")
        file = open(path, "rb")  # noqa: SIM115 - what fails inside is not the opening
    except FileNotFoundError as error:
        raise ImageError(f"There is no picture {name}.") from error
    except IsADirectoryError as error:
        raise ImageError(f"{name} is a folder; a picture was expected.") from error
    except PermissionError as error:
        if os.path.isdir(path):  # what Windows says of a folder
            raise ImageError(f"{name} is a folder; a picture was expected.") from error
        raise ImageError(f"No permission to read {name}.") from error
    except (OSError, ValueError) as error:
        raise ImageError(f"{name} cannot be read: {reason(error)}.") from error
    with file:
        yield file
