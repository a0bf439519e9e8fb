"""`translate`: every kind and size of picture in, the same kind and size out."""

import types

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from tests.optional import need
from tfstyle.capabilities import Capabilities
from tfstyle.errors import ImageError, UnsupportedOptionError
from tfstyle.models.shared.picture_model import PictureModel

data = need("skimage.data")
hypothesis, st = need("hypothesis"), need("hypothesis.strategies")


class Negative(PictureModel):
    """A model whose translation is known exactly, and which insists on fitting sizes."""

    capabilities = Capabilities(directions=2)
    domains = ("photo", "negative")
    size_multiple, min_size = 8, 16

    def __init__(self, channels=3, out_channels=None, inference_mode="eval"):
        self.inference_mode = inference_mode
        self.network = types.SimpleNamespace(
            in_channels=channels, out_channels=out_channels or channels
        )
        self.batches = []

    def network_of(self, direction=None):
        return self.network

    def translator(self, direction=None):
        def negate(pictures):
            batch, height, width, channels = pictures.shape
            network = self.network
            assert height % 8 == width % 8 == 0 and min(height, width) >= 16
            assert channels == network.in_channels
            assert pictures.dtype == tf.float32
            assert -1 <= float(tf.reduce_min(pictures)) <= float(tf.reduce_max(pictures)) <= 1
            self.batches.append(batch)
            return -pictures[..., : network.out_channels]

        return negate


def random_picture(shape, dtype, seed=0):
    draw = np.random.default_rng(seed)
    return draw.integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)


@hypothesis.settings(max_examples=30, deadline=None)
@hypothesis.given(
    height=st.integers(1, 2000), width=st.integers(1, 37),
    channels=st.sampled_from([None, 1, 2, 3, 4]), dtype=st.sampled_from(["uint8", "uint16"]),
    swap=st.booleans(),
)
def test_any_size_channels_and_whole_type(height, width, channels, dtype, swap):
    height, width = (width, height) if swap else (height, width)
    picture = random_picture((height, width) + ((channels,) if channels else ()), dtype)
    if channels in (2, 4):  # visible colours; of the others see test_alpha.py
        picture[..., -1] |= 1 << (picture.itemsize * 8 - 1)
    out = Negative(channels=1 if channels in (None, 1, 2) else 3).translate(picture)
    assert out.dtype == picture.dtype and out.shape == picture.shape
    expected = np.iinfo(dtype).max - picture
    if channels in (2, 4):
        expected[..., -1] = picture[..., -1]  # alpha goes around the network
    np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_floats_are_in_minus_one_to_one(dtype):
    picture = np.linspace(-1, 1, 5 * 7 * 3).reshape(5, 7, 3).astype(dtype)
    out = Negative().translate(picture)
    assert out.dtype == picture.dtype
    np.testing.assert_allclose(out, -picture, atol=1e-6)


