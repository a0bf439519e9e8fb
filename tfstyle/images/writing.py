"""Writes a picture file, whole or not at all."""

import io
import os

import numpy as np
from PIL import Image

from tfstyle.errors import ImageError
from tfstyle.files import atomic_file
from tfstyle.images.credentials import Credentials
from tfstyle.images.embedding import embedded
from tfstyle.images.formats import check_written
from tfstyle.images.over_white import over_white
from tfstyle.provenance import Provenance

_NO_ALPHA = ("BMP", "JPEG")


def write_image(
    path: str | os.PathLike, array: np.ndarray, provenance: Provenance | None = None,
    credentials: Credentials | None = None,
) -> None:  # fmt: skip
    """Write a picture, whole or not at all; the suffix chooses the format.

    Args:
        path: ends with one of `written_suffixes()`. JPEG and BMP keep no alpha: transparent
            parts become white. GIF keeps 256 colours.
        array: uint8 (H, W), (H, W, 1), (H, W, 3) or (H, W, 4), 0 to 255.
        provenance: how the picture was made, for its file to carry; see `embedded` for where. It
            changes no pixel.
        credentials: to sign that with; without it nothing is signed.

    Raises:
        ImageError: another suffix, shape or data type, or more pixels than the format holds;
            or a format that cannot be signed.
        StorageError: the disk is full, or the place is not writable.
    """
    kind, options = check_written(path)
    array = check_array(array, str(path))
    image = Image.fromarray(array[..., 0] if array.shape[-1] == 1 else array)
    if image.mode == "RGBA" and kind in _NO_ALPHA:
        image = over_white(image)
    options |= embedded(kind, provenance)
    encoded = io.BytesIO()
    try:
        image.save(encoded, kind, **options)
    except Exception as error:
        raise ImageError(
            f"{path}: {kind} cannot hold {image.width}x{image.height} pixels ({error}). "
            "Use .png."
        ) from error
    # No view: one in the traceback of a full disk crashes Python 3.12.1 (cpython 111049).
    content = encoded.getvalue()
    if credentials is not None and provenance is not None:
        content = credentials.sign(content, kind, provenance, str(path))
    with atomic_file(path) as temporary:
        temporary.write_bytes(content)


def check_array(array, name: str) -> np.ndarray:
    """Return a picture as uint8 (H, W, C) with 1, 3 or 4 channels.

    Raises:
        ImageError: another shape or data type; `name` is what the error calls it.
    """
    array = np.asarray(array)
    if array.ndim == 2:
        array = array[..., None]
    shaped = array.ndim == 3 and array.shape[-1] in (1, 3, 4) and array.size
    if array.dtype != np.uint8 or not shaped:
        raise ImageError(
            f"{name}: a picture is uint8 (H, W, 1), (H, W, 3) or (H, W, 4). "
            f"Received: {array.dtype} {array.shape}. `to_uint8` turns [-1, 1] into uint8."
        )
    return array
