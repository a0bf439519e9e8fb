"""Small pictures made for these tests: profiles, formats, files that claim too much."""

import functools
import io
import struct
import zlib

import numpy as np
from PIL import Image

# What is written by `save` with these options is the smallest file of its kind.
KINDS = {
    "a.png": {}, "a.jpg": {}, "a.webp": {}, "a.gif": {}, "a.bmp": {}, "a.tif": {},
    "lzw.tif": {"compression": "tiff_lzw"}, "a.ppm": {}, "a.jp2": {}, "a.avif": {},
    "progressive.jpg": {"progressive": True}, "lossless.webp": {"lossless": True},
}  # fmt: skip


def encode(image, name: str, **options) -> bytes:
    """Return a PIL image or an array as a file of the kind that a name has."""
    image = image if isinstance(image, Image.Image) else Image.fromarray(image)
    kind = Image.registered_extensions()[name[name.rindex(".") :]]
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def swapped_profile() -> bytes:
    """Return an ICC profile of RGB whose red is sRGB's green and the other way round."""

    def fixed(value):
        return struct.pack(">i", round(value * 65536))

    def xyz(values):
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    title = "swap".encode("utf-16-be")
    text = b"mluc\0\0\0\0" + struct.pack(">IIHHII", 1, 12, 0x656E, 0x5553, len(title), 28) + title
    red, green, blue = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
    tags = {
        b"desc": text, b"cprt": text, b"wtpt": xyz((0.9642, 1, 0.8249)), b"rXYZ": xyz(green),
        b"gXYZ": xyz(red), b"bXYZ": xyz(blue), b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }  # fmt: skip
    return _profile(tags, b"RGB ")


def gray_profile(gamma: float) -> bytes:
    """Return an ICC profile of gray with a gamma."""
    title = "gray".encode("utf-16-be")
    text = b"mluc\0\0\0\0" + struct.pack(">IIHHII", 1, 12, 0x656E, 0x5553, len(title), 28) + title
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    white = b"XYZ \0\0\0\0" + struct.pack(">iii", 63190, 65536, 54061)
    tags = {b"desc": text, b"cprt": text, b"wtpt": white, b"kTRC": curve}
    return _profile(tags, b"GRAY")


def _profile(tags, space):
    at, table, body = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        value += b"\0" * (-len(value) % 4)
        table += name + struct.pack(">II", at + len(body), len(value))
        body += value
    white = struct.pack(">iii", 63190, 65536, 54061)
    kinds = (0x04000000, b"mntr", space, b"XYZ ")
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"\0" * 4, *kinds)
    return head + b"\0" * 12 + b"acsp" + b"\0" * 28 + white + b"\0" * 48 + table + body


def png(width, height, depth, kind, extra=b"", rows=b"") -> bytes:
    """Return a PNG whose header says what is asked for, whatever its rows are."""
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    content = chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + content + chunk(b"IEND", b"")


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(
        ">I", zlib.crc32(kind + content)
    )


def with_sums(content: bytes) -> bytes:
    """Return a PNG with the right sum after each chunk, so that what was changed is looked at."""
    at, out = 8, content[:8]
    while at + 12 <= len(content):
        length = struct.unpack_from(">I", content, at)[0]
        if at + 12 + length > len(content):
            break
        out += chunk(content[at + 4 : at + 8], content[at + 8 : at + 8 + length])
        at += 12 + length
    return out + content[at:]


def tiff(tags, data: bytes) -> bytes:
    """Return a little-endian TIFF of `(tag, kind, count, value)`; the value "data" is its place."""
    place = 8 + 2 + 12 * len(tags) + 4
    body = struct.pack("<2sHIH", b"II", 42, 8, len(tags))
    for tag, kind, count, value in sorted(tags):
        body += struct.pack("<HHII", tag, kind, count, place if value == "data" else value)
    return body + struct.pack("<I", 0) + data


@functools.cache
def bombs() -> dict[str, bytes]:
    """Return files of at most some kilobytes that ask for gigabytes."""
    small = np.zeros((64, 64, 3), np.uint8)
    base = [(258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1)]
    sixteen = [(256, 4, 1, 16), (257, 4, 1, 16), *base]
    zeros = zlib.compress(b"\0" * 10**6, 9)

    def patched(content, mark, offset, layout, *values):
        content, at = bytearray(content), content.index(mark) + offset
        struct.pack_into(layout, content, at, *values)
        return bytes(content)

    progressive = encode(small, "a.jpg", progressive=True)
    long, word = zlib.compress(b"x" * 10**7), zlib.compress(b"x" * 10**6)
    words = [chunk(b"zTXt", b"a%d\0\0" % n + word) for n in range(80)]
    canvas = struct.pack("<I", 16382)[:3] * 2
    return {
        "deep.png": png(16_000, 16_000, 16, 0),
        "palette.png": png(20_000, 20_000, 1, 3, chunk(b"PLTE", b"\0\0\0\xff\xff\xff")),
        "words.png": png(8, 8, 8, 0, b"".join(words)),
        "text.png": png(8, 8, 8, 0, chunk(b"iTXt", b"a\0\1\0\0\0" + long)),
        "icc.png": png(8, 8, 8, 2, chunk(b"iCCP", b"a\0\0" + long)),
        "chunk.png": b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31 - 1) + b"tEXt" + b"a" * 99,
        "frames.png": png(8, 8, 8, 2, chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))),
        "canvas.webp": b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0" + canvas,
        "canvas.gif": patched(encode(small, "a.gif"), b"GIF", 6, "<HH", 65535, 65535),
        "big.bmp": patched(encode(small, "a.bmp"), b"BM", 18, "<ii", 60_000, 60_000),
        "big.tif": tiff([(256, 4, 1, 60_000), (257, 4, 1, 60_000), *base, (278, 4, 1, 60_000),
                         (273, 4, 1, "data"), (279, 4, 1, 9)], b"\0" * 9),
        "tile.tif": tiff([*sixteen, (322, 4, 1, 65520), (323, 4, 1, 65520), (324, 4, 1, "data"),
                          (325, 4, 1, len(zeros))], zeros),
        "strip.tif": tiff([*sixteen, (278, 4, 1, 2**31), (273, 4, 1, "data"),
                           (279, 4, 1, len(zeros))], zeros),
        "length.tif": tiff([*sixteen, (278, 4, 1, 16), (273, 4, 1, "data"),
                            (279, 4, 1, 2**32 - 1)], zeros),
        "tags.tif": tiff([*sixteen, (278, 4, 1, 16), (273, 4, 2**28, "data"),
                          (279, 4, 2**28, "data")], zeros),
        "big.jpg": patched(progressive, b"\xff\xc2", 5, ">HH", 65_000, 65_000),
        "coefficients.jpg": patched(progressive, b"\xff\xc2", 5, ">HH", 11_000, 11_000),
        "inks.jpg": patched(encode(Image.new("CMYK", (64, 64)), "a.jpg", progressive=True),
                            b"\xff\xc2", 5, ">HH", 10_000, 10_000),
        "big.jp2": patched(encode(small, "a.jp2"), b"\xff\x4f\xff\x51", 8, ">II", 60_000, 60_000),
        "numbers.jp2": patched(encode(small, "a.jp2"), b"jp2h", 12, ">II", 7_000, 7_000),
        "big.avif": patched(encode(small, "a.avif"), b"ispe", 8, ">II", 16_000, 16_000),
        "big.ppm": b"P6 60000 60000 255\n" + b"\0" * 99,
        "deep.ppm": b"P5 30000 30000 65535\n" + b"\0" * 99,
    }  # fmt: skip
