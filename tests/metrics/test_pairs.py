"""Metrics of pairs against scikit-image's, and where their value is known."""

import numpy as np
import pytest

from tests.optional import need
from tfstyle.errors import DataError
from tfstyle.metrics import l1, ms_ssim, psnr, ssim

data, metrics = need("skimage.data"), need("skimage.metrics")


@pytest.fixture(scope="module")
def two():
    photograph = data.chelsea()[:120, :150]
    noise = np.random.default_rng(0).normal(0, 20, photograph.shape)
    return photograph, np.clip(photograph + noise, 0, 255).astype("uint8")


def as_given(picture):
    return picture


def gray(picture):
    return picture[..., :1]


def dark(picture):
    """A picture of few values has the range of all of them, 0 to 255, nevertheless."""
    return picture // 16


def with_alpha(picture):
    return np.concatenate([picture, 255 - picture[..., :1]], axis=-1)


@pytest.mark.parametrize("kind", [as_given, gray, dark, with_alpha])
def test_psnr_and_ssim_are_those_of_scikit_image(kind, two):
    two = [kind(picture) for picture in two]
    expected = metrics.peak_signal_noise_ratio(*two, data_range=255)
    assert psnr(*two) == pytest.approx(expected, abs=1e-9)
    _, whole = metrics.structural_similarity(
        *two, channel_axis=2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
        data_range=255, full=True,
    )
    # scikit-image's window reaches 5 pixels; ours is only placed where it fits.
    assert ssim(*two) == pytest.approx(whole[5:-5, 5:-5].mean(), abs=1e-6)


def test_equal_pictures(two):
    assert (l1(two[0], two[0]), psnr(two[0], two[0])) == (0.0, float("inf"))
    assert ssim(two[0], two[0]) == pytest.approx(1.0)
    assert ms_ssim(*[data.chelsea()] * 2) == pytest.approx(1.0)


def test_l1_is_on_the_scale_of_the_networks():
    black, white = np.zeros((16, 16, 3), "uint8"), np.full((16, 16, 3), 255, "uint8")
    assert l1(black, white) == 2.0


@pytest.mark.parametrize("metric", [l1, psnr, ssim, ms_ssim])
def test_other_types_and_sizes_are_refused(metric, two):
    with pytest.raises(ValueError, match="uint8"):
        metric(two[0].astype("float32"), two[1])
    with pytest.raises(ValueError, match="uint8"):  # not a number would pass unseen
        metric(two[0], np.full(two[1].shape, np.nan))
    with pytest.raises(DataError, match=r"one size.*\(120, 150, 3\) and \(119, 150, 3\)"):
        metric(two[0], two[1][1:])
    with pytest.raises(DataError, match="the same channels"):
        metric(two[0], two[1][..., :1])


@pytest.mark.parametrize("metric, least", [(ssim, 11), (ms_ssim, 176)])
def test_both_need_their_window(metric, least):
    picture = np.zeros((least, least, 3), "uint8")
    assert metric(picture, picture) == pytest.approx(1)
    with pytest.raises(DataError, match=rf"SSIM needs {least} pixels.*: {least}x{least - 1}"):
        metric(picture[1:], picture[1:])
