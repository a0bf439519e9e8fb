"""A painting as a file's bytes, with the record of how it was made."""

import io

import numpy as np

from tfstyle.provenance import Provenance
from tfstyle.studio.texts.telling import Told

# By what people call them; the media type that a browser wants to hear.
FORMATS = {
    "png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "tiff": "image/tiff",
}  # fmt: skip


def encode(image: np.ndarray, kind: str, made: Provenance | None = None) -> bytes:
    """Return a picture file; the same picture and record give the same bytes.

    Args:
        image: uint8 (H, W, 3), (H, W, 4) or (H, W, 1); JPEG shows transparent parts white.
        kind: one of `FORMATS`.
        made: how it was made.

    Raises:
        UnsupportedOptionError: another format.

    Example:
        >>> encode(np.zeros((2, 2, 3), "uint8"), "png")[1:4]
        b'PNG'
    """
    from PIL import Image

    from tfstyle.errors import UnsupportedOptionError
    from tfstyle.images import check_written
    from tfstyle.images.embedding import embedded
    from tfstyle.images.over_white import over_white
    from tfstyle.images.writing import check_array

    if kind not in FORMATS:
        raise UnsupportedOptionError(
            Told("refused.format_of", known=", ".join(FORMATS), received=repr(kind))
        )
    pillow, options = check_written(f"painting.{kind}")
    image = check_array(image, "The painting")
    picture = Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)
    if picture.mode == "RGBA" and pillow == "JPEG":
        picture = over_white(picture)
    file = io.BytesIO()
    picture.save(file, pillow, **options, **embedded(pillow, made))
    return file.getvalue()


def thumbnail(image: np.ndarray, quality: int = 85) -> bytes:
    """Return a small JPEG of uint8 (H, W, C); alpha shows white."""
    from PIL import Image

    from tfstyle.images.over_white import over_white

    picture = Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)
    if picture.mode == "RGBA":
        picture = over_white(picture)
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=quality)
    return file.getvalue()
