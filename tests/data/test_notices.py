"""What makes a worse model without an error is said in a line, once, and only then."""

import logging
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from tfstyle import images
from tfstyle.data.depth import bits_per_channel

from .helpers import dataset_of, photograph, said, write
from .test_geometry import COLOURS, labels

SMALL = {"load": 20, "crop": 16}


@pytest.fixture
def told(caplog):
    """Return a function that loads and gives the lines that were logged."""

    def load(*arguments, **options):
        caplog.clear()
        with caplog.at_level(logging.WARNING, "tfstyle"):
            dataset_of(*arguments, **SMALL | options)
        return said(caplog)

    return load


def test_squashed_proportions(tmp_path, told):
    write(tmp_path, a=photograph(0, 40, 60), b=photograph(1, 60, 40), c=photograph(2, 40, 40))
    (line,) = told("images", tmp_path)
    assert line.startswith(f"{tmp_path} (train): 2 of 3 pictures are far from square (such as ")
    assert line.endswith(
        "and are squashed. data.geometry = 'shorter_side' keeps their proportions and cuts "
        "squares out."
    )
    assert f"(such as {tmp_path / 'a.png'}, 60x40)" in line
    assert told("images", tmp_path, geometry="shorter_side") == []


def test_a_few_odd_ones_and_nearly_square_ones_are_no_news(tmp_path, told):
    write(tmp_path, odd=photograph(9, 40, 60), **{f"p{n}": photograph(n, 40, 46) for n in range(4)})
    assert told("images", tmp_path) == []


@pytest.mark.parametrize("layout", ["paired", "unpaired"])
def test_label_maps_that_would_be_blended(tmp_path, told, layout):
    for n in range(3):
        write(tmp_path / "A", **{f"p{n}": labels(n, 24, 24)})
        write(tmp_path / "B", **{f"p{n}": photograph(n, 24, 24)})
    for direction in ("a2b", "b2a"):
        (line,) = told(layout, tmp_path, direction=direction)
        assert line.endswith(
            "The pictures of a have at most 4 colours each, and resizing blends them into others. "
            "If they are label maps, data.nearest = 'a' keeps their colours."
        )
    assert told(layout, tmp_path, nearest="a") == []
    assert told(layout, tmp_path, load=24, crop=24) == []  # nothing is resized
    for n in range(3):
        write(tmp_path / "B", **{f"p{n}": labels(n + 1, 24, 24)})
    assert "of a and b have" in (line := told(layout, tmp_path)[0]) and "'both'" in line


def test_palettes_are_label_maps_and_photographs_are_not(tmp_path, told):
    for n in range(2):
        picture = Image.fromarray(labels(n, 24, 24)).quantize(8)
        (tmp_path / "A").mkdir(exist_ok=True)
        picture.save(tmp_path / "A" / f"p{n}.png")
        write(tmp_path / "B", **{f"p{n}": photograph(n, 24, 24)})
    assert "The pictures of a have at most 4 colours" in told("paired", tmp_path)[0]
    assert told("images", tmp_path / "A") == []  # no sides, and no key for them
    images.write_image(tmp_path / "A" / "p1.png", photograph(5, 24, 24))
    assert told("paired", tmp_path) == []  # not all of them


def png_of_16_bits(values):
    """Return PNG bytes of uint16 (H, W, 3), which Pillow reads and does not write."""

    def chunk(kind, body):
        length, check = len(body), zlib.crc32(kind + body)
        return struct.pack(">I", length) + kind + body + struct.pack(">I", check)

    height, width, _ = values.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_sixteen_bits_are_cut_to_eight_with_a_word(tmp_path, told):
    values = photograph(0, 24, 24).astype("uint16") * 257
    write(tmp_path / "eight", a=photograph(0, 24, 24))
    assert told("images", tmp_path / "eight") == []
    for name in ("deep", "dark", "gray"):
        (tmp_path / name).mkdir()
    (tmp_path / "deep" / "a.png").write_bytes(png_of_16_bits(values))
    (line,) = told("images", tmp_path / "deep")
    assert line.endswith(
        f"Pictures of more than 8 bits a channel, such as {tmp_path / 'deep' / 'a.png'}, are "
        "rounded to 8: models are trained on 256 steps of brightness."
    )
    (tmp_path / "dark" / "a.png").write_bytes(png_of_16_bits(values // 16))
    assert "come out black: multiply their values first" in told("images", tmp_path / "dark")[0]
    Image.fromarray(values[..., 0]).save(tmp_path / "gray" / "a.tif")
    (line,) = told("images", tmp_path / "gray", out_channels=1)
    assert "more than 8 bits" in line and "black" not in line


def test_the_depth_of_files(tmp_path):
    deep, shallow = photograph(0, 8, 8).astype("uint16") * 257, photograph(0, 8, 8)
    found = {}
    for name, picture in (("rgb", shallow), ("l", shallow[..., 0]), ("i16", deep[..., 0])):
        for suffix in ("png", "tif", "ppm", "jpg", "webp"):
            if name == "i16" and suffix in ("jpg", "webp"):
                continue
            path = tmp_path / f"{name}.{suffix}"
            image = Image.fromarray(picture)
            (image.convert("I") if name == "i16" and suffix == "ppm" else image).save(path)
            with path.open("rb") as stream:
                found[path.name] = bits_per_channel(stream)
    (tmp_path / "p.png").write_bytes(png_of_16_bits(deep))
    with (tmp_path / "p.png").open("rb") as stream:
        found["i16.rgb.png"] = bits_per_channel(stream)
    assert {name for name, bits in found.items() if bits > 8} == {
        "i16.png", "i16.tif", "i16.ppm", "i16.rgb.png"
    }  # fmt: skip
    assert set(found.values()) == {8, 16}


@pytest.mark.parametrize("head", [b"", b"P5 x", b"II*\0\xff\xff\xff\xff", b"\x89PNG\r\n\x1a\n"])
def test_the_depth_of_a_damaged_file_is_nobodys_problem(tmp_path, head):
    path = tmp_path / "x.png"
    path.write_bytes(head)
    with path.open("rb") as stream:
        assert bits_per_channel(stream) == 8


def test_a_palette_of_labels_is_four_colours():
    assert len(np.unique(labels(0).reshape(-1, 3), axis=0)) == len(COLOURS) == 4
