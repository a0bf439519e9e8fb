"""A closed list of formats: nothing else is tried, no program started, and what lacks is named."""

import ast
import importlib
import os
from pathlib import Path

import numpy as np
import pytest

import tfstyle
from tfstyle import images
from tfstyle.errors import ImageError
from tfstyle.images import formats

ROOT = Path(tfstyle.__file__).parent.parent
POSTSCRIPT = (
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 16 16\n%%EndComments\nshowpage\n%%EOF\n"
)


def sources():
    for folder in ("tfstyle", "zoo", "export", "notebooks"):
        yield from (ROOT / folder).rglob("*.py")


def test_one_place_opens_pictures():
    """`Image.open` stands in `images/opening.py` alone; examples do without tfstyle."""
    found = []
    for path in sources():
        if path.parent.name == "examples":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in ("PIL.Image", "PIL.ImageFile"):
                found += [f"{path.name} imports {a.name}" for a in node.names if a.name == "open"]
            if isinstance(node, ast.Attribute) and node.attr == "open":
                owner = ast.unparse(node.value)
                if owner in ("Image", "PIL.Image", "PILImage", "pil_image"):
                    found.append(str(path.relative_to(ROOT)))
    assert found == ["tfstyle/images/opening.py"]


@pytest.mark.parametrize("name", ["photo.jpg", "photo.eps", "photo.png"])
def test_postscript_starts_no_program(tmp_path, monkeypatch, name):
    started = tmp_path / "started"
    program = tmp_path / "gs"
    program.write_text(f"#!/bin/sh\necho $* >> {started}\nexit 1\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("PIL.EpsImagePlugin.gs_binary", None)
    (tmp_path / name).write_bytes(POSTSCRIPT)
    for read in (images.read_image, images.read_size, images.read_frames):
        with pytest.raises(ImageError, match=rf"{name} is no picture that can be read .*Known are"):
            read(tmp_path / name)
    assert not started.exists()


def test_a_pil_image_that_would_start_a_program_is_refused(tmp_path, monkeypatch):
    from PIL import EpsImagePlugin, Image

    (tmp_path / "a.eps").write_bytes(POSTSCRIPT)
    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", lambda *_, **__: pytest.fail("started"))
    with Image.open(tmp_path / "a.eps") as image, pytest.raises(ImageError, match="is EPS, which"):
        images.convert(image, 3, "The PIL image")


@pytest.mark.parametrize("kind", ["PDF", "ICO", "TGA", "PCX", "SGI", "PSD"])
def test_formats_out_of_the_list_are_no_pictures(tmp_path, kind):
    from PIL import Image

    path = tmp_path / "photo.png"
    if kind == "PSD":
        path.write_bytes(b"8BPS\0\1" + b"\0" * 60)
    else:
        Image.new("RGB", (16, 16), "red").save(path, kind)
    with pytest.raises(ImageError, match=r"photo.png is no picture that can be read"):
        images.read_image(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name is Unix's")
def test_only_regular_files_are_opened(tmp_path):
    os.mkfifo(tmp_path / "photo.jpg")
    for path in (tmp_path / "photo.jpg", "/dev/zero"):
        with pytest.raises(ImageError, match="is no regular file"):
            images.read_image(path)


def test_what_is_no_binary_file_is_told(tmp_path):
    (tmp_path / "a.txt").write_text("x" * 99, "utf-8")
    reading, writing = os.pipe()
    with (
        open(tmp_path / "a.txt", encoding="utf-8") as text,
        open(reading, "rb") as pipe, open(writing, "wb"),
    ):  # fmt: skip
        for file in (b"\x89PNG", text, pipe, 3):
            with pytest.raises(ImageError, match=r"The picture cannot be read: .*io.BytesIO"):
                images.read_image(file)


@pytest.fixture
def without(monkeypatch):
    """Hide modules, and let the formats be looked for anew."""

    def hide(*names):
        real = importlib.import_module

        def fake(name, *rest):
            if name in names:
                raise ImportError(name)
            return real(name, *rest)

        monkeypatch.setattr(formats.importlib, "import_module", fake)
        forget()

    def forget():
        formats._load.cache_clear()
        formats.readable_formats.cache_clear()

    yield hide
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize(
    ("start", "package"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIF: `pip install pillow-heif`"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "pillow-heif"),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1avif", "AVIF: Pillow 11.3 or newer"),
        (b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 ", "OpenJPEG"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "without WebP"),
    ],
)
def test_a_missing_plugin_is_named(tmp_path, without, start, package):
    without("pillow_heif", "pillow_avif", *(formats._READ[k] for k in ("AVIF", "JPEG2000", "WEBP")))
    (tmp_path / "photo.jpg").write_bytes(start + b"\0" * 64)
    with pytest.raises(ImageError, match=f"photo.jpg needs what is not installed. .*{package}"):
        images.read_image(tmp_path / "photo.jpg")


def test_what_is_written_follows_what_is_installed(tmp_path, without):
    picture = np.full((16, 24, 3), 200, np.uint8)
    for suffix in images.written_suffixes():
        images.write_image(tmp_path / f"a{suffix}", picture)
        read = images.read_image(tmp_path / f"a{suffix}").astype(int)
        assert read.shape == (16, 24, 3) and np.abs(read - 200).max() <= 3
    assert {".avif", ".gif", ".jfif", ".jp2", ".png"} <= set(images.written_suffixes())
    without("PIL.AvifImagePlugin", "pillow_avif", "pillow_heif")
    assert not {".avif", ".heic"} & set(images.written_suffixes())
    assert ".avif" in images.IMAGE_SUFFIXES
    lacking = ((".avif", "Pillow 11.3"), (".heic", "pillow-heif"), (".psd", "suffix: '.psd'"))
    for name, says in lacking:
        with pytest.raises(ImageError, match=says):
            images.check_written(f"o{name}")
        with pytest.raises(ImageError, match=says):
            images.write_image(tmp_path / f"o{name}", picture)
    assert not list(tmp_path.glob("o.*"))


def test_names_that_mean_pictures():
    assert all(map(images.names_a_picture, ("o.HEIC", "o.avif", "o.psd", "a.b/o.jp2", "o.tga")))
    assert all(map(images.names_a_picture, ("o.hif", "o.jpx", "o.mpo", "o.wdp", "o.cur", "o.PSB")))
    assert not any(map(images.names_a_picture, ("o", "out.d", "o.mp4", "v1.2", ".png")))


def test_every_suffix_is_of_a_format_that_is_read():
    assert set(formats._SUFFIXES.values()) <= set(formats._READ)
