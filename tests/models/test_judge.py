"""The judge: pictures of any size, pooling in strips, its losses and its errors."""

import keras
import numpy as np
import pytest

from tests.models.small import judge, judged
from tests.networks.helpers import randomize
from tfstyle import images
from tfstyle.errors import DataError, ImageError
from tfstyle.models import Judge
from tfstyle.models.judge import looking, losses, pooling
from tfstyle.networks import PatchJudge, PictureJudge

RNG = np.random.default_rng(0)


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    made = judge(calibration=(0.5, 0.1))
    for network in made.networks.values():
        randomize(network)
    return made


@pytest.mark.parametrize("size", [(1, 1), (1, 90), (7, 3), (41, 42), (130, 61)])
def test_a_picture_of_any_size(model, size):
    found = model.judge(RNG.integers(0, 256, (*size, 3), "uint8"))
    assert 0 <= found.probability <= 1 and np.isfinite(found.logit)
    assert set(found.severities) == set(model.kinds) == set(found.heats)
    for heat in (found.heat, *found.heats.values()):
        assert heat.shape == size and heat.min() >= 0 and heat.max() <= 1


def test_the_heat_is_what_speaks_against_a_patch():
    """sigmoid(a l + b) of 1/2 and more is clear; of 1/4 half as hot as of 0."""
    found = judge(patch_calibration=(0.0, 0.1)).judge(np.zeros((50, 50, 3), "uint8"))
    assert not found.heat.any()
    found = judge(patch_calibration=(0.0, -np.log(3))).judge(np.zeros((50, 50, 3), "uint8"))
    np.testing.assert_allclose(found.heat, 0.5, atol=1e-6)
    assert found.patches.shape == (7, 7)


def test_strips_make_no_difference(model, monkeypatch):
    picture = RNG.integers(0, 256, (190, 75, 3), "uint8")
    whole = model.judge(picture)
    monkeypatch.setattr(looking, "_PIXELS", 1)
    strips = model.judge(picture)
    assert strips.logit == pytest.approx(whole.logit, abs=1e-3)
    np.testing.assert_allclose(strips.heat, whole.heat, atol=1e-5)


def test_what_it_takes(model, tmp_path):
    picture = RNG.integers(0, 256, (50, 44, 3), "uint8")
    path = tmp_path / "p.png"
    images.write_image(path, picture)
    wanted = model.judge(picture).logit
    from PIL import Image

    opaque = np.concatenate([picture, np.full((50, 44, 1), 255, "uint8")], -1)
    for other in (path, str(path), Image.fromarray(picture), images.to_float(picture), opaque):
        assert model.judge(other).logit == pytest.approx(wanted, abs=1e-4)
    assert model.judge(picture[..., 0]).probability >= 0
    for wrong in (picture[None], np.zeros((0, 3, 3), "uint8"), np.zeros((4, 4, 2), "uint8")):
        with pytest.raises(ImageError, match="Received"):
            model.judge(wrong)
    with pytest.raises(ImageError, match="NaN"):
        model.judge(np.full((4, 4, 3), np.nan, "float32"))


def test_the_probability_is_calibrated(model):
    found = model.judge(RNG.integers(0, 256, (60, 60, 3), "uint8"))
    assert found.probability == pytest.approx(1 / (1 + np.exp(-0.5 * found.logit - 0.1)))


def test_findings_are_weighted_means():
    maps = RNG.normal(size=(2, 3, 4, 5)).astype("float32")
    found = np.asarray(pooling.findings(pooling.sums(maps, 2)))
    logits = maps[..., 0].reshape(2, -1)
    weights = np.log1p(np.exp(maps[..., 3:])).reshape(2, -1, 2)
    np.testing.assert_allclose(found[:, 0], logits.mean(1), atol=1e-5)
    np.testing.assert_allclose(found[:, 1], logits.std(1), atol=1e-4)
    severities = maps[..., 1:3].reshape(2, -1, 2)
    means = (weights * severities).sum(1) / weights.sum(1)
    np.testing.assert_allclose(found[:, -2:], means, atol=1e-3)


def test_losses_by_hand():
    severities = np.float32([[0, 0], [0.5, 0], [1, 0], [-1, -1]])
    np.testing.assert_array_equal(losses.is_real(severities), [1, 0, 0, 0])
    # In order by the margin 2 and beyond: nothing to learn; the last has no place in it.
    assert float(losses.order_loss(np.float32([2, 1, 0, 99]), severities, 2.0)) == 0
    wrong = float(losses.order_loss(np.float32([0, 0, 0, 0]), severities, 2.0))
    assert wrong == pytest.approx((1 + 2 + 1) / 3)
    off = losses.severity_loss(np.float32([[0, 0.5]] * 4), severities)
    np.testing.assert_allclose(off, [0.5, 1.0, 2.5, 0.0])
    # A bad picture need be bad in a quarter of its patches, a real one nowhere.
    logits = np.float32([[9, 9, 9, -9]]).reshape(1, 2, 2, 1)
    bad, real = (float(losses.patch_loss(logits, np.float32([y]))[0]) for y in (0, 1))
    assert bad < 1e-3 and real == pytest.approx(9 / 4, abs=1e-3)


def test_it_learns_from_pictures_and_severities(model):
    model.compile()
    pictures, severities = judged(count=2)
    with pytest.raises(DataError, match=r"learns from .pictures, severities.*pictures alone"):
        model.train_on_batch(pictures)
    with pytest.raises(DataError, match=r"Received: severities of shape \(2, 4\)"):
        model.train_on_batch(pictures, severities[:, :4])


def test_networks_that_do_not_fit():
    with pytest.raises(ValueError, match="need the same kinds"):
        Judge(PatchJudge(2, kinds=5), PictureJudge(2))
    with pytest.raises(ValueError, match="kinds must name"):
        Judge(PatchJudge(2), PictureJudge(2), kinds=("blur",))
    with pytest.raises(ValueError, match=r"2 . 2 kinds findings"):
        Judge(PatchJudge(2), PictureJudge(2, findings=15))
    with pytest.raises(ValueError, match="calibration"):
        judge(calibration=(1.0, "a"))
    with pytest.raises(ValueError, match=r"patch_calibration\[0\]"):
        judge(patch_calibration=(float("nan"), 0.0))