@pytest.mark.parametrize("dtype", ["uint8", "float32", "bfloat16"])
def test_tensors_come_back_as_tensors(dtype):
    picture = tf.cast(tf.constant(random_picture((2, 9, 9, 3), "uint8")) // 255, dtype)
    out = Negative().translate(picture)
    assert isinstance(out, tf.Tensor)
    assert out.dtype == picture.dtype and out.shape == picture.shape


def test_batches_lists_and_kinds_keep_their_places(tmp_path):
    cat = data.chelsea()[:40, :52]
    Image.fromarray(cat).save(tmp_path / "cat.png")
    batch = random_picture((3, 9, 20, 3), "uint8", seed=3)
    out = Negative().translate(
        [tmp_path / "cat.png", str(tmp_path / "cat.png"), Image.fromarray(cat), cat, batch, [cat]]
    )
    assert isinstance(out, list) and len(out) == 6
    for picture in out[:3]:
        assert isinstance(picture, Image.Image) and picture.mode == "RGB"
        np.testing.assert_array_equal(picture, 255 - cat)
    np.testing.assert_array_equal(out[3], 255 - cat)
    np.testing.assert_array_equal(out[4], 255 - batch)
    assert isinstance(out[5], list)
    np.testing.assert_array_equal(out[5][0], 255 - cat)


def test_files_with_alpha_keep_it_and_gray_files_become_the_models_colour(tmp_path):
    picture = np.dstack([data.chelsea()[:30, :30], np.full((30, 30), 77, "uint8")])
    Image.fromarray(picture).save(tmp_path / "a.png")
    out = Negative().translate(tmp_path / "a.png")
    assert out.mode == "RGBA"
    np.testing.assert_array_equal(np.asarray(out)[..., 3], 77)
    np.testing.assert_array_equal(np.asarray(out)[..., :3], 255 - picture[..., :3])

    Image.fromarray(picture[..., 0]).save(tmp_path / "gray.png")
    gray = Negative().translate(tmp_path / "gray.png")
    assert gray.mode == "RGB" and gray.size == (30, 30)
    assert Negative(channels=1).translate(tmp_path / "gray.png").mode == "L"


def test_a_16_bit_pil_picture_is_scaled_not_clipped():
    picture = Image.fromarray(np.full((8, 8), 32768, "uint16"))
    out = np.asarray(Negative(channels=1).translate(picture))
    assert 126 <= out.min() <= out.max() <= 128


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (np.full((4, 4, 3), 200.0), r"in \[-1, 1\].*200.*uint8"),
        (np.full((4, 4, 3), np.nan), "nan"),
        (np.zeros((4, 4, 3), "int64"), "int64.*astype"),
        (np.zeros((4, 4, 5), "uint8"), "5 channels.*takes 3"),
        (np.zeros((0, 4, 3), "uint8"), r"\(0, 4, 3\)"),
        (np.zeros((0, 4, 4, 3), "uint8"), "no picture"),
        (np.zeros((1, 1, 4, 4, 3), "uint8"), "one picture"),
        (3.5, "float"),
        ("nowhere.png", "nowhere.png"),
    ],
)
def test_what_is_no_picture_is_named(picture, says):
    with pytest.raises(ImageError, match=says):
        Negative().translate(picture)


def test_alpha_is_refused_where_no_features_are_mixed():
    cat = data.chelsea()[:20, :30]
    with pytest.raises(UnsupportedOptionError, match=r"Negative takes a style on as a whole"):
        Negative().translate(cat, alpha=0.5)
    for alpha in (-0.1, 1.1, float("nan")):
        with pytest.raises(UnsupportedOptionError, match=r"alpha must be in \[0, 1\]"):
            Negative().translate(cat, alpha=alpha)


def test_strength_zero_is_the_input_and_half_is_between():
    cat = data.chelsea()[:33, :47]
    np.testing.assert_array_equal(Negative().translate(cat, strength=0.0), cat)
    noise = np.random.default_rng(0).uniform(-1, 1, (5, 5, 3)).astype("float32")
    np.testing.assert_array_equal(Negative().translate(noise, strength=0), noise)
    half = Negative().translate(cat, strength=0.5)
    assert abs(half.astype(int) - 127.5).max() <= 0.5


def test_the_mask_chooses_the_place(tmp_path):
    cat = data.chelsea()[:20, :30]
    mask = np.zeros((20, 30), bool)
    mask[5:10] = True
    expected = np.where(mask[..., None], 255 - cat, cat)
    np.testing.assert_array_equal(Negative().translate(cat, mask=mask), expected)
    as_bytes = mask.astype("uint8") * 255
    np.testing.assert_array_equal(Negative().translate(cat, mask=as_bytes[..., None]), expected)
    Image.fromarray(as_bytes).save(tmp_path / "mask.png")
    out = Negative().translate(cat, mask=tmp_path / "mask.png")
    np.testing.assert_array_equal(out, expected)
    with pytest.raises(ImageError, match=r"mask is 30x20 but .* is 31x20"):
        Negative().translate(data.chelsea()[:20, :31], mask=mask)
    with pytest.raises(ImageError, match="0, 1"):
        Negative().translate(cat, mask=np.full((20, 30), 3.0))


