"""What a model sees of a picture: upright, sRGB, nothing hidden; and which values it minds."""

import warnings

import numpy as np
import pytest
from PIL import Image

from tests.images.pictures import bombs, encode, swapped_profile
from tests.inference.test_masks import Paint
from tests.inference.test_translate import Negative
from tests.optional import need
from tfstyle.errors import ImageError, RangeWarning
from tfstyle.inference.masks import Masks
from tfstyle.inference.picture import flatten
from tfstyle.inference.style_pictures import load_styles

data = need("skimage.data")
CAT = data.chelsea()[:40, :60]


def pair_that_looks_the_same(dtype="uint8"):
    """Two RGBA pictures that differ in hidden colours alone, and where they are visible."""
    top = np.iinfo(dtype).max if dtype[0] == "u" else 1
    low = 0 if dtype[0] == "u" else -1
    one = np.full((24, 24, 4), low, dtype)
    one[8:16, 8:16] = top
    one[8:16, 8:16, :3] = low + (top - low) // 3 if dtype[0] == "u" else -0.3
    other = one.copy()
    other[other[..., 3] == low] = (low, top, low, low)
    return one, other, one[..., 3] == top


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32", "png", "pil"])
@pytest.mark.parametrize("size", [None, (13, 11)])
def test_hidden_colours_do_not_count(tmp_path, kind, size):
    """The network here spreads what it sees over its neighbours, as all do."""

    class Blur(Negative):
        def translator(self, direction=None):
            return lambda x: (x + np.roll(x, 1, 1) + np.roll(x, 1, 2)) / 3

    one, other, visible = pair_that_looks_the_same(kind if kind[-1].isdigit() else "uint8")
    out = []
    for index, picture in enumerate((one, other)):
        if kind == "png":
            Image.fromarray(picture).save(tmp_path / f"{index}.png")
            picture = tmp_path / f"{index}.png"
        elif kind == "pil":
            picture = Image.fromarray(picture)
        out.append(np.asarray(Blur().translate(picture, size=size)).astype("float64"))
    seen = visible if size is None else out[0][..., 3] > (0 if kind != "float32" else -1)
    assert seen.any()
    # Resized edges are rounded once more: a level of 255, or of 65535.
    np.testing.assert_allclose(out[0][seen], out[1][seen], atol=0 if size is None else 1e-4)
    np.testing.assert_array_equal(out[0][..., 3], out[1][..., 3])


def test_hardly_visible_colours_hardly_count():
    looks = []
    for green in (0, 255):
        picture = np.zeros((8, 8, 4), "uint8")
        picture[..., 1], picture[..., 3] = green, 1
        (one,), _ = flatten(picture)
        looks.append(one.open(3).pixels())
    assert np.abs(looks[0] - looks[1]).max() < 0.07
    picture[..., 3] = 32  # an eighth: seen as it is
    (one,), _ = flatten(picture)
    np.testing.assert_array_equal(one.open(3).pixels()[0, 0], [-1, 1, -1])


def test_hidden_colours_do_not_bleed_when_resized():
    picture = np.zeros((16, 16, 4), "uint8")
    picture[..., 1] = 255
    picture[:, 8:] = (200, 100, 50, 255)
    (one,), _ = flatten(picture)
    small = np.rint((one.open(3, (5, 5)).before() + 1) * 127.5)
    alpha = one.open(4, (5, 5)).pixels()[..., 3]
    np.testing.assert_allclose(small[alpha > -0.9], [[200, 100, 50]] * (alpha > -0.9).sum(), atol=1)


