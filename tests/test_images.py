"""Picture files of every kind come in right; what cannot come in says why."""

import io
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.optional import need
from tfstyle import images
from tfstyle.errors import ImageError, StorageError

photos = need("skimage.data")

RED_BLUE = np.zeros((8, 12, 3), np.uint8)
RED_BLUE[:, :6, 0] = RED_BLUE[:, 6:, 2] = 255


def save(tmp_path, array, name, mode=None, **options):
    path = tmp_path / name
    image = Image.fromarray(array)
    (image.convert(mode) if mode else image).save(path, **options)
    return path


@pytest.mark.parametrize(
    ("name", "mode", "tolerance"),
    [
        ("a.png", None, 0),
        ("a.png", "P", 0),
        ("a.gif", "P", 0),
        ("a.bmp", None, 0),
        ("a.ppm", None, 0),
        ("a.tif", "CMYK", 0),
        ("a.jpg", None, 4),
        ("a.jpg", "CMYK", 4),
        ("a.jpg", "YCbCr", 4),
        ("a.webp", None, 6),
    ],
)
def test_formats(tmp_path, name, mode, tolerance):
    options = {".jpg": {"quality": 100, "subsampling": 0}, ".webp": {"quality": 100}}
    path = save(tmp_path, RED_BLUE, name, mode, **options.get(path_suffix(name), {}))
    read = images.read_image(path)
    assert read.shape == (8, 12, 3) and read.dtype == np.uint8
    centres = read[:, [2, 9]].astype(int) - RED_BLUE[:, [2, 9]]
    assert np.abs(centres).max() <= tolerance


def path_suffix(name):
    return name[name.rindex(".") :]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation(tmp_path, orientation):
    upright = photos.astronaut()[:96, :160]
    # How a camera held that way stores the upright picture (EXIF 2.3, tag 0x0112).
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.swapaxes(0, 1),
        6: np.rot90(upright, 1),
        7: np.rot90(upright, 2).swapaxes(0, 1),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = save(tmp_path, np.ascontiguousarray(stored), "a.jpg", quality=95, exif=exif)
    read = images.read_image(path)
    assert read.shape == upright.shape
    assert np.abs(read.astype(int) - upright).mean() < 4
    assert images.read_size(path) == upright.shape[:2]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")
def test_broken_exif_is_no_broken_picture(tmp_path):
    path = save(tmp_path, RED_BLUE, "a.jpg", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")
    assert images.read_image(path).shape == (8, 12, 3)


def test_gray_comes_in_as_any_channels(tmp_path):
    gray = np.arange(96, dtype=np.uint8).reshape(8, 12)
    path = save(tmp_path, gray, "a.png")
    np.testing.assert_array_equal(images.read_image(path, 1)[..., 0], gray)
    np.testing.assert_array_equal(images.read_image(path, 3), np.stack([gray] * 3, axis=-1))
    assert (images.read_image(path, 4)[..., 3] == 255).all()


def test_one_bit(tmp_path):
    path = save(tmp_path, RED_BLUE[..., 0] > 0, "a.png")
    assert np.unique(images.read_image(path)).tolist() == [0, 255]


@pytest.mark.parametrize("mode", ["I;16", "I"])
def test_16_bit_is_scaled_not_clipped(tmp_path, mode):
    values = np.array([[0, 257, 32768, 65535]], np.uint16)
    if mode == "I;16":
        path = save(tmp_path, values, "a.png")
    else:
        path = tmp_path / "a.pgm"
        path.write_bytes(b"P5 4 1 65535\n" + values.astype(">u2").tobytes())
    with Image.open(path) as opened:
        assert opened.mode == mode
    assert images.read_image(path, 1).ravel().tolist() == [0, 1, 128, 255]
    assert images.read_image(path, 3)[0, 2].tolist() == [128] * 3


def test_floats(tmp_path):
    path = save(tmp_path, np.array([[0, 0.5, 1]], np.float32), "a.tif")
    assert images.read_image(path, 1).ravel().tolist() == [0, 128, 255]
    path = save(tmp_path, np.array([[0, 0.5, 300]], np.float32), "b.tif")
    with pytest.raises(ImageError, match=r"b.tif holds values from 0 to 300; 0 to 1 was expected"):
        images.read_image(path)


def test_alpha_shows_white_or_stays(tmp_path):
    picture = np.dstack([RED_BLUE, np.full((8, 12), 255, np.uint8)])
    picture[:4, :, 3] = 0
    picture[4:, :6, 3] = 128
    path = save(tmp_path, picture, "a.png")
    read = images.read_image(path, 3)
    assert (read[:4] == 255).all()
    assert read[6, 2].tolist() == [255, 127, 127] and read[6, 9].tolist() == [0, 0, 255]
    picture[:4, :, :3] = 255  # what nobody sees is white
    np.testing.assert_array_equal(images.read_image(path, 4), picture)
    assert (images.read_image(path, 1)[:4] == 255).all()


@pytest.mark.parametrize("mode", ["P", "RGB", "L"])
def test_transparent_colour(tmp_path, mode):
    image = Image.fromarray(RED_BLUE).convert(mode)
    first = image.getpixel((0, 0))
    image.save(tmp_path / "a.png", transparency=first)
    assert (images.read_image(tmp_path / "a.png")[:, :6] == 255).all()
    assert (images.read_image(tmp_path / "a.png", 4)[:, :6, 3] == 0).all()
    assert (images.read_image(tmp_path / "a.png", 4)[:, 6:, 3] == 255).all()


def png_header(width, height):
    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"0" * 99))


