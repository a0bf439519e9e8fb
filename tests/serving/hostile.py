"""Pictures nobody should send, from a seed: broken, lying, enormous, odd, and some that are fine.

    for kind, file in pictures(600, seed=0):
        ...
"""

import functools
import io
import struct
import zlib

import numpy as np
from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
MODES = {
    "PNG": ("RGB", "RGBA", "L", "LA", "1", "P", "I;16"), "JPEG": ("RGB", "L", "CMYK"),
    "WEBP": ("RGB", "RGBA"), "GIF": ("P", "L"), "BMP": ("RGB", "L", "1", "P"),
    "TIFF": ("RGB", "RGBA", "L", "1", "P", "CMYK", "LAB", "I;16", "F"),
}  # fmt: skip


def pictures(count: int, seed: int):
    """Yield (kind, file) of so many pictures, each kind as often as the others."""
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        yield kind.__name__, kind(np.random.default_rng([seed, number]))


def picture(rng, mode="RGB", *, side=12):
    """Return a small picture of a mode."""
    height, width = rng.integers(1, side + 1, 2)
    if mode == "I;16":
        return Image.fromarray(rng.integers(0, 2**16, (height, width), "uint16"))
    if mode == "F":
        return Image.fromarray(rng.random((height, width), "float32"))
    made = Image.fromarray(rng.integers(0, 256, (height, width, 3), "uint8"))
    return made if mode == "RGB" else made.convert(mode)


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def any_file(rng):
    """Return a whole file of any format and mode."""
    kind = FORMATS[rng.integers(len(FORMATS))]
    modes = MODES[kind]
    options = {}
    if kind == "JPEG":
        options = {"quality": int(rng.integers(1, 96)), "progressive": bool(rng.integers(2))}
    elif kind == "WEBP":
        options = {"lossless": bool(rng.integers(2))}
    return saved(picture(rng, modes[rng.integers(len(modes))]), kind, **options)


def whole(rng):
    return any_file(rng)


def one_pixel(rng):
    kind = FORMATS[rng.integers(len(FORMATS))]
    return saved(Image.new("RGB", (1, 1), tuple(map(int, rng.integers(0, 256, 3)))), kind)


def truncated(rng):
    file = any_file(rng)
    return file[: rng.integers(len(file))]


def bits_flipped(rng):
    file = bytearray(any_file(rng))
    for _ in range(rng.integers(1, 9)):
        file[rng.integers(len(file))] ^= 1 << int(rng.integers(8))
    return bytes(file)


def head_flipped(rng):
    file = bytearray(any_file(rng))
    for _ in range(rng.integers(1, 4)):
        file[rng.integers(min(len(file), 64))] = int(rng.integers(256))
    return bytes(file)


def bytes_moved(rng):
    file = any_file(rng)
    start, end = sorted(rng.integers(0, len(file), 2))
    return [file[:start] + file[end:], file[:end] + file[start:], file[end:] + file[:end]][
        rng.integers(3)
    ]


def side(rng):
    """Return a length that is one too many, enormous, zero, or what an int cannot hold."""
    return int(rng.choice([0, 1, 13, 255, 65535, 40000, 2**24, 2**31 - 1, 2**31, 2**32 - 1]))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_another_size(rng):
    file = saved(picture(rng, ["RGB", "L", "P", "1"][rng.integers(4)]), "PNG")
    head = struct.pack(">II", side(rng), side(rng)) + file[24:29]
    return file[:8] + chunk(b"IHDR", head) + file[33:]


def png_of_another_depth(rng):
    file = saved(picture(rng), "PNG")
    depth, colours, *rest = (int(rng.choice([0, 1, 2, 3, 4, 6, 8, 16, 255])) for _ in range(5))
    return file[:8] + chunk(b"IHDR", file[16:24] + bytes([depth, colours, *rest])) + file[33:]


def bmp_of_another_size(rng):
    file = bytearray(saved(picture(rng), "BMP"))
    signed = (-1, -12, 2**31 - 1, -(2**31), 0, 30000, 65536)
    struct.pack_into("<ii", file, 18, *(int(rng.choice(signed)) for _ in range(2)))
    if rng.integers(2):
        struct.pack_into("<HI", file, 28, int(rng.choice([0, 1, 8, 16, 24, 32, 999])),
                         int(rng.integers(8)))  # fmt: skip
    return bytes(file)


def gif_of_another_size(rng):
    file = bytearray(saved(picture(rng, "P"), "GIF"))
    struct.pack_into("<HH", file, 6, side(rng) & 0xFFFF, side(rng) & 0xFFFF)
    if rng.integers(2) and (at := file.find(b"\x2c", 13)) > 0 and at + 9 < len(file):
        struct.pack_into("<HHHH", file, at + 1, *(side(rng) & 0xFFFF for _ in range(4)))
    return bytes(file)


def jpeg_of_another_size(rng):
    file = bytearray(saved(picture(rng), "JPEG", progressive=bool(rng.integers(2))))
    at = max(file.find(b"\xff\xc0"), file.find(b"\xff\xc2"))
    struct.pack_into(">HH", file, at + 5, side(rng) & 0xFFFF, side(rng) & 0xFFFF)
    return bytes(file)


def webp_of_another_size(rng):
    file = bytearray(saved(picture(rng, "RGBA"), "WEBP", lossless=bool(rng.integers(2))))
    at = 12 if rng.integers(2) else 21
    file[at + 4 : at + 14] = rng.bytes(10)
    return bytes(file)


