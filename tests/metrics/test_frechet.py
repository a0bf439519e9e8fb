"""The Fréchet distance where it is known, and of pictures."""

import numpy as np
import pytest
from scipy import linalg

from tests.optional import need
from tfstyle.metrics import Measuring, frechet
from tfstyle.networks import VGG19

photos = need("skimage.data")


def test_frechet_distance_of_known_distributions():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(40_000, 3))
    b = rng.normal(size=(40_000, 3)) * [1, 2, 3] + [3, 0, 0]
    # Diagonal covariances: 3^2 + (1 - 2)^2 + (1 - 3)^2.
    assert abs(frechet(a, b) - 14) < 0.3
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    assert abs(frechet(a @ turn, b @ turn) - frechet(a, b)) < 1e-6
    assert abs(frechet(a, a)) < 1e-6


def test_it_is_that_of_the_definition():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(300, 4)), rng.normal(size=(200, 4)) @ rng.normal(size=(4, 4)) + 1
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = linalg.sqrtm(first @ second).real
    expected = np.sum((a.mean(0) - b.mean(0)) ** 2) + np.trace(first + second - 2 * root)
    assert frechet(a, b) == pytest.approx(expected, rel=1e-9)


def test_one_picture_is_no_set():
    with pytest.raises(ValueError, match=r"pictures must be a set of 2 or more\. Received: 1"):
        frechet(np.zeros((5, 3)), np.zeros((1, 3)))


@pytest.fixture(scope="module")
def sets():
    """Crops of a photograph, and noise."""
    rng = np.random.default_rng(0)
    corners = rng.integers(0, 300, (60, 2))
    real = np.stack([photos.astronaut()[y : y + 16, x : x + 16] for y, x in corners])
    return real, rng.integers(0, 255, (30, 16, 16, 3)).astype(np.uint8)


def test_sets_of_pictures_are_looked_at_in_parts_of_any_size(sets, monkeypatch):
    real, noise = sets
    encoder = VGG19(["relu3_1"], filters=4)

    def measure(reference, pictures):
        return Measuring(["frechet"], {"vgg19": encoder}).sets(reference, pictures)["frechet"]

    whole = measure(real, noise)
    monkeypatch.setattr("tfstyle.metrics.looking._PIXELS", 7 * 16 * 16)
    assert measure(real, list(noise)) == pytest.approx(whole, rel=1e-4)
    # Of other sizes, too.
    mixed = [*noise[:10], *[np.tile(picture, (2, 2, 1)) for picture in noise[10:]]]
    assert measure(real, mixed) > 0
    gray = real.mean(-1, keepdims=True).astype("uint8")
    assert measure(gray, np.repeat(gray, 3, axis=-1)) == pytest.approx(0, abs=1e-3)
    seen = np.concatenate([real, np.full_like(real[..., :1], 255)], axis=-1)
    assert measure(real, seen) == pytest.approx(0, abs=1e-3)