def test_bomb_is_refused_by_its_header(tmp_path, monkeypatch):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_header(60_000, 60_000))
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("it was decoded"))
    before = Image.MAX_IMAGE_PIXELS
    with pytest.raises(ImageError, match=r"bomb.png says it is 60000x60000 .* TFSTYLE_MAX") as told:
        images.read_image(path)
    assert "\n" not in str(told.value)
    assert before == Image.MAX_IMAGE_PIXELS


def test_max_pixels_by_environment(tmp_path, monkeypatch):
    path = save(tmp_path, RED_BLUE, "a.png")
    monkeypatch.setenv("TFSTYLE_MAX_PIXELS", "95")
    with pytest.raises(ImageError, match="12x8 pixels, more than the 95 allowed"):
        images.read_image(path)
    monkeypatch.setenv("TFSTYLE_MAX_PIXELS", "96")
    assert images.read_image(path).shape == (8, 12, 3)
    monkeypatch.setenv("TFSTYLE_MAX_PIXELS", "many")
    with pytest.raises(ImageError, match=r"whole number. Received: 'many'"):
        images.read_image(path)


def test_large_allowed_pictures_do_not_warn(tmp_path, monkeypatch):
    """Pillow's own limit neither warns nor raises below ours."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert images.read_image(save(tmp_path, RED_BLUE, "a.png")).shape == (8, 12, 3)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.gif", "a.tif"])
def test_truncated(tmp_path, name):
    path = save(tmp_path, photos.astronaut()[:64, :64], name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises(ImageError, match=rf"{name}.*(damaged or cut short|no picture that can)"):
        images.read_image(path)


def test_what_is_no_picture(tmp_path):
    (tmp_path / "a.jpg").write_text("hello", "utf-8")
    with pytest.raises(ImageError, match=r"a.jpg is no picture that can be read"):
        images.read_image(tmp_path / "a.jpg")
    (tmp_path / "empty.png").touch()
    with pytest.raises(ImageError, match=r"empty.png is no picture"):
        images.read_image(tmp_path / "empty.png")
    with pytest.raises(ImageError, match=r"There is no picture .*b.jpg"):
        images.read_image(tmp_path / "b.jpg")
    with pytest.raises(ImageError, match="is a folder"):
        images.read_image(tmp_path)
    with pytest.raises(ImageError, match=r"channels must be 1, 3 or 4. Received: 2"):
        images.read_image(tmp_path / "a.jpg", channels=2)


def test_read_from_an_open_file(tmp_path):
    content = save(tmp_path, RED_BLUE, "a.png").read_bytes()
    np.testing.assert_array_equal(images.read_image(io.BytesIO(content)), RED_BLUE)


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("name", ["a.png", "a.tiff", "a.webp", "a.jpg", "a.bmp"])
def test_written_is_read_again(tmp_path, name, channels):
    picture = np.full((16, 24, channels), 200, np.uint8)
    picture[:, :, -1] = 255
    path = tmp_path / "new folder" / name
    images.write_image(path, picture)
    read = images.read_image(path, channels).astype(int)
    assert np.abs(read - picture).max() <= (3 if name[2:] in ("jpg", "webp") else 0)
    assert [p.name for p in path.parent.iterdir()] == [name]


def test_write_refuses(tmp_path):
    with pytest.raises(ImageError, match=r"written as .*\.png.* Received suffix: '.xcf'"):
        images.write_image(tmp_path / "a.xcf", RED_BLUE)
    with pytest.raises(ImageError, match=r"Received: float32 \(8, 12, 3\)"):
        images.write_image(tmp_path / "a.png", RED_BLUE.astype("float32"))
    with pytest.raises(ImageError, match="JPEG cannot hold 70000x1"):
        images.write_image(tmp_path / "a.jpg", np.zeros((1, 70_000), np.uint8))
    assert not list(tmp_path.iterdir())


def test_failed_write_leaves_the_old_picture(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    images.write_image(path, RED_BLUE)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(StorageError, match="disk is full"):
        images.write_image(path, RED_BLUE[:4])
    assert images.read_image(path).shape == (8, 12, 3)
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


def test_float_and_back_is_exact():
    every = np.arange(256, dtype=np.uint8)
    values = images.to_float(every)
    assert values.dtype == np.float32 and values[0] == -1 and values[-1] == 1
    np.testing.assert_array_equal(images.to_uint8(values), every)
    assert images.to_uint8(np.array([-3.0, 0.0, 3.0])).tolist() == [0, 128, 255]
    with pytest.raises(ImageError, match="NaN"):
        images.to_uint8(np.array([0.0, np.nan]))


def test_resize_is_antialiased():
    """A checkerboard of pixels becomes gray; picking pixels would keep black or white."""
    board = (np.indices((64, 64)).sum(axis=0) % 2 * 255).astype(np.uint8)
    small = images.resize(np.dstack([board] * 3), (16, 16))[2:-2, 2:-2]
    assert small.min() > 117 and small.max() < 138


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_resize_by_channel(channels):
    picture = np.dstack([photos.astronaut(), photos.astronaut()[::-1]])[100:120, 200:230]
    picture = np.ascontiguousarray(picture[..., :channels])
    out = images.resize(picture, (10, 18))
    assert out.shape == (10, 18, channels) and out.dtype == np.uint8
    for channel in range(channels):
        alone = images.resize(picture[..., channel], (10, 18))
        np.testing.assert_array_equal(out[..., channel], alone)
    floats = images.resize(images.to_float(picture), (10, 18))
    assert floats.dtype == np.float32 and np.abs(floats).max() <= 1
    assert np.abs(images.to_uint8(floats).astype(int) - out).max() <= 2


def test_resize_keeps_16_bit_and_copies():
    deep = np.full((4, 4, 1), 40_000, np.uint16)
    assert images.resize(deep, (2, 2)).tolist() == [[[40_000]] * 2] * 2
    assert images.resize(RED_BLUE, (8, 12)) is not RED_BLUE
    for size in ((0, 4), 5, "x", (1, 2, 3)):
        with pytest.raises(ImageError, match="size must be"):
            images.resize(RED_BLUE, size)


def test_grid():
    gray, small = np.zeros((8, 12, 1), np.uint8), np.zeros((4, 4, 3), np.uint8)
    clear = np.zeros((8, 12, 4), np.uint8)
    sheet = images.grid([[RED_BLUE, gray], [clear, small], [RED_BLUE]], gap=2)
    assert sheet.shape == (8 * 3 + 4, 12 * 2 + 2, 3)
    np.testing.assert_array_equal(sheet[:8, :12], RED_BLUE)
    assert (sheet[:8, 14:] == 0).all() and (sheet[10:18, :12] == 255).all()
    assert (sheet[10:14, 14:18] == 0).all() and (sheet[14:18, 14:] == 255).all()
    with pytest.raises(ImageError, match="at least one"):
        images.grid([[]])


def test_no_tensorflow():
    code = "import sys, tfstyle.images; assert 'tensorflow' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
