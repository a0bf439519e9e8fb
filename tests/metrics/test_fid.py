"""FID where it is known in closed form, how sure it is, and what its network is shown."""

import functools

import numpy as np
import pytest
from PIL import Image
from scipy import linalg

from tests.optional import need
from tfstyle.errors import DataError
from tfstyle.metrics import Measuring, frechet_distance
from tfstyle.metrics.frechet_distance import frechet_interval, moments_of
from tfstyle.metrics.inception_views import clean_view, legacy_view
from tfstyle.metrics.moments import Reservoir

photos = need("skimage.data")


def gaussian(rng, mean, covariance, count):
    """Rows whose sample mean and covariance are exactly those given."""
    rows = rng.normal(size=(count, len(mean)))
    basis, _ = np.linalg.qr(rows - rows.mean(0))
    basis = basis * np.sqrt(count - 1)
    return basis @ np.linalg.cholesky(covariance).T + mean


@pytest.mark.parametrize("counts", [(50, 50), (50, 3000), (3000, 50), (3000, 2000)])
def test_of_gaussians_it_is_the_closed_form(counts):
    rng = np.random.default_rng(0)
    mean = rng.normal(size=6)
    first, second = (rng.normal(size=(6, 6)) for _ in range(2))
    first, second = first @ first.T + np.eye(6), second @ second.T + np.eye(6)
    found = frechet_distance(
        gaussian(rng, mean, first, counts[0]), gaussian(rng, mean - 1, second, counts[1])
    )
    root = linalg.sqrtm(first @ second).real
    assert found == pytest.approx(6 + np.trace(first + second - 2 * root), rel=1e-6)
    # Where the covariances have the same axes, no root of a matrix is needed.
    sides = np.array([1.0, 4.0, 9.0, 0.25, 1.0, 2.0])
    found = frechet_distance(
        gaussian(rng, mean, np.diag(sides), counts[0]), gaussian(rng, mean, np.eye(6), counts[1])
    )
    assert found == pytest.approx(np.sum(np.square(np.sqrt(sides) - 1)), rel=1e-6)


@pytest.mark.parametrize(("ours", "theirs"), [(20, 30), (400, 30), (30, 400)])
def test_of_fewer_pictures_than_features_it_is_that_of_the_definition(ours, theirs):
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(ours, 300)), rng.normal(size=(theirs, 300)) + 0.2
    root = linalg.sqrtm(np.cov(a.T) @ np.cov(b.T)).real
    expected = np.sum((a.mean(0) - b.mean(0)) ** 2) + np.trace(np.cov(a.T) + np.cov(b.T) - 2 * root)
    assert frechet_distance(a, b) == pytest.approx(expected, rel=1e-5)  # the definition's own error
    assert frechet_distance(b, a) == pytest.approx(frechet_distance(a, b), rel=1e-9)
    assert frechet_distance(a, a) < 1e-5


def test_the_interval_is_as_wide_as_other_sets_are_apart(monkeypatch):
    kept = functools.partial(Reservoir, 100)
    monkeypatch.setattr("tfstyle.metrics.moments.Reservoir", kept)
    rng = np.random.default_rng(2)
    scale = np.linspace(0.2, 2, 20)
    real = moments_of("reference", rng.normal(size=(2000, 20)) * scale)
    sets = [rng.normal(size=(100, 20)) * scale + 0.3 for _ in range(60)]
    values = [frechet_distance(real, one) for one in sets]
    low, high = frechet_interval(real, sets[0], value=values[0], seed=0)
    assert low < values[0] < high
    assert (low, high) == frechet_interval(real, sets[0], value=values[0], seed=0)
    assert (low, high) != frechet_interval(real, sets[0], value=values[0], seed=1)
    assert 0.7 < (high - low) / (2 * 1.96 * np.std(values)) < 1.5
    # Of more pictures than resamples are drawn from.
    many = np.concatenate(sets[:12])
    value = frechet_distance(real, many)
    low_of_many, high_of_many = frechet_interval(real, many, value=value, seed=0)
    assert 0.7 < (high - low) / (high_of_many - low_of_many) / np.sqrt(12) < 1.6


