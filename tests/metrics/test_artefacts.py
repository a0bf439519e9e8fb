"""Artefacts, planted in photographs: each is found, faint ones too, and nothing where is none."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from tests.metrics.artefacts import darker_frame, lattice, lines, soft_spots
from tests.optional import need
from tfstyle.errors import DataError
from tfstyle.metrics import blot, border, checkerboard, clipped, get_metric
from tfstyle.metrics.blot import FOUND as A_BLOT
from tfstyle.metrics.border import FOUND as A_FRAME
from tfstyle.metrics.checkerboard import FOUND as A_LATTICE
from tfstyle.metrics.clipped import FOUND as CLIPPED

data = need("skimage.data")
NAMES = ("astronaut", "chelsea", "coffee", "rocket", "hubble", "motorcycle")


@pytest.fixture(scope="module", params=NAMES)
def photograph(request):
    whole = {
        "hubble": data.hubble_deep_field, "motorcycle": lambda: data.stereo_motorcycle()[0]
    }.get(request.param) or getattr(data, request.param)  # fmt: skip
    return np.asarray(whole())[20:276, 40:296]


def changed(values):
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def honest_changes(photograph):
    """Changes that are no artefact: of contrast, brightness, colour and sharpness."""
    values = photograph.astype(float)
    yield photograph
    for gamma in (0.8, 1.25):
        yield changed(255 * (values / 255) ** gamma)
    yield changed(values + np.array([6, -6, 4]))
    yield changed(gaussian_filter(values, (1, 1, 0)))


@pytest.mark.parametrize(("period", "levels"), [(2, 1), (4, 3), (8, 6)])
def test_a_lattice_is_found(photograph, period, levels):
    assert checkerboard(photograph) < A_LATTICE
    planted = lattice(photograph, period, levels)
    assert checkerboard(planted) > A_LATTICE
    stronger = lattice(photograph, period, 2 * levels)
    assert checkerboard(stronger) > 2 * checkerboard(planted)


def test_jpeg_and_stripes_are_no_lattice(photograph, tmp_path):
    from PIL import Image

    for quality in (40, 75, 90):
        Image.fromarray(photograph).save(tmp_path / "photo.jpg", quality=quality)
        assert checkerboard(np.asarray(Image.open(tmp_path / "photo.jpg"))) < A_LATTICE
    stripes = photograph.astype(int) + np.indices(photograph.shape)[1] % 8 // 4 * 6
    assert checkerboard(changed(stripes)) < A_LATTICE


def test_a_frame_is_found(photograph):
    assert border(photograph) < A_FRAME
    for planted in (darker_frame(photograph, 40), lines(photograph, 20)):
        assert border(planted) > A_FRAME
    blurred = photograph.copy()
    blurred[:] = changed(gaussian_filter(photograph.astype(float), (3, 3, 0)))
    blurred[16:-16, 16:-16] = photograph[16:-16, 16:-16]
    assert border(blurred) > A_FRAME


def test_clipping_is_found(photograph):
    for honest in honest_changes(photograph):
        assert clipped(photograph, honest) < CLIPPED
    harsh = changed((photograph.astype(float) - 110) * 2 + 128)
    assert clipped(photograph, harsh) > CLIPPED


def test_blots_are_found_where_the_photograph_is_smooth(photograph):
    for honest in honest_changes(photograph):
        assert blot(photograph, honest) < A_BLOT
    sky = changed(gaussian_filter(photograph.astype(float), (24, 24, 0)) * 0.6 + 50)
    for levels in (-48, 48):
        assert blot(sky, soft_spots(sky, levels)) > A_BLOT
    inverted = 255 - sky
    assert blot(sky, inverted) < A_BLOT


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 1, 1), (40, 7, 1), (17, 90, 4), (16, 16, 3)])
def test_pictures_of_any_size_have_a_value(shape):
    picture = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    for name in ("checkerboard", "border"):
        assert np.isfinite(get_metric(name).function(picture))
        assert get_metric(name).function(picture * 0) < 1.01
    for name in ("clipped", "blot"):
        assert get_metric(name).function(picture, picture) == 0.0


def test_other_arrays_are_refused():
    picture = np.zeros((8, 8, 3), np.uint8)
    for name in ("checkerboard", "border"):
        with pytest.raises(ValueError, match=r"uint8 array .* Received: float64 \(8, 8, 3\)"):
            get_metric(name).function(picture / 255)
    for name in ("clipped", "blot"):
        with pytest.raises(DataError, match=r"at one size.*\(8, 8, 3\) and \(8, 4, 3\)"):
            get_metric(name).function(picture, picture[:, :4])
        assert get_metric(name).function(picture, picture[..., :1]) == 0.0
