"""Tiles: the same picture as in one piece, without seams, in the memory of one row of tiles."""

import tracemalloc

import keras
import numpy as np
import pytest

from tests.networks.helpers import randomize
from tests.optional import need
from tfstyle.capabilities import Capabilities
from tfstyle.errors import UnsupportedOptionError
from tfstyle.inference import tile_statistics, whole_or_tiled
from tfstyle.inference.tile_grid import divide
from tfstyle.inference.tiling import tile_margin
from tfstyle.models import CUT, CycleGAN, Pix2Pix
from tfstyle.models.fast_style import FastStyle
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.networks import ResNetGenerator, StyleNetwork, UNetGenerator, declare

data = need("skimage.data")
hypothesis, st = need("hypothesis"), need("hypothesis.strategies")


def cyclegan(**options):
    keras.utils.set_random_seed(3)
    networks = [
        randomize(ResNetGenerator(filters=4, num_blocks=1, **options), seed) for seed in (1, 2)
    ]
    return CycleGAN(*networks)


def fast_style(num_styles=1):
    network = randomize(StyleNetwork(filters=4, num_blocks=1, num_styles=num_styles))
    return FastStyle(network, [f"style{index}" for index in range(num_styles)])


def difference(one, other):
    return np.abs(one.astype(float) - other.astype(float))


@hypothesis.given(
    size=st.integers(1, 3000), tile=st.integers(16, 900), margin=st.sampled_from([0, 32, 96]),
    multiple=st.sampled_from([1, 4, 32, 256]),
)
@hypothesis.settings(deadline=None)
def test_windows_cover_a_side_and_their_weights_add_up_to_one(size, tile, margin, multiple):
    side = divide(size, tile=tile, margin=margin, multiple=multiple, minimum=multiple)
    assert side.window % multiple == 0 and all(start % multiple == 0 for start in side.starts)
    assert side.starts[0] == 0 and side.starts[-1] + side.window == side.length
    total = np.zeros(side.length)
    for blind in (margin, None):
        total[:] = 0
        for start, weights in zip(side.starts, side.weights(blind), strict=True):
            assert weights.min() >= 0
            total[start : start + side.window] += weights
            if blind and start and multiple < tile:
                assert not weights[: margin - 1].any()
        np.testing.assert_allclose(total, 1, atol=1e-5)
    for before, after in zip(side.starts, side.starts[1:], strict=False):
        assert 0 < after - before <= max(side.window - 2 * margin, multiple)
    shown = np.concatenate([side.pixels(start) for start in side.starts])
    assert set(shown) == set(range(size))


def test_the_margin_is_what_an_output_pixel_sees():
    # 3 + 1 + 2, eighteen convolutions at a quarter of the size, 2 + 1 + 3: 84 of 96
    assert tile_margin(ResNetGenerator(filters=2, num_blocks=9)) == 96
    assert tile_margin(UNetGenerator(filters=2, num_downs=8)) == 128
    network = randomize(ResNetGenerator(filters=2, num_blocks=1, normalization="none"))
    x = np.zeros((1, 128, 128, 3), "float32")
    y = x.copy()
    y[0, :, 64] = 1
    seen = np.abs(np.asarray(network(y)) - np.asarray(network(x))).max((0, 1, 3)).nonzero()[0]
    assert 10 < 64 - seen.min() <= tile_margin(network) == 32


def cut():
    """What CUT's generator is: antialiased, and of so many blocks that it sees 53 pixels."""
    network = ResNetGenerator(filters=4, num_blocks=4, upsampling="antialiased")
    return CUT(randomize(network), nce_layers=("down0_conv",))


@pytest.mark.parametrize("make", [cyclegan, fast_style, cut])
@pytest.mark.parametrize("size", [(150, 170), (97, 211)])
def test_tiles_are_the_whole_picture(make, size):
    model, picture = make(), data.astronaut()[: size[0], 100 : 100 + size[1]]
    whole = model.translate(picture)
    assert whole.std() > 5
    tiled = model.translate(picture, tile=32)
    assert difference(tiled, whole).mean() < 0.1 and difference(tiled, whole).max() <= 2


def test_what_a_tile_does_not_see_around_counts_nothing():
    """A kernel as wide as the margin, its weight at its ends: all depends on the edges."""
    kernel = np.zeros((61, 61, 1, 1), "float32")
    kernel[::60, ::60] = 0.25
    x = keras.Input((None, None, 1))
    y = keras.layers.Conv2D(1, 61, padding="same", use_bias=False)(x)
    network = declare(keras.Model(x, y))
    network.set_weights([kernel])
    model = Pix2Pix(network)
    assert model.tile_margin() == 32
    noise = np.random.default_rng(0).uniform(-1, 1, (150, 200, 1)).astype("float32")
    whole = model.translate(noise)
    np.testing.assert_allclose(model.translate(noise, tile=32), whole, atol=1e-5)