def test_preserved_colours_have_the_new_brightness():
    gray = np.repeat(np.linspace(-0.5, 0.5, 48, dtype="float32").reshape(1, 48, 1), 3, axis=-1)
    tint = gray + np.array([0.2, 0.0, -0.2], "float32")
    out = Negative().translate(tint, preserve_color=True)
    luma = np.array([0.299, 0.587, 0.114])
    np.testing.assert_allclose(out @ luma, -tint @ luma, atol=1e-5)
    np.testing.assert_allclose(out[..., 0] - out[..., 2], 0.4, atol=1e-5)


def test_size_sets_the_shorter_side_or_both():
    cat = data.chelsea()[:60, :90]
    assert Negative().translate(cat, size=20).shape == (20, 30, 3)
    assert Negative().translate(cat, size=(11, 50)).shape == (11, 50, 3)
    rgba = np.dstack([cat, cat[..., 0]])
    assert Negative().translate(rgba, size=(11, 50)).shape == (11, 50, 4)
    with pytest.raises(ImageError, match="size"):
        Negative().translate(cat, size=0)
    with pytest.raises(ImageError, match="size"):
        Negative().translate(cat, size=(1, 2, 3))


def test_batches_hold_equal_sizes_only():
    wide, tall = random_picture((8, 20, 3), "uint8"), random_picture((20, 8, 3), "uint8")
    model = Negative()
    out = model.translate([wide, wide, wide, tall, wide], batch_size=2)
    assert model.batches == [2, 1, 1, 1]
    for before, after in zip([wide, wide, wide, tall, wide], out, strict=True):
        np.testing.assert_array_equal(after, 255 - before)


def test_networks_that_normalize_over_the_batch_see_one_picture_at_a_time():
    model = Negative(inference_mode="batch_statistics")
    model.translate(random_picture((3, 8, 8, 3), "uint8"), batch_size=8)
    assert model.batches == [1, 1, 1]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"style": "starry.jpg"}, "style"),
        ({"tile": 8}, "tile.*16 or more.*8"),
        ({"feather": -1}, "feather.*-1"),
        ({"feather": 2}, "feather.*need a mask"),
        ({"invert_mask": True}, "invert_mask need a mask"),
        ({"strength": 1.5}, "strength.*1.5"),
        ({"batch_size": 0}, "batch_size"),
        ({"direction": "photo2negativ"}, "Did you mean 'photo2negative'"),
        ({"direction": "c2d"}, "photo2negative and negative2photo"),
    ],
)
def test_options_that_cannot_be_honoured_are_named(options, says):
    with pytest.raises(UnsupportedOptionError, match=says):
        Negative().translate(np.zeros((8, 8, 3), "uint8"), **options)


def test_mixing_needs_as_many_channels_out_as_in():
    model, gray = Negative(channels=3, out_channels=1), np.zeros((8, 8, 3), "uint8")
    assert model.translate(gray).shape == (8, 8, 1)
    for options in ({"strength": 0.5}, {"preserve_color": True}, {"mask": gray[..., 0]}):
        with pytest.raises(UnsupportedOptionError, match="maps 3 to 1"):
            model.translate(gray, **options)
    with pytest.raises(UnsupportedOptionError, match="preserve_color"):
        Negative(channels=1).translate(gray[..., :1], preserve_color=True)


def test_directions_have_aliases():
    model = Negative()
    assert [model.check_direction(d) for d in (None, "a2b", "b2a", "negative2photo")] == [
        "photo2negative", "photo2negative", "negative2photo", "negative2photo",
    ]


def test_the_seed_draws_the_noise_of_a_model_that_has_any():
    from tfstyle.models import Pix2Pix
    from tfstyle.networks import UNetGenerator

    model = Pix2Pix(UNetGenerator(filters=4, num_downs=4), inference_mode="train")
    picture = data.astronaut()[100:116, 200:216]

    def draw(seed):
        return model.translate(picture.astype("float32") / 127.5 - 1, seed=seed)

    np.testing.assert_array_equal(draw(5), draw(5))
    assert np.abs(draw(5) - draw(6)).max() > 0
    assert np.abs(draw(None) - draw(None)).max() > 0