@pytest.mark.parametrize("shape", [(8, 9), (8, 9, 1), (8, 9, 2), (8, 9, 3), (8, 9, 4)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_a_model_of_four_channels_takes_opaque_pictures(shape, dtype):
    top = 1 if dtype == "float32" else np.iinfo(dtype).max
    picture = np.full(shape, top, dtype)
    out = Negative(channels=4).translate(picture)
    assert out.shape == (8, 9, 4) and out.dtype == picture.dtype
    low = -1 if dtype == "float32" else 0
    np.testing.assert_array_equal(out, np.full_like(out, low))


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P"])
def test_files_and_pil_images_for_four_channels(tmp_path, mode):
    image = Image.fromarray(CAT).convert(mode)
    image.save(tmp_path / "a.png")
    for picture in (tmp_path / "a.png", image):
        out = Negative(channels=4).translate(picture)
        assert out.mode == "RGBA"
        expected = 255 - np.asarray(image.convert("RGBA"))
        np.testing.assert_array_equal(np.asarray(out), expected)


@pytest.mark.parametrize("orientation", [3, 6, 7])
def test_pil_images_and_masks_come_back_upright(tmp_path, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    mask = np.zeros(CAT.shape[:2], "uint8")
    mask[5:15, 10:50] = 255
    for name, picture in (("a.png", CAT), ("mask.png", mask)):
        (tmp_path / name).write_bytes(encode(picture, name, exif=exif.tobytes()))
    upright = Negative().translate(tmp_path / "a.png", mask=tmp_path / "mask.png")
    with Image.open(tmp_path / "a.png") as image, Image.open(tmp_path / "mask.png") as white:
        out = Negative().translate(image, mask=white)
    np.testing.assert_array_equal(np.asarray(out), np.asarray(upright))
    assert out.getexif().get(0x0112, 1) == 1
    turned = (60, 40) if orientation == 3 else (40, 60)
    assert out.size == turned


def test_profiles_are_gone_when_a_picture_comes_back():
    image = Image.new("RGB", (8, 8), (220, 30, 30))
    image.info["icc_profile"] = swapped_profile()
    out = Negative().translate(image, strength=0.0)
    assert np.abs(np.asarray(out)[0, 0].astype(int) - (24, 221, 24)).max() <= 2
    assert "icc_profile" not in out.info and image.getpixel((0, 0)) == (220, 30, 30)


def test_transparent_parts_of_a_mask_are_black():
    mask = np.full((4, 6, 4), 255, "uint8")
    mask[:2, :, 3] = 0
    mask[2, :, 3] = 51
    (weights,) = Masks(Image.fromarray(mask)).weights(0, 4)
    np.testing.assert_allclose(weights[:, 0, 0], [0, 0, 0.2, 1], atol=1e-6)


def test_styles_of_every_kind_are_the_same_picture(tmp_path):
    one, other, _ = pair_that_looks_the_same()
    one[0, 0] = other[0, 0] = (200, 100, 0, 128)
    Image.fromarray(one).save(tmp_path / "style.png")
    kinds = [tmp_path / "style.png", Image.fromarray(other), one, other]
    read = [load_styles(kind, None)[0][0] for kind in kinds]
    assert read[0].shape == (1, 24, 24, 3) and read[0][0, 1, 1].tolist() == [1, 1, 1]
    for style in read[1:]:
        np.testing.assert_allclose(style, read[0], atol=1 / 127)


FAR = np.random.default_rng(0).uniform(0, 1, (32, 32, 3)).astype("float32")


def test_floats_from_0_to_1_are_told():
    for picture in (FAR, FAR.astype("float64"), data.astronaut()[:32, :32] / 255):
        with pytest.warns(RangeWarning, match=r"lies in \[0, 1\].*`2 \* x - 1`"):
            out = Negative().translate(picture)
        np.testing.assert_allclose(out, -picture, atol=1e-6)  # taken as it is


def test_it_is_told_once():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("default")
        for picture in (FAR, FAR[:20], FAR[None]):
            Negative().translate(picture)
    assert len(told) == 1


@pytest.mark.parametrize(
    "picture",
    [
        2 * FAR - 1, FAR[:4, :4], np.ones((32, 32, 3)), np.zeros((32, 32, 3)), FAR * 0.4,
        0.6 + 0.3 * FAR, FAR - 0.01, (FAR * 255).astype("uint8"), np.linspace(0, 1, 9)[None],
    ],
)  # fmt: skip
def test_other_values_are_not(picture):
    Negative(channels=3 if picture.ndim == 3 else 1).translate(picture)


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (np.full((4, 4, 3), 9), r"int64. Its values are from 9 to 9: .*astype\('uint8'\)"),
        (np.full((4, 4, 3), 900, "int32"), r"to 900: .*astype\('uint16'\)"),
        (np.full((4, 4, 3), -5, "int8"), r"from -5 to -5: scale them"),
        (np.ones((4, 4, 3), bool), r"dtype: bool.*\* 255"),
        (np.ones((4, 4, 3), "complex64"), "complex64. Convert it"),
        (np.full((32, 32, 3), np.nan, "float32"), "from nan to nan"),
        (np.full((32, 32, 3), 1.5), "Pass uint8 for 0 to 255"),
    ],
)
def test_values_no_picture_has_are_told_apart(picture, says):
    with pytest.raises(ImageError, match=says):
        Negative().translate(picture)


def test_sizes_are_limited_like_pictures(monkeypatch):
    strip = np.zeros((1, 60_000, 3), "uint8")
    with pytest.raises(ImageError, match=r"The array at 12000000x200 pixels takes"):
        Negative().translate(strip, size=200)
    monkeypatch.setenv("TFSTYLE_MAX_PICTURE_BYTES", str(4 * 4 * 3 * 10 * 10))
    assert Negative().translate(CAT[:10, :10]).shape == (10, 10, 3)
    with pytest.raises(ImageError, match="as float32 it takes 5280 bytes"):
        Negative().translate(CAT[:10, :11])
    with pytest.raises(ImageError, match="as float32 it takes"):
        load_styles(CAT, None)


def test_no_picture_option_escapes_the_limit(tmp_path):
    """Styles and masks are refused by their headers as pictures are."""
    for name in ("palette.png", "canvas.webp"):
        (tmp_path / name).write_bytes(bombs()[name])
        with pytest.raises(ImageError, match="MAX_PICTURE_BYTES"):
            Negative().translate(CAT, mask=tmp_path / name)
        with pytest.raises(ImageError, match="MAX_PICTURE_BYTES"):
            load_styles(tmp_path / name, 64)
        with pytest.raises(ImageError, match="MAX_PICTURE_BYTES"):
            Negative().translate(tmp_path / name)


def test_a_mask_of_another_size_names_both_and_the_way():
    with pytest.raises(ImageError, match=r"mask is 60x40 but .* is 59x40.*one by one"):
        Paint().translate(CAT[:, :59], mask=np.ones(CAT.shape[:2], bool), style=0.5)
