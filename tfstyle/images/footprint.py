"""How many bytes reading a picture allocates, told by its header.

Beside what Pillow stores a pixel in, decoders keep buffers of their own: a progressive JPEG all its
coefficients, WebP two canvases, JPEG 2000 whole numbers of 32 bits. The numbers are upper bounds
measured on large pictures of each format; `tests/images/test_memory.py` holds them to it.
"""

import re
import struct

from tfstyle.images.limits import check_memory

# Bytes a pixel as Pillow keeps it; other modes take 4, three channels and a gap, too.
_STORED = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2, "I;16N": 2}
# What a decoder holds beside that, bytes a pixel.
_BESIDE = {"AVIF": 16, "BMP": 4, "GIF": 3, "HEIF": 16, "JPEG2000": 24, "PPM": 8, "WEBP": 16}
_COMPOSED = 12  # the frame before, the one to come back to, and what is drawn over them
_TILE_OF_JPEG2000 = 12_000  # what OpenJPEG keeps about a tile, however small
_TIFF_BITS, _TIFF_COMPRESSION, _TIFF_TILE = 258, 259, (322, 323)


def check_footprint(image, name: str, channels: int):
    """Refuse a picture that takes more memory than allowed to become uint8 (H, W, channels).

    Args:
        image: a PIL image of which the header is read, or any other.
        name: of it, for the error.
        channels: of the array it is to become.

    Raises:
        ImageError: it would take more; see `limits.check_memory`.
    """
    width, height = image.size
    check_memory(name, width, height, footprint(image, channels))


def footprint(image, channels: int) -> int:
    """Return the bytes that are allocated at once while a picture is read.

    Args:
        image: a PIL image of which the header is read.
        channels: of the uint8 array it becomes, by bands of rows, while the decoded picture stays.

    Example:
        >>> from PIL import Image
        >>> footprint(Image.new("RGB", (100, 10)), channels=3)
        7000
    """
    pixels = image.width * image.height
    stored = stored_bytes(image.mode)
    beside, fixed = _beside(image)
    return pixels * (stored + max(beside, channels)) + fixed


def stored_bytes(mode: str) -> int:
    """Return how many bytes a pixel takes as Pillow keeps it."""
    return _STORED.get(mode, 4)


def check_webp(prefix: bytes, name: str):
    """Refuse a WebP whose canvas is too large before it is opened: its decoder allocates then.

    Args:
        prefix: the first 30 bytes or more of any file.
        name: of it, for the error.

    Raises:
        ImageError: it would take more memory than allowed.
    """
    size = _webp_size(prefix)
    if size is not None:
        check_memory(name, *size, size[0] * size[1] * (stored_bytes("RGBA") + _BESIDE["WEBP"]))


def _webp_size(prefix) -> tuple[int, int] | None:
    """Return (width, height) as "WebP Container Specification" lays them out."""
    if prefix[:4] != b"RIFF" or prefix[8:12] != b"WEBP" or len(prefix) < 30:
        return None
    kind = prefix[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(prefix[at : at + 3], "little") for at in (24, 27))
        return width + 1, height + 1
    if kind == b"VP8L":
        bits = int.from_bytes(prefix[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = (int.from_bytes(prefix[at : at + 2], "little") for at in (26, 28))
    return width & 0x3FFF, height & 0x3FFF


def _beside(image) -> tuple[float, int]:
    """Return what a decoder holds beside the picture: bytes a pixel, and bytes in all."""
    kind = getattr(image, "format", None) or ""
    if getattr(image, "_im", None) is not None and not image.tile:
        return 0, 0  # it is decoded
    if kind in ("GIF", "PNG") and image.tell():
        return _COMPOSED, 0
    if kind in ("JPEG", "MPO"):
        return (2 * image.layers if _has_scans(image) else 0), 0
    if kind == "TIFF":
        return _beside_tiff(image)
    if kind == "JPEG2000":
        return _BESIDE[kind], _TILE_OF_JPEG2000 * _tiles_of_jpeg2000(image.fp)
    return _BESIDE.get(kind, 0), 0


def _has_scans(image) -> bool:
    """Return whether a JPEG comes in several scans, so that libjpeg keeps all coefficients."""
    if image.info.get("progressive"):
        return True
    place = image.fp.tell()
    image.fp.seek(0)
    components = _first_scan(image.fp)
    image.fp.seek(place)
    return components < image.layers


def _first_scan(file) -> int:
    """Return how many components the first scan of a JPEG holds, 0 if there is none."""
    file.read(2)
    while True:
        byte = file.read(1)
        while byte and byte != b"\xff":  # junk between segments
            byte = file.read(1)
        while byte == b"\xff":
            byte = file.read(1)
        if not byte:
            return 0
        if byte == b"\0" or b"\xd0" <= byte <= b"\xd9":  # no segment, or one without a length
            continue
        length = int.from_bytes(file.read(2), "big")
        if byte == b"\xda":
            return int.from_bytes(file.read(1), "big")
        file.seek(max(length - 2, 0), 1)


def _tiles_of_jpeg2000(file) -> int:
    """Return into how many tiles a picture is divided (ISO 15444-1, A.5.1), 65535 at most."""
    place = file.tell()
    file.seek(0)
    start = file.read(2**22)
    file.seek(place)
    most = 1
    for found in re.finditer(b"\xff\x4f\xff\x51", start):  # one is the right one
        if len(start) < found.end() + 36:
            break
        width, height, *_, tile_width, tile_height, left, top = struct.unpack_from(
            ">8I", start, found.end() + 4
        )
        across = -(-max(width - left, 1) // max(tile_width, 1))
        down = -(-max(height - top, 1) // max(tile_height, 1))
        most = max(most, min(across * down, 65535))
    return most


def _beside_tiff(image) -> tuple[float, int]:
    tags = image.tag_v2
    bits = tags.get(_TIFF_BITS, (1,))
    raw = (sum(bits) if isinstance(bits, tuple) else bits) / 8
    turned = 4 if image.size != getattr(image, "_tile_size", image.size) else 0
    if tags.get(_TIFF_COMPRESSION, 1) == 1:
        return turned, 0
    # A strip may hold the whole picture; JPEG in it keeps its coefficients.
    width, length = (tags.get(tag, 0) for tag in _TIFF_TILE)
    return max(3 * raw, turned), int(width * length * raw)
