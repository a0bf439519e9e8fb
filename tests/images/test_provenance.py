"""Files that tell how their pictures were made: each format, no pixel moved, nothing but that."""

import io

import numpy as np
import pytest
from PIL import Image

from tfstyle import images
from tfstyle.errors import ImageError
from tfstyle.images import formats
from tfstyle.images.embedding import embedded
from tfstyle.provenance import Origin, Provenance, Step
from tfstyle.provenance.xmp import to_xmp

MADE = Provenance(
    (Step(Origin("wave <&'\">", {"w.h5": "0a" * 32}), "a2b", options={"strength": 0.5}),)
)
SUFFIXES = [suffix for suffix in images.written_suffixes() if suffix != ".bmp"]
SHAPES = [(1, 1), (5, 7), (5, 7, 1), (5, 7, 3), (5, 7, 4)]


def picture(shape):
    return np.random.default_rng(0).integers(0, 256, shape, dtype="uint8")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_format_tells_it_and_keeps_its_pixels(tmp_path, suffix, shape):
    told, bare, again = (tmp_path / f"{name}{suffix}" for name in ("told", "bare", "again"))
    images.write_image(bare, picture(shape))
    for path in (told, again):
        images.write_image(path, picture(shape), provenance=MADE)
    assert images.read_provenance(told) == MADE and images.read_provenance(bare) is None
    np.testing.assert_array_equal(images.read_image(told, 4), images.read_image(bare, 4))
    assert told.read_bytes() == again.read_bytes() != bare.read_bytes()


@pytest.mark.parametrize("suffix", images.written_suffixes())
def test_without_a_record_a_file_is_what_pillow_writes(tmp_path, suffix):
    path, pixels = tmp_path / f"a{suffix}", picture((5, 7, 3))
    images.write_image(path, pixels)
    kind, options = formats.check_written(path)
    plain = io.BytesIO()
    Image.fromarray(pixels).save(plain, kind, **options)
    assert path.read_bytes() == plain.getvalue() and embedded(kind, None) == {}


@pytest.mark.parametrize("suffix", sorted({*images.ANIMATED_SUFFIXES} & {*SUFFIXES}))
def test_animations_tell_it(tmp_path, suffix):
    told, bare = tmp_path / f"told{suffix}", tmp_path / f"bare{suffix}"
    frames = [picture((5, 7, 3)), 255 - picture((5, 7, 3))]
    images.write_frames(told, frames, [0.1, 0.2], provenance=MADE)
    images.write_frames(bare, frames, [0.1, 0.2])
    assert images.read_provenance(told) == MADE and images.read_provenance(bare) is None
    for ours, theirs in zip(
        images.read_frames(told)[0], images.read_frames(bare)[0], strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)


def test_other_programs_find_it_where_they_look(tmp_path):
    pixels = picture((5, 7, 3))
    for name in ("a.png", "a.jpg", "a.webp", "a.tif", "a.gif"):
        images.write_image(tmp_path / name, pixels, provenance=MADE)
    with Image.open(tmp_path / "a.png") as image:
        assert image.text["Software"] == MADE.software
        assert image.text["tfstyle"] == MADE.to_json()
        assert image.text["XML:com.adobe.xmp"].encode() == to_xmp(MADE)
    for name in ("a.png", "a.jpg", "a.webp", "a.tif"):
        with Image.open(tmp_path / name) as image:
            packet = image.info["xmp"]
            assert (packet.encode() if isinstance(packet, str) else packet) == to_xmp(MADE)
    with Image.open(tmp_path / "a.tif") as image:
        assert image.tag_v2[305] == MADE.software and image.tag_v2[700] == to_xmp(MADE)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.info["comment"].decode() == MADE.to_json()


def test_a_bitmap_has_no_place_for_it(tmp_path):
    images.write_image(tmp_path / "a.bmp", picture((5, 7, 3)), provenance=MADE)
    images.write_image(tmp_path / "b.bmp", picture((5, 7, 3)))
    assert (tmp_path / "a.bmp").read_bytes() == (tmp_path / "b.bmp").read_bytes()


def test_hostile_metadata_is_no_record_or_named(tmp_path):
    image = Image.fromarray(picture((5, 7, 3)))
    path = tmp_path / "a.jpg"
    for packet in (b"<x>", b"\0" * 999, b" tfstyle:provenance=''", "☃".encode("utf-16")):
        image.save(path, xmp=packet, comment=b"\xff {not ours}")
        assert images.read_provenance(path) is None
    image.save(path, xmp=b"<a tfstyle:provenance='{\"format\":1}'/>")
    with pytest.raises(ImageError, match=r"a\.jpg carries a record .* not understood: .*'steps'"):
        images.read_provenance(path)
    image.save(path, xmp=b"<a tfstyle:provenance='{\"format\":7,\"software\":\"tfstyle 9\"}'/>")
    with pytest.raises(ImageError, match=r"tfstyle 9.*later version"):
        images.read_provenance(path)
    with pytest.raises(ImageError, match="There is no picture"):
        images.read_provenance(tmp_path / "none.png")
