"""Masks, strength and styles: where and how much of which translation shows."""

import numpy as np
import pytest
from PIL import Image

from tests.optional import need
from tfstyle.capabilities import Capabilities
from tfstyle.errors import ImageError, UnsupportedOptionError
from tfstyle.inference.masks import Masks
from tfstyle.models.shared.picture_model import PictureModel

data = need("skimage.data")
hypothesis, st = need("hypothesis"), need("hypothesis.strategies")


class Paint(PictureModel):
    """A model whose styles are gray values: it paints everything in one."""

    capabilities = Capabilities(style="picture")
    directions = ("stylize",)
    size_multiple, min_size = 4, 8
    inference_mode = "eval"

    def __init__(self, channels=3):
        self._channels = channels

    def channels(self, direction=None):
        return self._channels, self._channels

    def tile_margin(self, direction=None):
        return 8

    def check_style(self, style=None):
        return float(np.mean(style)) if style is not None else 0.0

    def translator(self, direction=None, style=None):
        value = self.check_style(style)
        return lambda x: np.full(x.shape, value, "float32")


SIZES = st.one_of(
    st.tuples(st.integers(1, 60), st.integers(1, 60)), st.sampled_from([(1, 1), (2000, 37)])
)
PICTURES = st.builds(
    lambda size, channels, dtype, seed: draw((*size, channels), dtype, seed),
    SIZES, st.sampled_from([1, 3, 4]),
    st.sampled_from(["uint8", "uint16", "float16", "float32", "float64"]), st.integers(0, 99),
)
TILES = st.sampled_from([None, 32])


def draw(shape, dtype, seed):
    rng = np.random.default_rng(seed)
    if "float" in dtype:
        return rng.uniform(-1, 1, shape).astype(dtype)
    return rng.integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)


def model_for(picture):
    return Paint(1 if picture.shape[-1] == 1 else 3)


@hypothesis.settings(max_examples=40, deadline=None)
@hypothesis.given(picture=PICTURES, tile=TILES, preserve=st.booleans())
def test_strength_zero_is_the_identity(picture, tile, preserve):
    preserve = preserve and picture.shape[-1] > 1
    out = model_for(picture).translate(picture, strength=0, tile=tile, preserve_color=preserve)
    assert out.dtype == picture.dtype and out is not picture
    np.testing.assert_array_equal(out, picture)


@hypothesis.settings(max_examples=40, deadline=None)
@hypothesis.given(
    picture=PICTURES, tile=TILES, feather=st.sampled_from([0, 1.5]),
    strength=st.sampled_from([0.3, 1]),
)
def test_an_all_black_mask_returns_the_input(picture, tile, feather, strength):
    mask = np.zeros(picture.shape[:2], "uint8")
    options = {"tile": tile, "feather": feather, "strength": strength}
    out = model_for(picture).translate(picture, mask=mask, **options)
    np.testing.assert_array_equal(out, picture)
    out = model_for(picture).translate(picture, mask=255 - mask, invert_mask=True, **options)
    np.testing.assert_array_equal(out, picture)


@hypothesis.settings(max_examples=40, deadline=None)
@hypothesis.given(picture=PICTURES, tile=TILES, feather=st.sampled_from([0, 1.5]))
def test_an_all_white_mask_is_none_and_alpha_stays(picture, tile, feather):
    mask = np.ones(picture.shape[:2], bool)
    out = model_for(picture).translate(picture, style=0.25, mask=mask, feather=feather, tile=tile)
    plain = model_for(picture).translate(picture, style=0.25, tile=tile)
    assert out.dtype == picture.dtype and out.shape == picture.shape
    np.testing.assert_allclose(out.astype(float), plain.astype(float), rtol=1e-3, atol=1e-3)
    if picture.shape[-1] == 4:
        np.testing.assert_array_equal(out[..., 3], picture[..., 3])


@pytest.mark.parametrize("tile", [None, 16])
def test_each_style_shows_where_its_mask_is_white(tile):
    picture = data.chelsea()[:40, :60]
    left, right = np.zeros((2, 40, 60), "uint8")
    left[:, :20], right[:, 10:30] = 255, 255
    out = Paint().translate(picture, mask=[left, right], style=[-1, 1], tile=tile)
    assert (out[:, :10] == 0).all() and (out[:, 20:30] == 255).all()
    assert np.abs(out[:, 10:20].astype(int) - 127.5).max() <= 0.5  # both: half of each
    np.testing.assert_array_equal(out[:, 30:], picture[:, 30:])


