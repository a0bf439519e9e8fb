"""A part of a file, as what plays videos asks for it (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

_PIECE = 256 * 1024
_ONE = re.compile(r"bytes=(?!-$)(\d{0,18})-(\d{0,18})")


def ranged(
    request: Request, file: BinaryIO, media_type: str, tag: str, name: str = ""
) -> Response:  # fmt: skip
    """Answer with a file, or the part of it that is asked for; the file is closed then.

    Args:
        request: its `Range` is heeded where it names one part, and `If-Range`, if there is one,
            names this file.
        file: open, from which can be sought.
        media_type: of the file.
        tag: names its content.
        name: by which a browser saves it; shown in the page if empty.
    """
    etag = f'"{tag}"'
    headers = {"accept-ranges": "bytes", "etag": etag, "cache-control": "private, no-cache"}
    if name:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    size = file.seek(0, 2)
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", etag) != etag:
        asked = ""
    if not asked and etag in request.headers.get("if-none-match", ""):
        file.close()
        return Response(status_code=304, headers=headers)
    part = part_of(asked, size)
    if part is None:
        file.close()
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{size}"})
    start, end = part
    status = 200
    if asked and _ONE.fullmatch(asked.strip()):
        status, headers["content-range"] = 206, f"bytes {start}-{end - 1}/{size}"
    headers["content-length"] = str(end - start)
    pieces = _pieces(file, start, end)
    return StreamingResponse(pieces, status, media_type=media_type, headers=headers)


def part_of(asked: str, size: int) -> tuple[int, int] | None:
    """Return where the part begins and ends that a `Range` asks for, `None` if there is none such.

    What is not understood, and several parts at once, are answered with everything.

    Example:
        >>> part_of("bytes=2-4", 10), part_of("bytes=-3", 10), part_of("", 10)
        ((2, 5), (7, 10), (0, 10))
        >>> part_of("bytes=10-", 10) is None
        True
    """
    found = _ONE.fullmatch(asked.strip())
    if not found:
        return 0, size
    if not found[1]:
        length = min(int(found[2]), size)
        return (size - length, size) if length else None
    start = int(found[1])
    end = min(int(found[2]) + 1, size) if found[2] else size
    if start >= size or end <= start:
        return None
    return start, end


def _pieces(file, start, end) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end:
            piece = file.read(min(_PIECE, end - start))
            if not piece:
                return
            start += len(piece)
            yield piece
