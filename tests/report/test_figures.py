"""Curves: what belongs together, what is best, how they are drawn."""

import struct

import numpy as np
import pytest

from tfstyle.report import figures
from tfstyle.report.clock import read_clock
from tfstyle.report.plots import lines_plot, thinned
from tfstyle.report.published import figures as published
from tfstyle.report.run_record import RunRecord


@pytest.mark.parametrize("decay", [0, 100, 200])
def test_the_rates_are_those_that_train(decay):
    from tfstyle.training import LinearDecay

    recipe = {"train.steps": 200, "train.decay_from": decay, "train.learning_rate": 2e-4}
    line = figures.learning_rates(RunRecord(None, "", recipe))["generator"]
    steps, values = zip(*line, strict=True)
    schedule = LinearDecay(2e-4, decay, 200)
    for step in range(0, 200, 20):
        drawn = np.interp(step, steps, values)
        assert drawn == pytest.approx(float(schedule(step)), rel=1e-5)


def test_losses_stand_together_by_player_and_never_too_many():
    series = {f"generator/{i}": [(1, 1.0)] for i in range(11)} | {"cycle/a": [(1, 2.0)]}
    groups = figures.losses(RunRecord(None, "", series=series))
    titles = [group.title for group in groups]
    assert titles == ["generator (1 of 2)", "generator (2 of 2)", "cycle"]
    assert max(len(group.lines) for group in groups) == figures.MOST_LINES


def test_the_best_goes_by_direction():
    line = [(1, 3.0), (2, 1.0), (3, 1.0), (4, 5.0)]
    assert figures.best(line, "lower") == (2, 1.0)
    assert figures.best(line, "higher") == (4, 5.0)
    assert figures.best(line, "") is None


def test_a_long_line_is_thinned_and_keeps_its_ends_and_mean():
    line = [(step, float(step % 7)) for step in range(1, 20_001)]
    short = thinned(line)
    assert len(short) == 500
    assert (short[0][0], short[-1][0]) == (1, 20_000)
    assert np.mean([v for _, v in short]) == pytest.approx(3.0, abs=0.01)


@pytest.mark.parametrize("line", [[(5, 1.0)], [(1, 0.0), (2, -3.0)], [(1, 1e-300), (2, 1e300)]])
def test_any_numbers_can_be_drawn(line):
    lines = {"a": line}
    page = lines_plot("a", lines, log=figures.wants_log(lines))
    assert page.count("data:image/svg+xml") == 2


def test_published_figures_fit_data_metric_and_model():
    found = published(["cycle_gan/horse2zebra"], ["fid_clean", "l1"], "cut")
    assert {(one.model, one.value) for one in found} == {
        ("CUT", 43.71), ("FastCUT", 72.53), ("CycleGAN", 75.17)
    }  # fmt: skip
    assert not published(["cycle_gan/horse2zebra"], ["fid_clean"], "fast_style")
    assert not published(["roadmaps"], ["fid_legacy"])
    assert all(one.source and one.protocol for one in found)


def test_the_clock_reads_what_tensorboard_writes(tmp_path):
    from tfstyle.runs.callbacks import TensorBoard

    board = TensorBoard(tmp_path, {})
    for step in (10, 20, 300):
        board.scalars(step, {"loss": 1.0})
        board.pictures(step, {"a": np.zeros((8, 8, 3), np.uint8)})
    board.close()
    clock = read_clock(tmp_path)
    assert clock.steps == 300 - 10 and 0 < clock.seconds < 60


def test_the_clock_stops_where_a_file_is_cut(tmp_path):
    def record(time, step):
        event = b"\x09" + struct.pack("<d", time) + b"\x10" + bytes([step]) + b"\x2a\x00"
        return struct.pack("<Q", len(event)) + bytes(4) + event + bytes(4)

    content = record(100.0, 1) + record(110.0, 5) + record(130.0, 9)
    (tmp_path / "events.out.tfevents.1").write_bytes(content[:-3])
    (tmp_path / "events.out.tfevents.2").write_bytes(b"\xff" * 50)
    (tmp_path / "events.out.tfevents.3").write_bytes(b"")
    assert read_clock(tmp_path) == (10.0, 4)
    assert read_clock(tmp_path / "none") is None


def test_a_logarithmic_axis_has_plain_numbers():
    from tfstyle.report.plots import _plainly

    assert [_plainly(value, 0) for value in (0.01, 1.0, 10.0, 1e6)] == ["0.01", "1", "10", "1e+06"]