def test_tiles_each_by_themselves_would_not_be_the_whole_picture(monkeypatch):
    """What the shared statistics are for."""
    model, picture = cyclegan(), data.astronaut()[:150, 100:270]
    monkeypatch.setattr(
        "tfstyle.layers.instance_statistics._source", type("Never", (), {
            "get": lambda self: None, "set": lambda self, value: None,
            "reset": lambda self, token: None,
        })(),
    )
    monkeypatch.setattr("tfstyle.inference.tile_statistics.whole_statistics", lambda *a, **k: {})
    assert difference(model.translate(picture, tile=32), model.translate(picture)).mean() > 2


def test_statistics_of_a_picture_too_large_for_one_pass_are_corrected(monkeypatch):
    # Random weights and a dozen small patches exaggerate the error of the sample.
    model, picture = cyclegan(), data.rocket()[40:240, 200:460]
    whole = model.translate(picture)
    monkeypatch.setattr(tile_statistics, "STATISTICS_PIXELS", 12 * 64**2)
    monkeypatch.setattr(tile_statistics, "_PATCH", 64)
    corrected = difference(model.translate(picture, tile=128), whole).mean()
    monkeypatch.setattr(tile_statistics, "_MOST_SWEEPS", 0)
    sampled = difference(model.translate(picture, tile=128), whole).mean()
    assert corrected < 4 and corrected < 0.2 * sampled


def test_a_unet_is_approximated_without_a_change_of_brightness():
    model = Pix2Pix(randomize(UNetGenerator(filters=4, num_downs=5)))
    picture = data.astronaut()[:200, 100:350]
    whole = model.translate(picture)
    assert difference(model.translate(picture, tile=32), whole).mean() <= 2


@pytest.mark.parametrize("make", [cyclegan, fast_style])
def test_a_flat_sky_shows_no_seam(make):
    """Steps across the borders of tiles are no larger than those inside."""
    sky = np.linspace(120, 220, 256)[:, None, None] + np.zeros((256, 256, 3))
    noise = np.random.default_rng(0).normal(0, 1, sky.shape)
    sky = (sky + noise).clip(0, 255).astype("uint8")
    model = make()
    out = model.translate(sky, tile=64).astype(float)
    side = divide(256, tile=64, margin=model.tile_margin(), multiple=4, minimum=8)
    borders = [
        (before + side.window + after) // 2
        for before, after in zip(side.starts, side.starts[1:], strict=False)
    ]
    assert len(borders) >= 2
    steps = np.abs(np.diff(out, axis=1)).mean((0, 2))  # (255,), one for each column
    at = np.mean([steps[border - 2 : border + 2].mean() for border in borders])
    assert at <= 1.05 * np.median(steps) + 0.01


class Wide(PictureModel):
    """Twenty channels a pixel, cheaply: what a network holds beside the picture."""

    directions = ("a2b",)
    size_multiple, min_size = 4, 8
    inference_mode = "eval"

    def channels(self, direction=None):
        return 3, 3

    def tile_margin(self, direction=None):
        return 32

    def translator(self, direction=None):
        return lambda x: np.repeat(np.asarray(x), 20, axis=-1)[..., ::20]


def peak_bytes_beside(height, width, **options):
    picture = np.zeros((height, width, 3), "uint8")
    tracemalloc.start()
    try:
        Wide().translate(picture, **options)
        return tracemalloc.get_traced_memory()[1] - picture.nbytes  # beside the result
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_picture():
    options = {"tile": 128, "strength": 0.5, "preserve_color": True}
    small, large = (peak_bytes_beside(height, 1024, **options) for height in (1024, 4096))
    assert large < 1.05 * small
    mask = np.zeros((4096, 1024), "uint8")
    mask[:100] = 255
    assert peak_bytes_beside(4096, 1024, mask=mask, feather=2, **options) < 1.5 * small


def test_large_pictures_go_in_tiles_by_themselves(monkeypatch):
    sizes = []

    class Noting(Wide):
        def translator(self, direction=None):
            return lambda x: sizes.append(x.shape) or x

    picture = np.random.default_rng(0).integers(0, 256, (96, 800, 3), "uint8")
    np.testing.assert_array_equal(Noting().translate(picture), picture)
    monkeypatch.setattr(whole_or_tiled, "WHOLE_PIXELS", 96 * 400)
    monkeypatch.setattr(whole_or_tiled, "AUTOMATIC_TILE", 128)
    sizes.clear()
    small = picture[:, :400]
    out = Noting().translate([small, picture, small], batch_size=2)
    for result, before in zip(out, [small, picture, small], strict=True):
        np.testing.assert_array_equal(result, before)
    assert sizes[0] == sizes[-1] == (1, 96, 400, 3)
    assert max(shape[2] for shape in sizes[1:-1]) == 192


def test_models_that_cannot_tile_say_so():
    noisy = Pix2Pix(UNetGenerator(filters=2, num_downs=2), inference_mode="train")
    with pytest.raises(UnsupportedOptionError, match=r"draws noise.*CycleGAN"):
        noisy.translate(np.zeros((8, 8, 3), "uint8"), tile=64)

    class Whole(Wide):
        capabilities = Capabilities(tiles=False)

    with pytest.raises(UnsupportedOptionError, match="Whole translates whole pictures only"):
        Whole().translate(np.zeros((8, 8, 3), "uint8"), tile=64)
