"""Multi-scale structural similarity, put together of scikit-image's and beside TensorFlow's."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

from tests.optional import need
from tfstyle.metrics import ms_ssim
from tfstyle.metrics.ssim import similarity

data, metrics, transform = need("skimage.data"), need("skimage.metrics"), need("skimage.transform")
WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # the paper's


@pytest.fixture(scope="module")
def two():
    photograph = data.astronaut()[:256, :320]
    blurred = ndimage.gaussian_filter(photograph.astype(float), (2, 2, 0))
    noise = np.random.default_rng(0).normal(0, 15, photograph.shape)
    return photograph, np.clip(0.9 * blurred + noise, 0, 255).astype("uint8")


def terms(x, y):
    """Luminance, and contrast with structure, from scikit-image's and SciPy's functions."""
    _, whole = metrics.structural_similarity(
        x, y, channel_axis=2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
        data_range=255, full=True,
    )
    a, b = (ndimage.gaussian_filter(one, (1.5, 1.5, 0), truncate=3.5) for one in (x, y))
    luminance = (2 * a * b + 2.55**2) / (a * a + b * b + 2.55**2)
    inside = slice(5, -5), slice(5, -5)
    return luminance[inside], (whole / luminance)[inside]


def test_each_scale_is_scikit_images_and_all_together_are_the_papers(two):
    x, y = (picture.astype("float64") for picture in two)
    product = np.ones(3)
    for scale, weight in enumerate(WEIGHTS):
        if scale:
            x, y = (transform.downscale_local_mean(one, (2, 2, 1)) for one in (x, y))
        luminance, contrast = terms(x, y)
        for ours, theirs in zip(similarity(x, y), (luminance, contrast), strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-9)
        means = (luminance * contrast if scale == 4 else contrast).mean((0, 1))
        product *= means**weight
    assert ms_ssim(*two) == pytest.approx(product.mean(), abs=1e-9)
    assert 0.5 < product.mean() < 0.95


@pytest.mark.parametrize("height, width", [(176, 176), (201, 255), (256, 320)])
def test_it_is_tensorflows(height, width, two):
    two = [picture[:height, :width] for picture in two]
    for pair in (two, [picture[..., 1:2] for picture in two]):  # in colour, and gray
        expected = float(tf.image.ssim_multiscale(*pair, max_val=255))
        assert ms_ssim(*pair) == pytest.approx(expected, abs=1e-4)


def test_negatives_are_nothing_alike():
    photograph = data.chelsea()[:200, :200]
    assert ms_ssim(photograph, 255 - photograph) == 0
