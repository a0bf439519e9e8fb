"""The curve of a run's loss: few points, the same however often it is looked at."""

import json
import os
import random

import pytest

from tests.optional import need

need("sqlalchemy")


@pytest.fixture
def curve(tmp_path):
    from tfstyle.studio.training.curve import Curve

    return Curve(tmp_path / "metrics.jsonl", most=10)


def write(tmp_path, text, how="ab"):
    with open(tmp_path / "metrics.jsonl", how) as file:
        file.write(text.encode())


def lines(*points):
    return "".join(json.dumps({"step": step, "loss": loss}) + "\n" for step, loss in points)


def test_before_a_run_says_anything_there_is_no_curve(curve, tmp_path):
    assert curve.read() == []
    write(tmp_path, '{"step": 1, "lo')
    assert curve.read() == []
    write(tmp_path, 'ss": 0.5}\n')
    assert curve.read() == [[1, 0.5]]


def test_what_is_no_loss_is_passed_over(curve, tmp_path):
    write(tmp_path, "\n".join([
        '{"step": 1, "loss": NaN}', '{"step": 2, "loss": Infinity}', "[]", "nothing", "[" * 99_999,
        '{"step": "3", "loss": 1.0}', '{"loss": 1.0}', '{"step": 4, "loss": "1"}',
        '{"step": 5, "generator/loss": 2.0, "loss": 9.0}', '{"step": 6, "health/share": 1.0}',
    ]) + "\n")  # fmt: skip
    assert curve.read() == [[5, 2.0]]


@pytest.mark.parametrize("seed", range(3))
def test_a_long_run_has_few_points_however_often_it_is_looked_at(tmp_path, seed):
    from tfstyle.studio.training.curve import Curve

    dice = random.Random(seed)
    text = lines(*((10 * n, dice.random()) for n in range(1, 1000)))
    often = Curve(tmp_path / "metrics.jsonl", most=10)
    for begin in range(0, len(text), 997):
        write(tmp_path, text[begin : begin + 997])
        assert len(often.read()) <= 10
    once = Curve(tmp_path / "metrics.jsonl", most=10).read()
    assert often.read() == once and once[-1][0] == 9990
    assert all(0.3 < loss < 0.7 for _, loss in once)  # means
    assert len(json.dumps(once)) < 300


def test_a_run_that_goes_on_before_its_end_forgets_what_was_lost(curve, tmp_path):
    write(tmp_path, lines((10, 1.0), (20, 0.5), (30, 0.25)))
    assert [step for step, _ in curve.read()] == [10, 20, 30]
    write(tmp_path, lines((20, 0.4)))
    assert curve.read() == [[10, 1.0], [20, 0.4]]
    # Gone on with, a run writes the file anew, whole, under the same name.
    (tmp_path / "new").write_text(lines((10, 1.0), (15, 0.75), (20, 0.5), (25, 0.4)), "utf-8")
    os.replace(tmp_path / "new", tmp_path / "metrics.jsonl")
    assert [step for step, _ in curve.read()] == [10, 15, 20, 25]
    write(tmp_path, lines((10, 3.0)), how="wb")
    assert curve.read() == [[10, 3.0]]
