"""Figures of pictures on disk are those of the metrics' functions, whatever way they took."""

import json
import math

import numpy as np
import pytest

import tfstyle
from tests.evaluation.made_pictures import folder, picture, small_encoders
from tfstyle import images, metrics
from tfstyle.evaluation import evaluate, load_evaluation
from tfstyle.evaluation.interval import interval_of_mean

NAMES = ("a.png", "b.png", "c.png")


@pytest.fixture
def made(tmp_path):
    return folder(tmp_path / "made", NAMES)


@pytest.fixture
def real(tmp_path):
    return folder(tmp_path / "real", NAMES, seed=10)


def test_pairs_are_measured_by_name(made, real):
    found = evaluate(made, real, metrics=["psnr", "ssim"], seed=3)
    values = [metrics.psnr(picture(10 + n), picture(n)) for n in range(3)]
    one = found.metrics["psnr"]
    assert one.value == pytest.approx(np.mean(values), rel=1e-12)
    assert one.interval == interval_of_mean(values, 3) and one.seed == 3
    assert one.pictures == 3 and one.direction == "higher" and "dB" in one.protocol
    assert found.kind == "pairs" and list(found.metrics) == ["psnr", "ssim"]


def test_sets_of_any_number_and_size_are_compared(made, tmp_path, monkeypatch):
    small_encoders(monkeypatch)
    real = folder(tmp_path / "other", ("x.png", "below/y.png"), (32, 40), seed=20)
    found = evaluate(made, real, metrics=["frechet"])
    assert found.kind == "sets" and found.metrics["frechet"].value > 0
    assert "GENERATED is 24x24 and REFERENCE is 40x32" in " ".join(found.notes)
    assert len(found.weights["vgg19"]) == 64


def test_pictures_alone_and_with_their_photographs(made, real):
    wanted = metrics.list_metrics("picture", "change")
    if not wanted:
        pytest.skip("there is no such metric yet")
    found = evaluate(made, content=real)
    assert set(wanted) <= set(found.metrics) and found.kind == "pictures"
    assert found.content.pictures == 3 and found.reference is None


def test_the_record_is_what_lies_on_disk_and_is_read_back_equal(made, real, tmp_path):
    found = tfstyle.evaluate(made, real, metrics=["l1"], seed=7)
    sums = {name: tfstyle.files.sha256(made / name) for name in NAMES}
    assert {one["name"]: one["sha256"] for one in found.generated.files} == sums
    found.save(tmp_path / "deep" / "found.json")
    assert load_evaluation(tmp_path / "deep" / "found.json") == found
    told = json.loads((tmp_path / "deep" / "found.json").read_text("utf-8"))
    assert told["seed"] == 7 and told["versions"]["numpy"] == np.__version__
    assert told["tfstyle"] == tfstyle.__version__ and told["reference"]["pictures"] == 3


def test_a_set_is_known_by_its_pictures_whatever_they_are_called(made, real, tmp_path):
    folder(tmp_path / "again", ("q.png",))
    first = evaluate(made / "a.png", real / "a.png", metrics=["l1"]).generated
    again = evaluate(tmp_path / "again" / "q.png", real / "a.png", metrics=["l1"]).generated
    assert first.sha256 == again.sha256 and first.files != again.files


def test_equal_pictures_have_no_number_but_a_note(made, real, tmp_path):
    images.write_image(real / "a.png", picture(0))
    found = evaluate(made, real, metrics=["psnr"])
    one = found.metrics["psnr"]
    assert one.value is None and one.interval is None
    assert one.note == "infinite for 1 of 3 pictures, which are equal"
    assert "1 of 3 pictures of GENERATED are also in REFERENCE" in " ".join(found.notes)
    found.save(tmp_path / "found.json")
    assert load_evaluation(tmp_path / "found.json") == found


def test_gray_and_transparent_pictures_are_rgb_over_white(tmp_path):
    level = np.full((16, 16, 1), 255, "uint8")
    clear = np.zeros((16, 16, 4), "uint8")
    images.write_image(tmp_path / "made.png", clear)
    images.write_image(tmp_path / "real.png", level)
    found = evaluate(tmp_path / "made.png", tmp_path / "real.png", metrics=["l1"])
    assert found.metrics["l1"].value == 0


def test_progress_counts_to_its_end(made, real, monkeypatch):
    small_encoders(monkeypatch)
    told = []
    evaluate(made, real, metrics=["frechet", "l1"], progress=lambda *counts: told.append(counts))
    assert told == [(n, 6) for n in range(1, 7)]


def test_the_interval_of_a_mean_covers_it_as_often_as_it_says():
    random, hits = np.random.default_rng(0), 0
    for trial in range(50):
        low, high = interval_of_mean(random.normal(5, 2, 60), trial)
        hits += low <= 5 <= high
    assert 43 <= hits <= 50
    assert interval_of_mean([1.0], 0) is None
    assert interval_of_mean([1.0, math.inf], 0) is None
