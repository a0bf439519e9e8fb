"""Files as `serving_bytes` reads them, in the graph, against the reader of files on disk."""

import io
import struct
import zlib

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from tests.optional import need
from tfstyle.export.decoding import decode
from tfstyle.images import read_image

data = need("skimage.data")
MOST = 5000
PHOTO = Image.fromarray(data.chelsea()[100:145, 150:220])  # 70 wide, 45 high
ALPHA = Image.fromarray((np.mgrid[:45, :70][1] * 255 // 69).astype("uint8"))


@pytest.fixture(scope="module")
def reader():
    """Return uint8 pictures of a file's bytes, by the number of channels."""
    spec = [tf.TensorSpec((), tf.string)]
    graphs = {
        channels: tf.function(lambda d, c=channels: decode(d, c, MOST), input_signature=spec)
        for channels in (1, 3, 4)
    }
    return lambda content, channels=3: graphs[channels](content).numpy() * 255


def file(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def turned(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def with_alpha():
    image = PHOTO.copy()
    image.putalpha(ALPHA)
    return image


def deep():
    values = np.asarray(PHOTO.convert("L")).astype("uint16") * 251 + 7
    return Image.fromarray(values)


PALETTE = PHOTO.convert("P", palette=Image.Palette.ADAPTIVE)
KINDS = {
    "jpeg": file(PHOTO, "JPEG"),
    "progressive jpeg": file(PHOTO, "JPEG", progressive=True, quality=60),
    "gray jpeg": file(PHOTO.convert("L"), "JPEG"),
    "CMYK jpeg": file(PHOTO.convert("CMYK"), "JPEG"),
    "jpeg with a comment and EXIF": file(
        PHOTO, "JPEG", comment=b"x" * 999, exif=turned(1)
    ),
    "png": file(PHOTO, "PNG"),
    "RGBA png": file(with_alpha(), "PNG"),
    "LA png": file(with_alpha().convert("LA"), "PNG"),
    "gray png": file(PHOTO.convert("L"), "PNG"),
    "one bit png": file(PHOTO.convert("1"), "PNG"),
    "palette png": file(PALETTE, "PNG"),
    "four bit palette png": file(PHOTO.quantize(13), "PNG"),
    "palette png with transparency": file(
        PALETTE, "PNG", transparency=PALETTE.getpixel((9, 9))
    ),
    "rgb png with one transparent colour": file(
        PHOTO, "PNG", transparency=PHOTO.getpixel((9, 9))
    ),
    "16 bit png": file(deep(), "PNG"),
    "gif": file(PALETTE, "GIF"),
    "bmp": file(PHOTO, "BMP"),
    "lossless webp": file(PHOTO, "WEBP", lossless=True),
    "transparent webp": file(with_alpha(), "WEBP", lossless=True),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("channels", [3, 4])
def test_every_kind_is_read_as_from_disk(reader, kind, channels):
    expected = read_image(io.BytesIO(KINDS[kind]), channels).astype(int)
    found = reader(KINDS[kind], channels)
    assert found.shape == expected.shape
    visible = expected if channels == 3 else np.where(expected[..., 3:] > 0, expected, found)
    assert np.abs(found - visible).max() <= 1 + 1e-3
    assert np.abs(found - visible).mean() < 0.2


def test_one_channel_is_the_brightness(reader):
    found = reader(KINDS["png"], 1)
    assert found.shape == (45, 70, 1)
    expected = np.asarray(PHOTO) @ np.array([0.299, 0.587, 0.114])
    assert np.abs(found[..., 0] - expected).max() < 0.01


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photographs_come_upright(reader, kind, orientation):
    options = {"lossless": True} if kind == "WEBP" else {}
    content = file(PHOTO, kind, exif=turned(orientation), **options)
    expected = read_image(io.BytesIO(content))
    assert expected.shape == ((70, 45, 3) if orientation >= 5 else (45, 70, 3))
    assert np.abs(reader(content) - expected).max() <= 1 + 1e-3


def test_either_byte_order_and_damaged_exif(reader):
    """TIFF data written by hand, with the tag behind another one."""

    def exif(order, value, kind=3, count=2, offset=8):
        head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", offset)
        other = struct.pack(order + "HHIHH", 0x0100, 3, 1, 77, 0)
        packed = struct.pack(order + ("HH" if kind == 3 else "I"), *([value, 0][: 5 - kind]))
        ours = struct.pack(order + "HHI", 0x0112, kind, 1) + packed
        return head + struct.pack(order + "H", count) + other + ours + bytes(4)

    def jpeg(tiff):
        body = b"Exif\0\0" + tiff
        plain = KINDS["jpeg"]
        return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + plain[2:]

    for order in "<>":
        assert reader(jpeg(exif(order, 6))).shape == (70, 45, 3)
    for broken in (
        exif("<", 0), exif("<", 9), exif("<", 6, count=1), exif("<", 6, offset=2**32 - 1),
        exif("<", 6, offset=60_000), exif(">", 6)[:20], b"II", b"", b"??*\0" + bytes(30),
    ):  # fmt: skip
        assert reader(jpeg(broken)).shape == (45, 70, 3)


def refusal(reader, content):
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        reader(content)
    return str(caught.value)


def test_what_would_be_read_wrongly_is_refused(reader):
    frames = [PALETTE, PHOTO.rotate(180).convert("P")]
    for kind, pictures in {"GIF": frames, "PNG": [PHOTO, PHOTO.rotate(180)],
                           "WEBP": [PHOTO, PHOTO.rotate(180)]}.items():  # fmt: skip
        content = file(pictures[0], kind, save_all=True, append_images=pictures[1:])
        assert "animated" in refusal(reader, content), kind
    assert "Send it as PNG" in refusal(
        reader, file(PALETTE, "GIF", transparency=PALETTE.getpixel((9, 9)))
    )
    for content in (
        file(PALETTE, "BMP"), file(PHOTO.convert("1"), "BMP"), file(PHOTO, "TIFF"), b"BM", b"",
        b"%!PS-Adobe-3.0", b"GIF89a", b"RIFF\1\0\0\0WEBP", b"<svg/>",
    ):  # fmt: skip
        assert refusal(reader, content)


def chunk(kind, body):
    checksum = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + checksum


def test_the_limit_is_of_what_would_be_unpacked(reader):
    """Headers alone: were anything decoded, the error would be another one."""
    ihdr = struct.pack(">IIBBBBB", 3000, 3000, 1, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", ihdr) + chunk(b"IEND", b"")
    bmp = b"BM" + bytes(12) + struct.pack("<IiiHHI", 40, 3000, -3000, 1, 24, 0) + bytes(20)
    webp = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(4) + b"\xb7\x0b\0" * 2
    lossless = b"RIFF\x16\0\0\0WEBPVP8L\x0a\0\0\0\x2f" + struct.pack("<I", 2999 | 2999 << 14)
    # The screen is small, the frame is not.
    frame = b"," + struct.pack("<HHHHB", 0, 0, 3000, 3000, 0) + b"\x08\x01\0\0;"
    gif = b"GIF89a" + struct.pack("<HHBBB", 8, 8, 0, 0, 0) + frame
    for content in (png, bmp, webp, lossless + bytes(9)):
        assert "at most 5000" in refusal(reader, content), content[:16]
    assert "can read" in refusal(reader, gif)


def test_a_file_of_endless_segments_ends(reader):
    jpeg = b"\xff\xd8" + b"\xff\xe0\x00\x02" * 20_000 + KINDS["jpeg"][2:]
    assert "can read" in refusal(reader, jpeg)