def test_a_list_of_styles_without_masks_is_the_models_own_blend():
    picture = np.zeros((8, 8, 3), "uint8")
    assert (Paint().translate(picture, style=[0, 1]) == 191).all()
    mask = np.ones((8, 8))
    assert (Paint().translate(picture, style=[0, 1], mask=mask) == 191).all()


def test_masks_and_styles_that_do_not_pair_are_refused():
    picture, mask = np.zeros((8, 8, 3), "uint8"), np.ones((8, 8))
    for style in (None, [0], 0.5, [0, 1, 0]):
        with pytest.raises(UnsupportedOptionError, match="2 mask"):
            Paint().translate(picture, mask=[mask, mask], style=style)
    with pytest.raises(UnsupportedOptionError, match="empty"):
        Paint().translate(picture, mask=[])
    with pytest.raises(ImageError, match=r"one size.*8x8, 9x8"):
        Paint().translate(picture, mask=[mask, np.ones((8, 9))], style=[0, 1])
    assert (Paint().translate(picture, mask=[mask], style=[1]) == 255).all()


def test_feathering_is_a_gaussian_however_the_rows_are_asked_for():
    mask = np.zeros((60, 80), "uint8")
    mask[20:40, 30:50] = 255
    (soft,) = Masks(mask, feather=3).weights(0, 60)
    pieces = [Masks(mask, feather=3).weights(top, top + 12)[0] for top in range(0, 60, 12)]
    np.testing.assert_allclose(np.concatenate(pieces), soft, atol=1e-6)
    # A step becomes the integral of the bell: a half at the edge, 16 % one deviation outside.
    assert abs(soft[30, 29:31, 0].mean() - 0.5) < 0.01
    assert abs(soft[30, 26:28, 0].mean() - 0.16) < 0.01
    assert abs(soft.sum() - 400) < 1 and soft[0, 0] == 0


def test_masks_are_files_pictures_and_arrays_of_any_depth(tmp_path):
    gray = (np.arange(48).reshape(6, 8) * 5).astype("uint8")
    Image.fromarray(gray).save(tmp_path / "mask.png")
    expected = gray[..., None] / 255
    for mask in (
        gray, gray / 255, gray.astype("uint16") * 257, tmp_path / "mask.png",
        Image.fromarray(gray), gray[..., None],
    ):
        np.testing.assert_allclose(Masks(mask).weights(0, 6)[0], expected, atol=1e-6)
    for wrong in (np.zeros((2, 2, 2)), np.full((2, 2), np.nan), np.full((2, 2), -1.0)):
        with pytest.raises(ImageError, match="mask"):
            Masks(wrong)
    for kind in ("complex64", "U1", "O", "M8[s]", [("white", "u1")]):
        with pytest.raises(ImageError, match=r"mask must be bool, uint8.*Received dtype"):
            Masks(np.zeros((2, 2), kind))


@pytest.mark.parametrize("feather", [101, 1e6, 1e300])
def test_a_feather_longer_than_the_mask_is_refused(feather):
    mask = np.eye(8, dtype="uint8") * 255
    with pytest.raises(UnsupportedOptionError, match=r"feather: .* more than the mask is long"):
        Paint().translate(np.zeros((8, 8, 3), "uint8"), mask=mask, style=1, feather=feather)
    assert Masks(mask, feather=100).weights(0, 8)[0].std() < 0.01


@hypothesis.settings(max_examples=20, deadline=None)
@hypothesis.given(
    picture=PICTURES.filter(lambda p: p.shape[-1] > 1 and p.dtype != "float16"), tile=TILES
)
def test_preserved_colours_differ_by_brightness_alone(picture, tile):
    out = Paint().translate(picture, style=0.1, preserve_color=True, tile=tile)
    scale = 1 if "float" in picture.dtype.name else np.iinfo(picture.dtype).max
    low = -1 if scale == 1 else 0
    before, after = (x[..., :3].astype(float) / scale for x in (picture, out))
    inside = ((after > low + 1e-3) & (after < 1 - 1e-3)).all(-1)
    change = (after - before)[inside]
    assert np.abs(change - change.mean(-1, keepdims=True)).max(initial=0) < 0.01
