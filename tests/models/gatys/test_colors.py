"""Whose colours the picture takes."""


import numpy as np
import pytest

from tests.models.gatys.helpers import model
from tests.networks.helpers import pictures
from tests.optional import need
from tfstyle import images
from tfstyle.inference.blending import LUMA
from tfstyle.inference.color import luminance, match_color, match_luminance
from tfstyle.models.gatys import gatys
from tfstyle.models.gatys.losses import GatysLosses

data = need("skimage.data")


def test_matched_colours_have_the_references_mean_and_covariance():
    a = np.clip(pictures(20, 20, 3) * 0.4 + np.float32([0.3, 0.0, -0.2]), -1, 1)
    b = images.to_float(images.resize(data.chelsea(), (24, 30))) * 0.5
    out = match_color(a, b)
    rows, wanted = out.reshape(-1, 3), b.reshape(-1, 3)
    np.testing.assert_allclose(rows.mean(0), wanted.mean(0), atol=0.01)
    np.testing.assert_allclose(np.cov(rows.T), np.cov(wanted.T), atol=0.01)
    assert out.dtype == "float32"


def test_matched_luminance_has_the_references_mean_and_spread():
    gray, wanted = luminance(pictures(16, 16, 3)) * 0.5, luminance(pictures(9, 9, 3, seed=2)) * 0.3
    out = match_luminance(gray, wanted)
    assert out.mean() == pytest.approx(wanted.mean(), abs=1e-3)
    assert out.std() == pytest.approx(wanted.std(), abs=1e-3)
    flat = match_luminance(np.zeros((4, 4, 3), "float32"), wanted)
    assert np.isfinite(flat).all()


def test_luminance_keeps_the_photographs_colours(encoder, photo, painting):
    out = model(encoder, preserve_color="luminance", steps=8).translate(photo, style=painting)
    before, after = images.to_float(photo), images.to_float(out)
    inside = (np.abs(after).max(-1) < 0.97) & (np.abs(before).max(-1) < 0.97)
    chroma = (after - (after @ LUMA)[..., None]) - (before - (before @ LUMA)[..., None])
    assert inside.mean() > 0.2
    assert np.abs(chroma[inside]).max() < 0.02
    assert np.abs((after - before) @ LUMA).mean() > 0.01


def test_histogram_hands_over_the_painting_in_the_photographs_colours(
    encoder, photo, monkeypatch
):
    """A plain green painting loses its green before it is looked at."""
    green = np.broadcast_to(np.uint8([20, 220, 40]), (32, 48, 3)).copy()
    green[::2] //= 2
    seen = []

    def spy(encoder, content, styles, **options):
        seen.append((content, styles[0][0]))
        return GatysLosses(encoder, content, styles, **options)

    monkeypatch.setattr(gatys, "GatysLosses", spy)
    model(encoder, preserve_color="histogram", steps=1).translate(photo, style=green)
    ((content, style),) = seen
    np.testing.assert_allclose(style.mean((0, 1, 2)), content.mean((0, 1, 2)), atol=0.1)
    assert np.abs(images.to_float(green).mean((0, 1)) - content.mean((0, 1, 2))).max() > 0.3