@functools.cache
def zeros(count: int) -> bytes:
    """Return so many zeros, deflated to a thousandth."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(2**20)) for _ in range(count >> 20)]
    return b"".join([*parts, packer.flush()])


def bomb(rng):
    """Return a file that is a thousand times as large, or much more, once it is unpacked."""
    large = zeros(2**26)
    small = saved(picture(rng), "PNG")
    sides = struct.pack(">II", int(rng.integers(50_000, 2**31)), int(rng.integers(50_000, 2**31)))
    choice = rng.integers(4)
    if choice == 0:  # says what it is
        head = chunk(b"IHDR", sides + bytes([[1, 8][rng.integers(2)], 0, 0, 0, 0]))
        return SIGNATURE + head + chunk(b"IDAT", large) + chunk(b"IEND", b"")
    if choice == 1:  # more than it says
        return small[:33] + chunk(b"IDAT", large) + chunk(b"IEND", b"")
    kind = b"zTXt" if choice == 2 else b"iCCP"
    return small[:33] + chunk(kind, b"Comment\0\0" + large) + small[33:]


def many_chunks(rng):
    file = saved(picture(rng), "PNG")
    count = int(rng.integers(100, 5000))
    return file[:33] + chunk(b"tEXt", b"a\0b") * count + file[33:]


def chunks_in_disorder(rng):
    file, chunks, at = saved(picture(rng, "P"), "PNG"), [], 8
    while at < len(file):
        end = at + 12 + struct.unpack_from(">I", file, at)[0]
        chunks.append(file[at:end])
        at = end
    chosen = rng.integers(0, len(chunks), rng.integers(1, 2 * len(chunks)))
    return SIGNATURE + b"".join(chunks[index] for index in chosen)


def palette(rng):
    """Return a palette that is too short, or of indices that it lacks."""
    depth = int(rng.choice([1, 2, 4, 8]))
    width, height = (int(n) for n in rng.integers(1, 9, 2))
    rows = b"".join(b"\0" + rng.bytes(-(-width * depth // 8)) for _ in range(height))
    colours = rng.bytes(int(rng.choice([0, 1, 3, 5, 6, 9, 48, 768, 771])))
    clear = chunk(b"tRNS", rng.bytes(int(rng.integers(1, 300)))) if rng.integers(2) else b""
    return b"".join([
        SIGNATURE, chunk(b"IHDR", struct.pack(">II", width, height) + bytes([depth, 3, 0, 0, 0])),
        chunk(b"PLTE", colours) if colours else b"", clear, chunk(b"IDAT", zlib.compress(rows)),
        chunk(b"IEND", b""),
    ])  # fmt: skip


def sixteen_bits(rng):
    kind = ["PNG", "TIFF"][rng.integers(2)]
    return saved(picture(rng, "I;16"), kind)


def floats(rng):
    values = rng.normal(0, 300, (2, 3)).astype("float32")
    values[rng.integers(2), rng.integers(3)] = rng.choice([np.nan, np.inf, -np.inf, 1e38, 0])
    return saved(Image.fromarray(values), "TIFF")


def cmyk(rng):
    kind = ["JPEG", "TIFF"][rng.integers(2)]
    return saved(picture(rng, "CMYK"), kind)


def animation(rng):
    kind = ["GIF", "WEBP", "PNG", "TIFF"][rng.integers(4)]
    first = picture(rng)
    others = [picture(rng).resize(first.size) for _ in range(rng.integers(1, 4))]
    return saved(first, kind, save_all=True, append_images=others)


def odd_exif(rng):
    exif = Image.Exif()
    exif[0x0112] = int(rng.integers(0, 300))
    file = bytearray(saved(picture(rng), ["JPEG", "PNG", "WEBP"][rng.integers(3)], exif=exif))
    at = max(file.find(b"II*\0"), file.find(b"MM\0*"))
    if at > 0:
        for _ in range(rng.integers(0, 4)):
            file[at + int(rng.integers(26))] = int(rng.integers(256))
    return bytes(file)


def two_in_one(rng):
    return any_file(rng) + any_file(rng)


def wrong_signature(rng):
    starts = [SIGNATURE, b"\xff\xd8\xff\xe0", b"GIF89a", b"BM", b"RIFF\x20\0\0\0WEBPVP8 ", b"II*\0"]
    return starts[rng.integers(len(starts))] + any_file(rng)[rng.integers(1, 12) :]


def noise(rng):
    return rng.bytes(int(rng.integers(1, 2000)))


def no_picture(rng):
    texts = [
        b"", b"\0", b" ", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"/etc/passwd",
        b"<!doctype html><p>no", b'{"instances": []}', b"%PDF-1.7\n", b"PK\3\4", b"\x1f\x8b\x08",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", b"file:///etc/passwd",
        b"P6\n9 9\n255\n", b"P6 99999 99999 255\n", b"\xff\xd8\xff", SIGNATURE, b"GIF89a", b"BM",
        b"RIFF\0\0\0\0WEBP", b"II*\0\x08\0\0\0", b"MM\0*\xff\xff\xff\xff", "ÿ漢".encode() * 50,
    ]  # fmt: skip
    return texts[rng.integers(len(texts))]


KINDS = (
    whole, one_pixel, truncated, bits_flipped, head_flipped, bytes_moved, png_of_another_size,
    png_of_another_depth, bmp_of_another_size, gif_of_another_size, jpeg_of_another_size,
    webp_of_another_size, bomb, many_chunks, chunks_in_disorder, palette, sixteen_bits, floats,
    cmyk, animation, odd_exif, two_in_one, wrong_signature, noise, no_picture,
)  # fmt: skip
