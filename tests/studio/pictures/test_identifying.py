"""What comes in is known by its content, and hostile files are refused in words that help."""

import io
import struct
import zlib

import pytest
from PIL import Image

from tests.images.pictures import KINDS, encode
from tests.optional import need
from tests.studio.stores import picture, video
from tfstyle.errors import ImageError
from tfstyle.images import read_image

need("sqlalchemy")

# What a stranger may send as a picture, and is none.
STRANGE = {
    "text": b"hello",
    "html": b"<html><script>alert(1)</script></html>" * 20,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
    "pdf": b"%PDF-1.7\n" + bytes(200),
    "zip": b"PK\x03\x04" + bytes(200),
    "program": b"\x7fELF" + bytes(200),
    "playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "zeros": bytes(5000),
    "a start": b"\x89PNG\r\n\x1a\n",
    "a brand": b"\0\0\0\x18ftypmp42" + bytes(40),
    "a film": b"\x1a\x45\xdf\xa3" + bytes(100),
    "riff": b"RIFF\xff\xff\xff\xffAVI LIST" + bytes(60),
    "ogg": b"OggS" + bytes(100),
    "icon": b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0" + bytes(900),
}


def identify(data, **limits):
    from tfstyle.studio.pictures.identifying import identify
    from tfstyle.studio.pictures.limits import Limits

    return identify(data, Limits(**limits))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_known_format_is_identified(name):
    from tfstyle.images.formats import check_written, readable_formats

    kind = "PPM" if name.endswith("ppm") else check_written(name)[0]
    if kind not in readable_formats():
        pytest.skip(f"this Pillow does not read {kind}")
    data = encode(Image.open(io.BytesIO(picture(1))), name, **KINDS[name])
    what = identify(data)
    assert (what.width, what.height, what.pixels.shape) == (12, 8, (8, 12, 4))
    assert what.media_type.startswith("image/") and not what.is_video


@pytest.mark.parametrize("name", sorted(STRANGE))
def test_what_is_no_picture_is_refused(name):
    if name in ("a brand", "a film", "riff", "ogg"):
        need("av")
    with pytest.raises(ImageError) as caught:
        identify(STRANGE[name])
    words = str(caught.value)
    assert len(words) < 500 and "TFSTYLE" not in words and "/tmp" not in words


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_picture_cut_short_is_refused(kind):
    whole = picture(1, (64, 48), kind)
    for share in (0.2, 0.5, 0.9):
        with pytest.raises(ImageError):
            identify(whole[: int(len(whole) * share)])


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_by_its_header():
    row = zlib.compress(bytes(30_000))
    header = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", header), (b"IDAT", row), (b"IEND", b""))
    )
    with pytest.raises(ImageError, match="200000x200000") as caught:
        identify(b"\x89PNG\r\n\x1a\n" + chunks)
    assert "TFSTYLE" not in str(caught.value)


def test_limits_are_said():
    with pytest.raises(ImageError, match="at most 500 in all"):
        identify(picture(1, (64, 48)), max_pixels=500)
    with pytest.raises(ImageError, match="at most 100 bytes"):
        identify(picture(1, (64, 48)), max_bytes=100)
    with pytest.raises(ImageError, match="empty"):
        identify(b"")


def test_several_frames_are_refused_in_words_for_a_page():
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue", "green")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(ImageError, match="3 frames; one picture, or a video, is taken") as caught:
        identify(file.getvalue())
    assert "read_image" not in str(caught.value)


def test_a_size_is_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    data = picture(1, (12, 8), "JPEG", exif=exif)
    what = identify(data)
    assert (what.width, what.height) == (8, 12)
    assert (what.pixels[..., :3] == read_image(io.BytesIO(data))).all()


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("mp4", "video/mp4"), ("mov", "video/quicktime"), ("matroska", "video/x-matroska"),
        ("webm", "video/webm"), ("avi", "video/x-msvideo"),
    ],
)  # fmt: skip
def test_videos_are_identified_with_their_size(suffix, media_type):
    what = identify(video((32, 16), suffix=suffix))
    assert what.is_video and what.media_type == media_type
    assert (what.width, what.height) == (32, 16)


def test_a_video_has_limits_of_its_own():
    data = video()
    with pytest.raises(ImageError, match="video has"):
        identify(data, max_video_bytes=100)
    with pytest.raises(ImageError, match="32x16 pixels"):
        identify(data, max_pixels=100)
    assert identify(data, max_bytes=100).is_video


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_a_video_cut_short_is_refused(share):
    data = video(frames=20, suffix="mp4")
    with pytest.raises(ImageError, match="MP4 or WebM"):
        identify(data[: int(len(data) * share)])


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_damage_anywhere_is_refused_or_read_and_raises_nothing_else(kind):
    import random

    from tfstyle.studio.pictures.serving import served

    dice, whole = random.Random(kind), picture(1, (40, 30), kind)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            what = identify(bytes(data), max_pixels=10_000_000)
        except ImageError:
            continue
        shown, media_type = served(bytes(data), what)
        assert identify(shown).media_type == media_type
