"""Runs side by side."""

import shutil

import pytest

from tests.report.hostile import SCRIPT
from tests.report.test_html import Seen
from tfstyle.errors import DataError
from tfstyle.report import compare_page


def test_what_differs_and_who_is_best(make_run):
    runs = make_run("narrow"), make_run("wide", filters=32, seed=1, every=25)
    page = compare_page(runs)
    text = Seen(page).text
    assert "22.00 dB at step 100" in text and "23.00 dB at step 100, best" in text
    assert "generator.filters" in text and "seed" in text
    assert "train.steps" not in text  # the same in both
    # Steps 50 and 100 are in both.
    assert page.count("data:image/jpeg") == 4
    assert "Step 100" in text and "Step 25" not in text


def test_runs_without_a_step_in_common_show_their_last(make_run):
    runs = make_run("a", every=40), make_run("b", every=70)
    text = Seen(compare_page(runs)).text
    assert "no step in common" in text and "a, step 80" in text and "b, step 70" in text


def test_lower_is_best_where_it_is(make_run):
    runs = [make_run("a"), make_run("b")]
    for run, value in zip(runs, (0.5, 0.25), strict=True):
        lines = f'{{"step": 9, "validation/l1": {value}}}\n'
        (run / "metrics.jsonl").write_text(lines, "utf-8")
    text = Seen(compare_page(runs)).text
    assert "0.250 at step 9, best" in text and "0.500 at step 9, best" not in text


def test_equal_names_are_told_apart_and_hostile_ones_are_texts(make_run, tmp_path):
    make_run("x/run"), make_run("y/run", note=SCRIPT)
    seen = Seen(compare_page([tmp_path / "x" / "run", tmp_path / "y" / "run"]))
    assert "x/run" in seen.text and "y/run" in seen.text and SCRIPT in seen.text
    assert seen.elements.count("script") == 1


def test_a_run_that_has_only_begun_stands_beside_another(make_run):
    begun = make_run("begun")
    for name in ("checkpoints", "samples"):
        shutil.rmtree(begun / name)
    (begun / "metrics.jsonl").unlink()
    text = Seen(compare_page([make_run("whole"), begun])).text
    assert "begun: There is no metrics.jsonl" in text and "22.00 dB" in text


def test_who_may_be_compared(make_run):
    run = make_run()
    with pytest.raises(DataError, match=r"Name 2 to 12 runs to compare\. Received: 1"):
        compare_page([run])
    with pytest.raises(DataError, match="each directory once"):
        compare_page([run, run.parent / "." / run.name])
