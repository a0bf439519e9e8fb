"""Memory follows the file: what would take more than allowed is refused by its header."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from tests.images.pictures import bombs, encode
from tfstyle import images
from tfstyle.errors import ImageError
from tfstyle.images.footprint import footprint
from tfstyle.images.opening import open_picture

# Reads every file named, each with the peak of the process set back, and prints how far it went up.
_MEASURE = """
import sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
from tfstyle import images
def status(key):
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(key)).split()[1]) // 1024
for path in sys.argv[1:]:
    before = status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", "utf-8")
    try:
        images.read_image(path)
        said = "read"
    except images.reading.ImageError as error:
        said = "refused"
    print(Path(path).name, status("VmHWM") - before, said)
"""


def measure(paths):
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *map(str, paths)], capture_output=True, text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return {
        name: (int(megabytes), said)
        for name, megabytes, said in (line.split() for line in done.stdout.splitlines())
    }


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures by /proc of Linux")
def test_bombs_cost_nothing_and_pictures_what_was_counted(tmp_path):
    for name, content in bombs().items():
        assert len(content) < 110_000, name
        (tmp_path / name).write_bytes(content)
    shade = np.random.default_rng(0).integers(0, 256, (90, 90, 4), np.uint8)
    shade = Image.fromarray(shade).resize((2000, 2000))
    rgb, counted = shade.convert("RGB"), {}
    for name, image, options in (
        ("p.jpg", rgb, {"progressive": True, "subsampling": 0}), ("b.jpg", rgb, {}),
        ("a.png", rgb, {"compress_level": 1}), ("a.webp", shade, {"method": 0}),
        ("a.tif", shade, {"compression": "tiff_lzw"}),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(encode(image, name, **options))
        with open_picture(tmp_path / name, 3) as opened:
            counted[name] = footprint(opened, 3) / 2**20
    # First a small one: what modules and libraries take is no picture's.
    (tmp_path / "0.webp").write_bytes(encode(np.zeros((8, 8, 3), np.uint8), "a.webp"))
    found = measure([tmp_path / "0.webp", *(tmp_path / name for name in (*bombs(), *counted))])
    # Pillow itself allows 64 MB of words in a PNG.
    assert {name: found[name] for name in bombs() if found[name][0] > 80} == {}
    assert {name for name in bombs() if found[name][1] == "read"} == set()
    for name, megabytes in counted.items():
        peak, said = found[name]
        # Beside what is counted stands a band of rows: a million pixels in a few copies.
        assert said == "read" and peak < megabytes + 24, (name, peak, megabytes)


@pytest.mark.parametrize(
    ("name", "size", "bytes_a_pixel"),
    [
        ("deep.png", "16000x16000", 5), ("big.jpg", "65000x65000", 10),
        ("inks.jpg", "10000x10000", 12), ("tile.tif", "16x16", None),
        ("canvas.webp", "16383x16383", 20), ("frames.png", None, None),
    ],
)  # fmt: skip
def test_the_error_names_size_memory_and_the_variable(tmp_path, name, size, bytes_a_pixel):
    (tmp_path / name).write_bytes(bombs()[name])
    with pytest.raises(ImageError) as told:
        images.read_image(tmp_path / name)
    if size is None:
        assert "2147483648 frames" in str(told.value) or "2147483647 frames" in str(told.value)
        return
    assert f"{name} says it is {size} pixels" in str(told.value)
    assert "more than the 1,074 MB allowed" in str(told.value)
    assert "TFSTYLE_MAX_PICTURE_BYTES" in str(told.value)
    if bytes_a_pixel:
        width, height = map(int, size.split("x"))
        assert f"{width * height * bytes_a_pixel / 1e6:,.0f} MB" in str(told.value)


def test_the_limit_is_counted_in_bytes(tmp_path, monkeypatch):
    picture = np.zeros((10, 10, 3), np.uint8)
    (tmp_path / "a.jpg").write_bytes(encode(picture, "a.jpg"))
    (tmp_path / "p.jpg").write_bytes(encode(picture, "a.jpg", progressive=True))
    (tmp_path / "a.png").write_bytes(encode(picture[..., 0], "a.png"))
    monkeypatch.setenv("TFSTYLE_MAX_PICTURE_BYTES", "700")
    assert images.read_image(tmp_path / "a.jpg").shape == (10, 10, 3)  # 4 stored, 3 as an array
    with pytest.raises(ImageError, match=r"10x10 pixels; reading it takes 800 bytes.* to 800 or"):
        images.read_image(tmp_path / "a.jpg", channels=4)
    with pytest.raises(ImageError, match="takes 1000 bytes"):  # three times 16 bits beside it
        images.read_image(tmp_path / "p.jpg")
    monkeypatch.setenv("TFSTYLE_MAX_PICTURE_BYTES", "400")
    assert images.read_image(tmp_path / "a.png").shape == (10, 10, 3)
    with pytest.raises(ImageError, match="takes 700 bytes"):
        images.read_size(tmp_path / "a.jpg")
    monkeypatch.setenv("TFSTYLE_MAX_PICTURE_BYTES", "1 GiB")
    with pytest.raises(ImageError, match=r"BYTES must be a whole number. Received: '1 GiB'"):
        images.read_image(tmp_path / "a.jpg")


def test_pixels_alone_lift_the_limit_in_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr("tfstyle.images.limits.MAX_BYTES", 100)
    (tmp_path / "a.png").write_bytes(encode(np.zeros((10, 10, 3), np.uint8), "a.png"))
    with pytest.raises(ImageError, match="MAX_PICTURE_BYTES"):
        images.read_image(tmp_path / "a.png")
    monkeypatch.setenv("TFSTYLE_MAX_PIXELS", "100")
    assert images.read_image(tmp_path / "a.png").shape == (10, 10, 3)
    assert images.max_pixels() == 100
    monkeypatch.setenv("TFSTYLE_MAX_PICTURE_BYTES", "699")
    with pytest.raises(ImageError, match="MAX_PICTURE_BYTES"):
        images.read_image(tmp_path / "a.png")


def test_a_jpeg_in_several_scans_is_known_without_its_flag(tmp_path):
    """A baseline JPEG may bring one component a scan; then libjpeg keeps all coefficients."""
    content = encode(np.zeros((16, 16, 3), np.uint8), "a.jpg", subsampling=0)
    start = content.index(b"\xff\xda")
    split = content[:start] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + content[start + 14 :]
    for name, data, beside in (("one.jpg", content, 7), ("split.jpg", split, 10)):
        (tmp_path / name).write_bytes(data)
        with open_picture(tmp_path / name, 3) as image:
            assert footprint(image, 3) == 256 * beside


def test_tiles_of_jpeg_2000_are_counted(tmp_path):
    content = bytearray(encode(np.zeros((255, 255, 3), np.uint8), "a.jp2"))
    at = content.index(b"\xff\x4f\xff\x51") + 4
    with open_picture(_written(tmp_path, content), 3) as image:
        plain = footprint(image, 3)
    content[at + 20 : at + 28] = b"\0\0\0\1\0\0\0\1"  # tiles of one pixel
    with open_picture(_written(tmp_path, content), 3) as image:
        assert footprint(image, 3) - plain == (255 * 255 - 1) * 12_000


def _written(folder, content):
    path = folder / "a.jp2"
    path.write_bytes(content)
    return path


def test_all_frames_count(tmp_path, monkeypatch):
    frames = [np.full((10, 10), value, np.uint8) for value in (0, 100, 200)]
    images.write_frames(tmp_path / "a.gif", frames, [1, 1, 1])
    monkeypatch.setenv("TFSTYLE_MAX_PICTURE_BYTES", "2000")
    assert len(images.read_frames(tmp_path / "a.gif")[0]) == 3
    monkeypatch.setenv("TFSTYLE_MAX_PICTURE_BYTES", "899")
    with pytest.raises(ImageError, match="has 3 frames of 10x10 pixels; they take 900 b"):
        images.read_frames(tmp_path / "a.gif")
