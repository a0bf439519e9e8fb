"""Verdicts: scores, sentences, heat maps, the best of several, and calibration."""

import keras
import numpy as np
import pytest

from tests.models.small import judge, pix2pix
from tests.networks.helpers import randomize
from tfstyle.errors import DataError, UnsupportedOptionError
from tfstyle.judging import (
    best_of,
    calibrate,
    calibration_error,
    deliver,
    heat_map,
    proving,
    scores,
)
from tfstyle.judging.heat_map import place_of
from tfstyle.models.judge.looking import Judgement

RNG = np.random.default_rng(0)
PICTURE = RNG.integers(0, 256, (60, 50, 3), "uint8")


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    made = judge()
    for network in made.networks.values():
        randomize(network)
    return made


def judged_as(monkeypatch, model, probability, **severities):
    """Let the model say so of any picture."""
    of = {kind: severities.get(kind, 0.0) for kind in model.kinds}
    heat = np.zeros(PICTURE.shape[:2], "float32")
    heat[40:, :16] = 1
    heats = dict.fromkeys(of, heat)
    found = Judgement(probability, 0.0, of, heat, heats, heat)
    monkeypatch.setattr(type(model), "judge", lambda self, picture: found)


def test_a_verdict_of_any_picture(model):
    verdict = deliver(model, PICTURE)
    assert set(verdict.scores) == {"naturalness", *scores.HINTS.values()}
    assert all(0 <= value <= 100 for value in (verdict.overall, *verdict.scores.values()))
    assert verdict.heat.shape == PICTURE.shape[:2]
    assert set(verdict.plain()) == {"overall", "probability", "scores", "sentences"}
    assert len(verdict.sentences) == sum(v < scores.WEAK for v in verdict.scores.values())


def test_a_good_picture_has_no_sentence_and_a_weak_score_has_one(model, monkeypatch):
    judged_as(monkeypatch, model, 0.97)
    assert deliver(model, PICTURE).sentences == ()
    assert deliver(model, PICTURE).overall == pytest.approx(97)
    judged_as(monkeypatch, model, 0.2, noise=0.5, holes=0.9)
    verdict = deliver(model, PICTURE)
    assert verdict.sentences == (
        "Patches are missing or flat, most at the bottom left.",
        "It does not look like a photograph, most at the bottom left.",
        "It is noisy, most at the bottom left.",
    )
    assert verdict.scores["cleanness"] == pytest.approx(50)


def test_every_score_has_its_sentence():
    for name in ("naturalness", "content", "style", *scores.HINTS.values()):
        assert scores.sentence(name, "at the top").endswith(".")
        assert "{" not in scores.sentence(name)
    for weights in scores._WEIGHTS.values():
        assert sum(weights.values()) == pytest.approx(1)
        assert scores.overall(dict.fromkeys(weights, 70.0)) == pytest.approx(70)


def test_where_and_the_heat_map():
    assert place_of(np.full((9, 9), 0.9, "float32")) == ""
    assert place_of(np.ones((1, 1), "float32")) == ""
    spot = np.zeros((9, 9), "float32")
    spot[4, 4] = 1
    assert place_of(spot) == "in the middle"
    shown = heat_map(PICTURE, np.zeros(PICTURE.shape[:2], "float32"))
    assert shown.dtype == np.uint8 and np.ptp(shown, axis=-1).max() == 0  # gray: nothing is wrong
    red = heat_map(PICTURE, np.ones(PICTURE.shape[:2], "float32"))
    assert (red[..., 0] > red[..., 1]).all()


def test_the_best_of_several(model, monkeypatch):
    monkeypatch.setattr(
        type(model), "judge",
        lambda self, picture: Judgement(
            float(picture.mean()) / 255, 0.0, dict.fromkeys(self.kinds, 0.0),
            np.zeros(picture.shape[:2]), dict.fromkeys(self.kinds, np.zeros(picture.shape[:2])),
            np.zeros((1, 1)),
        ),
    )  # fmt: skip
    flat = {str(level): np.full((4, 4, 3), level, "uint8") for level in (20, 200, 120)}
    name, picture, verdict = best_of(model, flat.items())
    assert name == "200" and picture is flat["200"] and verdict.overall > 78
    with pytest.raises(ValueError, match="candidates"):
        best_of(model, [])


def test_one_that_makes_pictures_is_no_judge():
    with pytest.raises(UnsupportedOptionError, match=r"Pix2Pix makes pictures .* Judge"):
        deliver(pix2pix(), PICTURE)


def test_calibration_finds_what_was_planted():
    logits = RNG.normal(size=20000) * 3
    real = RNG.random(20000) < 1 / (1 + np.exp(-(0.7 * logits + 0.4)))
    a, b = calibrate(logits, real)
    # Half of the weight is the real ones', which moves the offset alone.
    shift = np.log((~real).sum() / real.sum())
    assert a == pytest.approx(0.7, abs=0.05) and b == pytest.approx(0.4 + shift, abs=0.1)
    probabilities = 1 / (1 + np.exp(-(a * logits + b)))
    assert calibration_error(probabilities, real) < 0.02
    assert calibration_error(1 / (1 + np.exp(-5 * logits)), real) > 0.1
    # Perfectly parted: steep, but finite.
    assert np.isfinite(calibrate([-1, -2, 1, 2], [0, 0, 1, 1])).all()
    for wrong in (([1.0, 2.0], [1, 1]), ([1.0], [1, 0]), ([np.nan, 1], [0, 1])):
        with pytest.raises(DataError, match="Calibration needs"):
            calibrate(*wrong)


def test_what_a_judge_is_proven_by(model, monkeypatch):
    """One that looks at the noise alone orders noise, and nothing else."""

    def judge_by_noise(self, picture):
        grain = np.abs(np.diff(picture.astype(float), axis=1)).mean()
        heat = np.zeros(picture.shape[:2])
        return Judgement(0.5, -grain, dict.fromkeys(self.kinds, grain), heat, {}, heat)

    monkeypatch.setattr(type(model), "judge", judge_by_noise)
    flat = [np.full((24, 24, 3), level, "uint8") for level in (90, 128)]
    found = proving.severity_order(model, flat, "noise")
    assert found["within"] == pytest.approx(1) and found["pooled"] > 0.97
    assert found["named"] == found["pooled"] and found["logits"].shape == (2, 6)
    assert proving.area_under_curve([1, 2], [0, 0.5]) == 1
    assert len(proving.logits_of(model, flat)) == 2
    for wrong in (lambda: proving.severity_order(model, [], "noise"),
                  lambda: proving.area_under_curve([], [1.0])):  # fmt: skip
        with pytest.raises(DataError):
            wrong()


class OfGrain:
    """A judge whose patches tell noise alone, from -2 to 2."""

    kinds = ("noise", "cast")

    def judge(self, picture):
        grain = np.abs(np.diff(picture.astype("float32"), axis=0)).mean()
        logits = np.full((5, 5), 2 - 4 * min(grain / 40, 1))
        return Judgement(0.5, 0.0, {}, logits, {}, logits)


def test_patches_are_calibrated_by_what_spoils_them_all():
    flat = [np.full((30, 30, 3), level, "uint8") for level in (60, 120, 180)]
    slope, level = proving.calibrate_patches(OfGrain(), {"flat": flat}, severity=1.0)
    assert slope > 1 and abs(level) < 2 * slope  # between the two
    with pytest.raises(DataError, match="Calibration needs"):
        proving.calibrate_patches(OfGrain(), {})
