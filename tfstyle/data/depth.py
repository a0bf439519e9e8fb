"""How many bits a channel has on disk; the first bytes of a file say so.

Pillow decodes colours of 16 bits to 8 without a word, so that what it gives tells nothing.
"""

import re
import struct
from typing import BinaryIO

_BITS_PER_SAMPLE = 258  # TIFF's tag


def bits_per_channel(stream: BinaryIO) -> int:
    """Return the bits of a channel in a PNG, TIFF or PNM file, and 8 for all others.

    Example:
        >>> import io
        >>> bits_per_channel(io.BytesIO(b"P5 640 480 4095 "))
        16
    """
    head = stream.read(512)
    try:
        if head[:8] == b"\x89PNG\r\n\x1a\n":
            return head[24]
        if head[:2] in (b"P5", b"P6"):
            words = re.sub(rb"#[^\n]*", b"", head).split(None, 4)
            return 16 if int(words[3]) > 255 else 8
        if head[:4] in (b"II*\0", b"MM\0*"):
            return _of_tiff(stream, "<" if head[0:1] == b"I" else ">")
    except (ValueError, IndexError, struct.error):  # a damaged file, which the scan names
        pass
    return 8


def _of_tiff(stream, order) -> int:
    def numbers(kind, start):
        stream.seek(start)
        return struct.unpack(order + kind, stream.read(struct.calcsize(order + kind)))

    (directory,) = numbers("I", 4)
    (count,) = numbers("H", directory)
    for n in range(count):
        place = directory + 2 + 12 * n
        tag, _, values = numbers("HHI", place)
        if tag == _BITS_PER_SAMPLE:
            # Two values have room here; more lie elsewhere.
            where = place + 8 if values <= 2 else numbers("I", place + 8)[0]
            return numbers("H", where)[0]
    return 8  # TIFF's default is 1
