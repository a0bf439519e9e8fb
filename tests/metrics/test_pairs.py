"""Metrics of pairs against scikit-image's, and where their value is known."""

import numpy as np
import pytest

from tests.optional import need
from tfstyle.metrics import l1, psnr, ssim

data, metrics = need("skimage.data"), need("skimage.metrics")


@pytest.fixture(scope="module")
def two():
    photograph = data.chelsea()[:120, :150]
    noise = np.random.default_rng(0).normal(0, 20, photograph.shape)
    return photograph, np.clip(photograph + noise, 0, 255).astype("uint8")


def test_psnr_and_ssim_are_those_of_scikit_image(two):
    assert psnr(*two) == pytest.approx(metrics.peak_signal_noise_ratio(*two), abs=1e-9)
    _, whole = metrics.structural_similarity(
        *two, channel_axis=2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
        data_range=255, full=True,
    )
    # scikit-image's window reaches 5 pixels; ours is only placed where it fits.
    assert ssim(*two) == pytest.approx(whole[5:-5, 5:-5].mean(), abs=1e-6)


def test_equal_pictures(two):
    assert (l1(two[0], two[0]), psnr(two[0], two[0])) == (0.0, float("inf"))
    assert ssim(two[0], two[0]) == pytest.approx(1.0)


def test_l1_is_on_the_scale_of_the_networks():
    black, white = np.zeros((16, 16, 3), "uint8"), np.full((16, 16, 3), 255, "uint8")
    assert l1(black, white) == 2.0


@pytest.mark.parametrize("metric", [l1, psnr, ssim])
def test_other_types_and_sizes_are_refused(metric, two):
    with pytest.raises(ValueError, match="uint8"):
        metric(two[0].astype("float32"), two[1])
    with pytest.raises(ValueError, match="one size"):
        metric(two[0], two[1][1:])


def test_ssim_needs_its_window():
    small = np.zeros((10, 40, 3), "uint8")
    with pytest.raises(ValueError, match="11 pixels"):
        ssim(small, small)
