"""From coarse to fine, at any size."""

import logging

import numpy as np
import pytest

from tests.models.gatys.helpers import model
from tfstyle.models.gatys.pyramid import cover, level_sizes, level_steps


def test_coarse_to_fine(encoder, photo, painting):
    seen = []
    out = model(encoder, steps=4, levels=2, progress=seen.append).translate(photo, style=painting)
    assert {p.size for p in seen} == {(16, 24), (32, 48)} and out.shape == photo.shape
    assert [p.size for p in seen] == sorted(p.size for p in seen)
    assert {p.steps for p in seen} == {8} and seen[-1].step <= 8
    preview = seen[-1].picture()
    assert preview.dtype == "uint8" and preview.shape == photo.shape
    np.testing.assert_array_equal(preview, out)


def test_levels_and_steps():
    assert level_sizes((1024, 1024)) == [(256, 256), (512, 512), (1024, 1024)]
    assert level_sizes((300, 200)) == [(300, 200)]
    assert level_sizes((20, 900), 3) == [(16, 225), (16, 450), (20, 900)]
    assert level_steps(200, 3) == [200, 50, 12] and level_steps((9, 5), 2) == [9, 5]
    assert level_steps(100, 3) == [100, 25, 10] and level_steps(1, 3) == [1, 1, 1]


def test_the_paintings_pixels_are_as_many_as_the_levels():
    """A panorama in the place of a square must not need ten times the memory."""
    assert cover((100, 100), (256, 256), 1.0) == (256, 256)
    height, width = cover((500, 8000), (512, 512), 1.0)
    assert height * width == pytest.approx(512 * 512, rel=0.01) and width == 16 * height
    assert cover((300, 300), (100, 100), 0.5) == (50, 50)


def test_a_large_photograph_is_painted_smaller_and_comes_back_large(
    encoder, photo, painting, caplog
):
    seen = []
    with caplog.at_level(logging.WARNING, "tfstyle"):
        out = model(encoder, max_size=24, progress=seen.append).translate(photo, style=painting)
    assert out.shape == photo.shape and {p.size for p in seen} == {(16, 24)}
    assert "24x16" in caplog.text and "max_size" in caplog.text


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (40, 3)])
def test_any_size(encoder, painting, size):
    picture = np.random.default_rng(0).integers(0, 256, (*size, 4), "uint8")
    out = model(encoder, steps=1).translate(picture, style=painting[:5, :7])
    assert out.shape == picture.shape
    np.testing.assert_array_equal(out[..., 3], picture[..., 3])
