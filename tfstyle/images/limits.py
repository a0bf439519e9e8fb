"""How much memory one picture may take: counted in bytes, judged before anything is decoded."""

import os

from tfstyle.errors import ImageError

# 1 GiB: 153 megapixels of a JPEG, 53 of a WebP, whose decoder keeps more beside the picture.
MAX_BYTES = 2**30
# Of an ordinary picture: decoded and as an array, see `footprint.py`.
_BYTES_PER_PIXEL = 8


def max_bytes() -> int | None:
    """Return how many bytes a picture may take: `TFSTYLE_MAX_PICTURE_BYTES`, or `MAX_BYTES`.

    `None` for no such limit: `TFSTYLE_MAX_PIXELS` alone is set and counts pixels instead.

    Raises:
        ImageError: the variable is no whole number.
    """
    given = _variable("TFSTYLE_MAX_PICTURE_BYTES")
    if given is None and _variable("TFSTYLE_MAX_PIXELS") is not None:
        return None
    return MAX_BYTES if given is None else given


def max_pixels() -> int:
    """Return how many pixels a frame may have where bytes cannot be told, as in a video.

    `TFSTYLE_MAX_PIXELS`, or as many as `max_bytes` holds at eight bytes a pixel.

    Raises:
        ImageError: a variable is no whole number.
    """
    given = _variable("TFSTYLE_MAX_PIXELS")
    return (max_bytes() or MAX_BYTES) // _BYTES_PER_PIXEL if given is None else given


def check_memory(
    name: str, width: int, height: int, needed: int,
    what: str = "says it is {size}; reading it takes",
):  # fmt: skip
    """Refuse a picture that takes too much memory.

    Args:
        name: of the picture, for the error.
        width: of it, pixels.
        height: of it, pixels.
        needed: bytes allocated at once.
        what: what the error says between the name and the bytes, `{size}` being the pixels.

    Raises:
        ImageError: the picture is too large; the error names the variable that allows more.
    """
    pixels, allowed = _variable("TFSTYLE_MAX_PIXELS"), max_bytes()
    if pixels is not None and width * height > pixels:
        raise ImageError(
            f"{name} says it is {width}x{height} pixels, more than the {pixels} allowed. If you "
            "trust it, set TFSTYLE_MAX_PIXELS higher."
        )
    if allowed is not None and needed > allowed:
        raise ImageError(
            f"{name} {what.format(size=f'{width}x{height} pixels')} {_megabytes(needed)}, more "
            f"than the {_megabytes(allowed)} allowed. If you trust it, set "
            f"TFSTYLE_MAX_PICTURE_BYTES to {needed} or more."
        )


def _variable(name) -> int | None:
    given = os.environ.get(name)
    if not given:
        return None
    if not (given.isascii() and given.isdecimal()) or int(given) < 1:
        raise ImageError(f"{name} must be a whole number. Received: {given!r}")
    return int(given)


def _megabytes(count) -> str:
    return f"{count / 1e6:,.0f} MB" if count >= 1e6 else f"{count} bytes"