def test_too_few_pictures_are_told():
    with pytest.raises(DataError, match=r"pictures must be a set of 2 or more\. Received: 1"):
        frechet_distance(np.zeros((5, 3)), np.zeros((1, 3)))
    with pytest.raises(DataError, match=r"reference must be a set of 2 or more\. Received: 1"):
        frechet_distance(np.zeros((1, 3)), np.zeros((5, 3)))


class Colours:
    """Stands for the network: the mean colour of a few places."""

    layer_names = ("mixed_7", "pool3")

    def __call__(self, batch):
        assert batch.shape[1:] == (299, 299, 3) and batch.dtype == "float32"
        seen = batch[:, ::60, ::60]
        return [seen, seen.mean(axis=(1, 2))]


def crops(count, seed=0, low=30, high=400):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        y, x = rng.integers(0, 100, 2)
        height, width = rng.integers(low, high, 2)
        yield photos.astronaut()[y : y + height, x : x + width]


def test_measured_through_a_network_a_small_set_is_told_to_be_one():
    names = ["fid", "fid_legacy", "fid768", "fid768_legacy", "kid", "kid768"]
    measuring = Measuring(names, {"inception_2015": Colours()})
    reference = [*crops(12)]
    found = measuring.sets_in_detail(reference, crops(10, seed=1))
    assert list(found) == [
        "fid_clean", "fid_legacy", "fid768_clean", "fid768_legacy", "kid_clean", "kid768_clean"
    ]  # fmt: skip
    for name, one in found.items():
        assert one.pictures == 10 and one.seed == 0
        assert one.interval[0] <= one.value <= one.interval[1]
        assert (one.note is not None) == name.startswith("fid")
    assert "Of 10 pictures: below 1,000" in found["fid_clean"].note
    assert "trust KID" in found["fid_clean"].note
    assert found["fid_clean"].value == pytest.approx(found["fid768_clean"].value, rel=1e-3)
    same = measuring.sets(reference, reference)
    assert same["fid_clean"] < 1e-9 and same["fid_legacy"] < 1e-9


def test_the_clean_view_is_antialiased_and_not_rounded():
    picture = photos.astronaut()[:401, :333]
    seen = (clean_view(picture) + 1) * 127.5
    shown = Image.fromarray(picture).resize((299, 299), Image.Resampling.BICUBIC)
    # Pillow rounds and clips those twice.
    assert np.abs(seen - np.asarray(shown)).mean() < 0.35
    assert np.abs(seen - np.rint(seen)).mean() > 0.1 and seen.min() >= 0 and seen.max() <= 255
    fine = np.zeros((598, 598, 3), "uint8")
    fine[::2] = 255
    assert np.abs(clean_view(fine)[5:-5]).max() < 0.02  # gray


def test_the_legacy_view_takes_the_four_nearest_pixels_whatever_the_scale():
    fine = np.zeros((598, 598, 3), "uint8")
    fine[::2] = 255
    assert (legacy_view(fine) == 1).all()  # every second line
    same = photos.coffee()[:299, :299]
    np.testing.assert_allclose((legacy_view(same) + 1) * 127.5, same, atol=1e-4)
    two = np.array([[[0, 0, 0], [100, 200, 50]]], "uint8")
    seen = (legacy_view(two) + 1) * 127.5
    assert seen[7, 0, 1] == 0 and seen[7, 298, 1] == pytest.approx(200, abs=1e-3)
    assert seen[0, 75, 0] == pytest.approx(100 * 75 * 2 / 299, abs=1e-3)


@pytest.mark.parametrize("view", [clean_view, legacy_view])
@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (700, 2)])
def test_any_size_is_seen(view, shape):
    seen = view(np.full((*shape, 3), 51, "uint8"))
    assert seen.shape == (299, 299, 3) and seen.dtype == "float32"
    np.testing.assert_allclose(seen, 51 / 127.5 - 1, atol=1e-5)
