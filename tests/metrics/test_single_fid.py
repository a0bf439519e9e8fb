"""Single-image FID beside its definition, and of patches that lie elsewhere."""

import numpy as np
import pytest
from scipy import linalg

from tests.networks.helpers import randomize
from tests.optional import need
from tfstyle import images
from tfstyle.errors import DataError
from tfstyle.metrics import Measuring
from tfstyle.networks.inception_2015 import Inception2015

photos = need("skimage.data")


@pytest.fixture(scope="module")
def encoder():
    return randomize(Inception2015(["pool1"]))


@pytest.fixture(scope="module")
def measure(encoder):
    measuring = Measuring(["single_fid"], {"inception_2015": encoder})
    return lambda *row: measuring.rows("stylized", [row])[0]["single_fid"]


def test_it_is_the_frechet_distance_of_the_features_of_all_places(encoder, measure):
    painting, result = photos.coffee()[:120, :160], photos.astronaut()[:100, :130]
    one, other = (
        np.asarray(encoder(images.to_float(picture)[None])[0], "float64").reshape(-1, 64)
        for picture in (painting, result)
    )
    first, second = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    # The trace of a root is the sum of the roots of the eigenvalues.
    roots = np.sqrt(np.clip(linalg.eigvals(first @ second).real, 0, None))
    expected = np.sum((one.mean(0) - other.mean(0)) ** 2) + np.trace(first + second)
    expected -= 2 * roots.sum()
    assert measure(result, painting, result) == pytest.approx(expected, rel=1e-3)


def test_where_patches_lie_does_not_count(measure):
    painting = photos.chelsea()[:160, :240]
    blocks = [painting[y : y + 80, x : x + 80] for x in (0, 80, 160) for y in (0, 80)]
    moved = np.concatenate([np.concatenate(blocks[:3], 1), np.concatenate(blocks[3:], 1)])
    other = photos.astronaut()[:160, :240]
    assert measure(other, painting, painting.copy()) == pytest.approx(0, abs=1e-6)
    assert measure(other, painting, moved) < 0.1 * measure(other, painting, other)


def test_too_small_a_picture_is_refused(measure):
    picture = np.zeros((80, 80, 3), "uint8")
    with pytest.raises(DataError, match=r"single_fid: pictures need 75 pixels.*Received: 60x80"):
        measure(picture, picture, picture[:, :60])
