"""The one way in: files and PIL images of every mode become upright, sRGB and 8 bits."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.images.pictures import encode, gray_profile, swapped_profile, tiff
from tests.optional import need
from tfstyle import images
from tfstyle.errors import ImageError

photos = need("skimage.data")

RED = Image.new("RGB", (6, 4), (220, 30, 30))
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def both(image, channels=3, name="a.png", **options):
    """The pixels of a picture as a file and as a PIL image opened from it, which must agree."""
    content = encode(image, name, **options)
    read = images.read_image(io.BytesIO(content), channels)
    with Image.open(io.BytesIO(content)) as opened:
        before = dict(opened.info)
        np.testing.assert_array_equal(images.convert(opened, channels, "The PIL image"), read)
        assert opened.info == {**opened.info, **before}
    return read


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "lzw.tif", "a.webp", "a.avif"])
def test_orientation_of_every_format(name, orientation):
    from PIL import ImageOps

    stored = Image.fromarray(photos.astronaut()[:48, :80])
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"compression": "tiff_lzw"} if name == "lzw.tif" else {}
    # As bytes: Pillow's AVIF writer takes the tag out of the object.
    content = encode(stored, name, exif=exif.tobytes(), **options)
    read = both(stored, name=name, exif=exif.tobytes(), **options)
    stored.getexif()[0x0112] = orientation
    expected = np.asarray(ImageOps.exif_transpose(stored)).astype(int)
    assert read.shape == expected.shape and np.abs(read - expected).mean() < 6
    assert images.read_size(io.BytesIO(content)) == expected.shape[:2]
    for channels in (1, 4):
        assert images.read_image(io.BytesIO(content), channels).shape[:2] == expected.shape[:2]


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.png", "RGB"), ("a.jpg", "RGB"), ("a.webp", "RGB"), ("a.tif", "RGB"), ("a.avif", "RGB"),
     ("a.png", "P"), ("a.png", "RGBA"), ("a.webp", "RGBA")],
)  # fmt: skip
def test_profiles_of_rgb(name, mode):
    image = RED.quantize(4) if mode == "P" else RED.convert(mode)
    read = both(image, name=name, icc_profile=swapped_profile())[0, 0].astype(int)
    assert np.abs(read - (24, 221, 24)).max() <= 6
    plain = both(image, name=name)[0, 0].astype(int)
    assert np.abs(plain - (220, 30, 30)).max() <= 6


def test_alpha_and_brightness_follow_the_profile():
    image = RED.copy()
    image.putalpha(128)
    read = both(image, 4, icc_profile=swapped_profile())[0, 0]
    assert np.abs(read.astype(int) - (24, 221, 24, 128)).max() <= 2
    assert abs(int(both(RED, 1, icc_profile=swapped_profile())[0, 0, 0]) - 140) <= 2


@pytest.mark.parametrize("mode", ["L", "LA", "1", "I;16"])
def test_profiles_of_gray(mode):
    """Linear light of a half is 188 in sRGB."""
    gray = Image.new("L", (4, 4), 128)
    if mode == "I;16":
        gray = Image.fromarray(np.full((4, 4), 32768, np.uint16))
    elif mode == "LA":
        gray.putalpha(255)
    elif mode == "1":
        gray = Image.new("1", (4, 4), 1)
    read = both(gray, 3, icc_profile=gray_profile(1.0))
    assert abs(int(read[0, 0, 0]) - (255 if mode == "1" else 188)) <= 2
    assert (read == read[..., :1]).all()


def test_profiles_that_say_srgb_change_nothing():
    picture = np.random.default_rng(0).integers(0, 256, (16, 16, 3), np.uint8)
    np.testing.assert_array_equal(both(Image.fromarray(picture), icc_profile=SRGB), picture)
    # A gray picture with a profile of colours, as many programs write it.
    gray = np.arange(256, dtype=np.uint8).reshape(16, 16)
    read = both(Image.fromarray(gray), 1, icc_profile=swapped_profile())
    assert np.abs(read[..., 0].astype(int) - gray).max() <= 10  # its gamma is 2.2


@pytest.mark.parametrize(
    "profile", [b"", b"nonsense", swapped_profile()[:150], gray_profile(1.0), b"\0" * 9000]
)
def test_a_broken_or_foreign_profile_is_ignored(profile):
    assert both(RED, icc_profile=profile)[0, 0].tolist() == [220, 30, 30]


def test_cmyk_without_a_profile_goes_pillows_way():
    inks = Image.new("CMYK", (4, 4), (255, 0, 0, 0))
    assert both(inks, name="a.tif")[0, 0].tolist() == [0, 255, 255]
    read = both(inks, name="a.tif", icc_profile=swapped_profile())  # of another kind: ignored
    assert read[0, 0].tolist() == [0, 255, 255]


def test_lab_is_converted():
    lab = ImageCms.profileToProfile(
        RED, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert np.abs(both(lab, name="a.tif")[0, 0].astype(int) - (220, 30, 30)).max() <= 3


GRAY_ALPHA = np.array([[[80, 255], [80, 128], [80, 0]]], np.uint8)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("LA", [80, 167, 255]), ("La", [80, 167, 255]), ("RGBA", [80, 167, 255]),
        ("RGBa", [80, 167, 255]), ("PA", [80, 167, 255]), ("L", [80, 80, 80]),
        ("YCbCr", [80, 80, 80]), ("HSV", [80, 80, 80]), ("RGBX", [80, 80, 80]),
        ("F", None), ("I", None), ("1", None), ("P", [80, 80, 80]),
    ],
)  # fmt: skip
def test_pil_images_of_every_mode(mode, expected):
    image = Image.fromarray(GRAY_ALPHA)
    if mode == "RGBa":
        image = image.convert("RGBA").convert("RGBa")
    elif mode == "PA":
        palette = image.convert("L").convert("P")
        palette = palette.convert("PA")
        palette.putalpha(image.getchannel("A"))
        image = palette
    elif mode in ("L", "P", "1"):
        image = image.getchannel("L").convert(mode)
    elif mode in ("F", "I"):
        image = Image.fromarray(np.array([[0, 1]], "float32" if mode == "F" else "int32") * (
            1 if mode == "F" else 65535
        ))
        expected = [0, 255]
    elif mode in ("YCbCr", "HSV", "RGBX"):
        image = image.getchannel("L").convert("RGB").convert(mode)
    else:
        image = image.convert(mode)
    assert image.mode == mode
    read = images.convert(image, 3, "it")
    assert read.dtype == np.uint8 and read.shape == (1, image.width, 3)
    if expected:
        assert np.abs(read[0, :, 0].astype(int) - expected).max() <= 1
        assert np.abs(images.convert(image, 1, "it")[0, :, 0].astype(int) - expected).max() <= 1
    with_alpha = images.convert(image, 4, "it")
    if "A" in mode.upper():
        assert with_alpha[0, :, 3].tolist() == [255, 128, 0]
        assert with_alpha[0, 2].tolist() == [255, 255, 255, 0]  # what nobody sees is white
    else:
        assert (with_alpha[..., 3] == 255).all()


def test_what_alpha_hides_makes_no_difference():
    for name in ("a.png", "a.webp", "a.tif"):
        options = {"lossless": True, "exact": True} if name == "a.webp" else {}
        green = np.zeros((6, 6, 4), np.uint8)
        green[2:4, 2:4] = (200, 180, 160, 255)
        black = green.copy()
        green[green[..., 3] == 0] = (0, 255, 0, 0)
        for channels in (1, 3, 4):
            one, other = (
                both(Image.fromarray(x), channels, name, **options) for x in (green, black)
            )
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("order", ["<", ">"])
def test_16_bit_of_both_orders(order):
    values = np.array([[0, 257, 32768, 65535]], f"{order}u2")
    file = io.BytesIO()
    mode = "I;16" if order == "<" else "I;16B"
    Image.frombytes(mode, (4, 1), values.tobytes()).save(file, "TIFF")
    assert images.read_image(io.BytesIO(file.getvalue()), 1).ravel().tolist() == [0, 1, 128, 255]


def test_16_bit_with_a_transparent_value():
    values = np.array([[0, 32768, 65535]], np.uint16)
    image = Image.fromarray(values)
    read = both(image, 4, transparency=32768)
    assert read[0, :, 3].tolist() == [255, 0, 255]
    assert both(image, 3, transparency=32768)[0, :, 0].tolist() == [0, 255, 255]


def _deep_tiff(bits, photometric, row):
    tags = [(256, 4, 1, 4), (257, 4, 1, 1), (258, 3, 1, bits), (259, 3, 1, 1),
            (262, 3, 1, photometric), (273, 4, 1, "data"), (277, 3, 1, 1), (278, 4, 1, 1),
            (279, 4, 1, len(row))]  # fmt: skip
    return io.BytesIO(tiff(tags, row))


def test_12_bit_and_white_is_zero():
    twelve = b"\x00\x08\x00\xff\xf0\x00"  # 0, 2048, 4095, 0
    assert images.read_image(_deep_tiff(12, 1, twelve), 1).ravel().tolist() == [0, 128, 255, 0]
    row = np.array([0, 257, 32768, 65535], "<u2").tobytes()
    assert images.read_image(_deep_tiff(16, 0, row), 1).ravel().tolist() == [255, 254, 127, 0]


def test_values_out_of_range_are_named():
    for values in ([[0, np.nan]], [[-0.1, 1]], [[0, 2]]):
        with pytest.raises(ImageError, match=r"it holds values from .* 0 to 1 was expected"):
            images.convert(Image.fromarray(np.array(values, "float32")), 3, "it")
    with pytest.raises(ImageError, match=r"0 to 65535 was expected"):
        images.convert(Image.fromarray(np.array([[0, 70_000]], "int32")), 3, "it")


def test_bands_of_rows_meet(monkeypatch):
    """What is converted piece by piece is what is converted at once, turned or not."""
    picture = photos.astronaut()[:37, :50]
    alpha = np.arange(37 * 50).reshape(37, 50).astype(np.uint8)
    exif = Image.Exif()
    cases = []
    for orientation in (1, 6, 7):
        exif[0x0112] = orientation
        rgba = Image.fromarray(np.dstack([picture, alpha]))
        cases.append(encode(rgba, "a.png", exif=exif.tobytes(), icc_profile=swapped_profile()))
        cases.append(encode(picture[..., 0] * np.uint16(257), "a.tif", exif=exif))
    whole = [images.read_image(io.BytesIO(case), 4) for case in cases]
    monkeypatch.setattr("tfstyle.images.normalized._BAND", 150)
    for case, expected in zip(cases, whole, strict=True):
        np.testing.assert_array_equal(images.read_image(io.BytesIO(case), 4), expected)
