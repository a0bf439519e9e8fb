"""What is served says nothing of place, time and camera, and shows the same pixels."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from tests.images.pictures import encode, swapped_profile
from tests.optional import need
from tests.studio.stores import picture, video
from tfstyle.images import read_image, read_provenance, write_image
from tfstyle.provenance import Origin, Provenance, Step

need("sqlalchemy")

SECRET = b"SECRET-PLACE"


def serve(data):
    from tfstyle.studio.pictures.identifying import identify
    from tfstyle.studio.pictures.limits import Limits
    from tfstyle.studio.pictures.serving import served

    return served(data, identify(data, Limits()))


def exif(orientation=1):
    told = Image.Exif()
    told[0x010F], told[0x0112], told[0x9286] = SECRET.decode(), orientation, SECRET
    told[0x8825] = {1: "N", 2: (48.0, 8.0, 14.0), 3: "E", 4: (11.0, 34.0, 31.0)}
    return told


def noise(size=(40, 30), channels=3):
    return np.random.default_rng(3).integers(0, 256, (size[1], size[0], channels), "uint8")


def pixels(data, channels=4):
    return read_image(io.BytesIO(data), channels=channels)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_exif_is_gone_and_the_picture_is_upright(kind, orientation):
    from tfstyle.images.formats import readable_formats

    if kind not in readable_formats():
        pytest.skip(f"this Pillow does not read {kind}")
    # Pillow writes a TIFF's own tags, not the EXIF that others have made.
    told = {"tiffinfo": {270: SECRET.decode(), 274: orientation}}
    data = picture(1, (40, 30), kind, **(told if kind == "TIFF" else {"exif": exif(orientation)}))
    assert SECRET in data
    shown, media_type = serve(data)
    assert SECRET not in shown and b"Exif" not in shown and b"eXIf" not in shown
    with Image.open(io.BytesIO(shown)) as image:
        assert not image.getexif() and Image.MIME[image.format] == media_type
        assert image.size == ((30, 40) if orientation == 6 else (40, 30))
    difference = np.abs(pixels(shown).astype(int) - pixels(data)).max()
    untouched = media_type == "image/png" or (kind == "JPEG" and orientation == 1)
    assert difference <= (0 if untouched else 40)


def test_nothing_else_beside_a_jpeg_s_pixels_is_served():
    """XMP, IPTC, comments, thumbnails, a second picture and a video behind the first."""
    data = picture(1, (40, 30), "JPEG", comment=SECRET, icc_profile=swapped_profile())

    def segment(marker, body):
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    more = (
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET)
        + segment(0xED, b"Photoshop 3.0\x008BIM" + SECRET) + segment(0xE5, SECRET)
        + segment(0xE2, b"FPXR\0" + SECRET) + segment(0xE0, b"JFXX\0\x10" + SECRET)
        + segment(0xFE, SECRET)
    )  # fmt: skip
    hostile = data[:2] + more + data[2:] + SECRET + picture(2, (8, 8), "JPEG")
    shown, _ = serve(hostile)
    assert SECRET not in shown and shown.count(b"\xff\xd8\xff") == 1
    assert (pixels(shown) == pixels(hostile)).all()
    with Image.open(io.BytesIO(shown)) as image:
        assert image.info["icc_profile"] == swapped_profile()


def test_the_second_picture_of_a_phone_s_file_is_not_served():
    first, second = Image.fromarray(noise()), Image.fromarray(noise((8, 8)))
    data = encode(first, "a.mpo", save_all=True, append_images=[second], exif=exif())
    shown, media_type = serve(data)
    assert SECRET not in shown and b"MPF" not in shown and media_type == "image/jpeg"
    assert (pixels(shown) == pixels(data)).all()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"progressive": True},
        {"subsampling": 2},
        {"restart_marker_blocks": 1},
        {"optimize": True},
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_every_kind_of_jpeg_keeps_its_pixels(mode, options):
    image = Image.fromarray(noise()).convert(mode)
    data = encode(image, "a.jpg", comment=SECRET, **options)
    shown, media_type = serve(data)
    assert SECRET not in shown and media_type == "image/jpeg"
    assert (pixels(shown) == pixels(data)).all()


def test_text_and_unknown_chunks_of_a_png_are_not_served():
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Comment", SECRET.decode())
    chunks.add_text("Location", SECRET.decode(), zip=False)
    chunks.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET.decode()}</x>")
    chunks.add(b"prVt", SECRET)
    chunks.add(b"tIME", b"\x07\xea\x0b\x1d\0\0\0")
    data = picture(1, pnginfo=chunks, dpi=(300, 300)) + SECRET
    shown, _ = serve(data)
    assert SECRET not in shown and b"tIME" not in shown and b"tEXt" not in shown
    assert (pixels(shown) == pixels(data)).all()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_keeps_its_pixels(mode):
    if mode == "I;16":
        image = Image.fromarray(noise(channels=1)[..., 0].astype("uint16") * 257)
    else:
        image = Image.fromarray(noise(channels=4)).convert(mode)
    data = encode(image, "a.png")
    shown, media_type = serve(data)
    assert shown == data and media_type == "image/png"


@pytest.mark.parametrize("name", ["a.gif", "a.bmp", "a.tif", "a.webp"])
def test_other_formats_become_what_browsers_show(name):
    data = encode(Image.fromarray(noise()), name)
    shown, media_type = serve(data)
    assert media_type in ("image/png", "image/jpeg")
    assert np.abs(pixels(shown).astype(int) - pixels(data)).mean() < 8


def test_transparency_is_kept():
    data = encode(Image.fromarray(noise(channels=4)), "a.webp", lossless=True)
    shown, media_type = serve(data)
    assert media_type == "image/png" and (pixels(shown) == pixels(data)).all()


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tif"])
def test_the_record_of_how_a_picture_was_made_stays(suffix, tmp_path):
    made = Provenance((Step(Origin("wave <&'\">", {"w.h5": "0a" * 32}), options={"alpha": 0.5}),))
    write_image(tmp_path / f"a.{suffix}", noise(), provenance=made)
    data = (tmp_path / f"a.{suffix}").read_bytes()
    shown, _ = serve(data)
    assert read_provenance(io.BytesIO(shown)) == made == read_provenance(io.BytesIO(data))
    if suffix == "png":
        assert shown == data  # as it was written: nothing has to be kept twice


def test_a_forged_record_does_not_carry_words():
    """A record is written anew from what is understood of it: it is no hiding place."""
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("tfstyle", '{"format": 1, "place": "' + SECRET.decode() + '"}')
    shown, _ = serve(picture(1, pnginfo=chunks))
    assert SECRET not in shown


def test_a_png_of_odd_parts_is_encoded_anew():
    data = picture(1)
    at = data.index(b"IEND") - 4
    odd = (
        data[:at] + struct.pack(">I", 10**9) + b"prVt" + SECRET + struct.pack(">I", zlib.crc32(b""))
    )
    try:
        shown, _ = serve(odd)
    except Exception as error:
        assert type(error).__name__ == "ImageError"
    else:
        assert SECRET not in shown and (pixels(shown) == pixels(data)).all()


@pytest.mark.parametrize("suffix", ["mp4", "mov", "webm", "matroska"])
def test_a_video_is_served_without_what_it_says(suffix):
    av = need("av")
    words = {"title": SECRET.decode(), "comment": SECRET.decode(), "location": "+48.1+011.5/"}
    data = video(suffix=suffix, **words)
    assert SECRET in data
    shown, _ = serve(data)
    assert SECRET not in shown and b"+48.1" not in shown
    frames = []
    for file in (data, shown):
        with av.open(io.BytesIO(file)) as container:
            frames.append([f.to_ndarray(format="rgb24") for f in container.decode(video=0)])
    assert len(frames[0]) == len(frames[1]) == 5
    assert all((old == new).all() for old, new in zip(*frames, strict=True))


def test_a_video_that_is_served_lies_and_sounds_as_before():
    av = need("av")
    data = video(rotation=90, sound=True, comment=SECRET.decode())
    shown, _ = serve(data)
    told = []
    for file in (data, shown):
        with av.open(io.BytesIO(file)) as container:
            first = next(container.decode(video=0))
            container.seek(0)
            sound = sum(frame.samples for frame in container.decode(audio=0))
            told.append((first.rotation, sound))
    assert told[0] == told[1] and abs(told[0][0]) == 90 and told[0][1] > 1000
    assert SECRET not in shown


def test_a_video_s_times_stay():
    """Frames that are shown for different times keep them, so that sound and picture agree."""
    av = need("av")
    data = video(frames=12)
    shown, _ = serve(data)
    times = []
    for file in (data, shown):
        with av.open(io.BytesIO(file)) as container:
            times.append([float(f.pts * f.time_base) for f in container.decode(video=0)])
    assert times[0] == pytest.approx(times[1], abs=1e-3)
