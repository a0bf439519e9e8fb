"""The record of how a picture was made, found in its file."""

import io
import os

from tfstyle.errors import ImageError, one_line
from tfstyle.images.embedding import JSON_KEYWORD
from tfstyle.images.opening import name_of, open_picture
from tfstyle.provenance import Provenance
from tfstyle.provenance.xmp import find_json


def read_provenance(path: str | os.PathLike | io.IOBase) -> Provenance | None:
    """Return the record that tfstyle wrote into a picture's file, `None` if there is none.

    The picture is not decoded. A record tells what the program that wrote it says; anybody can
    write another.

    Args:
        path: a picture's file, or an open binary file.

    Raises:
        ImageError: as `read_image`; or the record is damaged, or of a later tfstyle.

    Example:
        >>> read_provenance("painted.png").steps[0].origin.name  # doctest: +SKIP
        'fast_style_udnie'
    """
    with open_picture(path, channels=1) as image:
        text = _json(image.info)
    if text is None:
        return None
    try:
        return Provenance.from_json(text)
    except ValueError as error:
        raise ImageError(
            f"{name_of(path)} carries a record of how it was made that is not understood: "
            f"{one_line(error)}."
        ) from error


def _json(info) -> str | None:
    """Return the JSON among what Pillow read beside the pixels."""
    if isinstance(text := info.get(JSON_KEYWORD), str):
        return str(text)
    packet = info.get("xmp")
    if isinstance(packet, str):
        packet = packet.encode("utf-8", errors="replace")
    if isinstance(packet, bytes) and (text := find_json(packet)) is not None:
        return text
    comment = info.get("comment")
    if isinstance(comment, bytes):
        comment = comment.decode("ascii", errors="replace")
    # Comments are anybody's, and few are JSON; ours begin with what `to_json` writes first.
    if isinstance(comment, str) and comment.startswith('{"format":') and "tfstyle" in comment:
        return comment
    return None
