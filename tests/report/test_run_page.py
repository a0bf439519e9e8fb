"""The page of a run, whatever of it is there."""

import re
import shutil

import numpy as np
import pytest

from tests.report.conftest import EVENT
from tests.report.hostile import NAMES, SCRIPT
from tests.report.test_html import Seen
from tfstyle import images
from tfstyle.errors import DataError
from tfstyle.report import run_page
from tfstyle.report.html import clean
from tfstyle.report.sample_pictures import MOST


def test_a_run_is_told_whole(make_run):
    run = make_run()
    page = run_page(run)
    text = Seen(page).text
    for word in ("Run run", "cyclegan", "100 of 200", EVENT["sentence"], "threshold 0.9", "5.0%",
                 "22.00 dB at step 100", "21.00 dB", "higher is better", "3.15.1", "filters",
                 "the run goes on or was stopped"):  # fmt: skip
        assert word in text, word
    assert page.count("data:image/jpeg") == 2
    # Two losses, the rates, a metric and a check, each light and dark.
    assert page.count("data:image/svg+xml") == 2 * 5


def test_nothing_is_fetched_and_every_picture_has_its_words(make_run):
    seen = Seen(run_page(make_run()))
    addresses = [v for k, v in seen.attributes if k in ("src", "srcset", "href", "action", "data")]
    assert addresses and all(a.startswith(("data:", "#")) for a in addresses)
    assert seen.elements.count("img") == sum(k == "alt" and bool(v) for k, v in seen.attributes)
    assert seen.elements.count("table") == seen.elements.count("caption")
    assert seen.elements.count("h1") == 1 and ("lang", "en") in seen.attributes


def test_hostile_texts_stay_texts(make_run):
    extra = {f"validation/{name}": 2.5 for name in NAMES[:6]} | {f"cycle/{n}": 1.5 for n in NAMES}
    event = {"step": "x", "check": SCRIPT, "value": "no", "sentence": SCRIPT}
    run = make_run("<script>alert(0)<", note=SCRIPT, extra=extra, events=[event])
    seen = Seen(run_page(run))
    assert seen.elements.count("script") == 1
    assert not [k for k, _ in seen.attributes if k.startswith("on")]
    assert clean(SCRIPT) in seen.text
    plain = Seen(run_page(make_run("plain")))
    assert set(seen.elements) == set(plain.elements)


def test_a_recipe_that_is_none_is_shown_as_it_is(make_run):
    run = make_run()
    (run / "recipe.toml").write_text(f"model = {SCRIPT}", "utf-8")
    seen = Seen(run_page(run))
    assert "recipe.toml cannot be read" in seen.text
    assert f"model = {SCRIPT}" in seen.text and seen.elements.count("script") == 1


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (lambda run: (run / "metrics.jsonl").unlink(), "There is no metrics.jsonl"),
        (lambda run: (run / "metrics.jsonl").write_bytes(b""), "metrics.jsonl holds no figures"),
        (lambda run: (run / "metrics.jsonl").write_bytes(b'{"step": 1, "a": 1}\n{"st'), "1 line"),
        (lambda run: (run / "metrics.jsonl").write_bytes(b"\xff\xfe[[[\nNaN\n" * 3), "6 line"),
        (lambda run: (run / "health.jsonl").write_bytes(b"{"), "health.jsonl: 1 line"),
        (lambda run: shutil.rmtree(run / "checkpoints"), "There is no checkpoint"),
        (lambda run: shutil.rmtree(run / "samples"), "There are no sample pictures"),
        (lambda run: (run / "recipe.toml").unlink(), "There is no recipe.toml"),
    ],
)
def test_what_is_missing_is_said(make_run, broken, sentence):
    run = make_run()
    broken(run)
    assert sentence in Seen(run_page(run)).text


def test_a_run_older_than_health_checks(make_run):
    run = make_run(events=[])
    (run / "health.jsonl").unlink()
    lines = (run / "metrics.jsonl").read_text("utf-8")
    (run / "metrics.jsonl").write_text(re.sub(r', "health/accuracy": [\d.]+', "", lines), "utf-8")
    assert "No health checks were made" in Seen(run_page(run)).text
    assert 'id="health"' not in run_page(run)


def test_checks_that_found_nothing_say_so(make_run):
    assert "Every check is silent." in Seen(run_page(make_run(events=[]))).text


def test_a_broken_sample_costs_its_own_place_alone(make_run):
    run = make_run()
    (run / "samples" / "step_00000050.png").write_bytes(b"\x89PNG no")
    page = run_page(run)
    assert page.count("data:image/jpeg") == 1 and "step_00000050.png" in Seen(page).text


def test_many_large_samples_make_no_large_page(make_run):
    run = make_run(every=4)
    noise = np.random.default_rng(0).integers(0, 256, (300, 2000, 3), dtype=np.uint8)
    images.write_image(run / "samples" / "step_00000100.png", noise)
    page = run_page(run)
    assert page.count("data:image/jpeg") == MOST
    assert "step 4" in page and "step 100" in page
    assert len(page) < 3e6


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_no_run_is_refused(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="tfstyle train"):
        run_page(tmp_path / name)
