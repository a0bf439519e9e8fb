"""Reports between the steps, without a model."""

import io
import json
import math

import pytest
import tensorflow as tf
from rich.console import Console

from tfstyle.errors import ImageError, StorageError, TrainingError
from tfstyle.metrics import get_metric
from tfstyle.runs.callbacks import (
    Losses,
    MetricsFile,
    Progress,
    StepCallback,
    StepCallbacks,
    Validation,
)
from tfstyle.runs.output import LastingOutput


def test_losses_are_means_over_the_steps_since_the_last_report():
    heard = []
    losses = Losses(10, 15, 2, [lambda step, means: heard.append((step, means))])
    for batch, value in enumerate([1.0, 3.0, 5.0, 9.0, 4.0]):
        losses.on_train_batch_end(batch, {"loss": tf.constant(value)})
    # Steps 11 to 15: 11 stands before the first multiple of 2, 15 is the run's last.
    assert heard == [(12, {"loss": 2.0}), (14, {"loss": 7.0}), (15, {"loss": 4.0})]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_losses_that_are_no_numbers_stop(value):
    losses = Losses(0, 9, 2, [])
    losses.on_step(1, {"good": tf.constant(1.0), "bad/one": tf.constant(value)})
    with pytest.raises(TrainingError, match=r"^bad/one is not finite at step 2"):
        losses.on_step(2, {"good": tf.constant(1.0), "bad/one": tf.constant(0.0)})


def test_callbacks_get_tensors_not_numbers():
    class Remember(StepCallback):
        def on_step(self, step, losses):
            self.seen = step, losses["loss"]

    callback = Remember(40)
    StepCallbacks([callback]).on_train_batch_end(1, {"loss": tf.constant(2.0)})
    assert callback.seen[0] == 42 and isinstance(callback.seen[1], tf.Tensor)


def test_metrics_of_a_lost_part_are_forgotten(tmp_path):
    path = tmp_path / "metrics.jsonl"
    path.write_text('{"step": 2, "x": 1}\n{"step": 4, "x": 2}\n{"step": 6, "x"', "utf-8")
    metrics = MetricsFile(path, start=3)
    metrics(5, {"x": 7.0})
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert lines == [{"step": 2, "x": 1}, {"step": 5, "x": 7.0}]


def test_what_is_infinite_is_written_as_json_can(tmp_path):
    path = tmp_path / "metrics.jsonl"
    MetricsFile(path, 0)(1, {"validation/psnr": float("inf"), "validation/l1": 0.0})
    line = json.loads(path.read_text("utf-8"), parse_constant=pytest.fail)
    assert line == {"step": 1, "validation/psnr": None, "validation/l1": 0.0}


def test_metrics_without_permission(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(StorageError, match="No permission"):
        MetricsFile(tmp_path / "metrics.jsonl", 0)(1, {"x": 1.0})


def clock(monkeypatch, times):
    values = iter(times)
    monkeypatch.setattr("tfstyle.runs.callbacks.progress.time.monotonic", lambda: next(values))


def test_plain_lines_tell_rate_and_time_left(monkeypatch):
    console = Console(file=io.StringIO(), force_terminal=False, width=200)
    progress = Progress(0, 1000, 4, console)
    progress.on_train_begin()
    clock(monkeypatch, [0.0, 100.0, 100.0, 100.0])
    progress.on_step(1, {})
    # 50 steps of 4 pictures in 100 s; 949 steps at half a step a second are left.
    progress(51, {"generator/loss": 1.23456})
    progress.close()
    assert console.file.getvalue() == (
        "step 51/1000  2.0 imgs/s  0:31:38 left  generator/loss 1.23\n"
    )


def test_a_terminal_gets_a_bar_with_losses():
    console = Console(file=io.StringIO(), force_terminal=True, width=160)
    progress = Progress(0, 10, 1, console)
    progress.on_train_begin()
    progress.on_step(1, {})
    progress.on_step(2, {})
    progress(2, {"generator/loss": 4.5, "discriminator/real": 7.7})
    progress.close()
    progress.close()
    text = console.file.getvalue()
    assert "imgs/s" in text and "generator/loss 4.5" in text and "discriminator/real" not in text


@pytest.mark.parametrize("width", [60, 80, 110])
def test_step_bar_and_time_left_stay_beside_nine_losses(width, monkeypatch):
    console = Console(
        file=io.StringIO(), force_terminal=True, width=width, color_system=None, height=20
    )
    progress = Progress(0, 200_000, 1, console)
    progress.on_train_begin()
    clock(monkeypatch, [0.0, 1000.0, 1000.0])
    progress.on_step(100_000, {})
    progress.on_step(101_234, {})
    losses = ["cycle/a", "cycle/b", "generator_ab/loss", "discriminator_a/loss"]
    others = ["identity/a", "identity/b", "generator_ab/adversarial", "discriminator_a/real"]
    progress(101_234, dict.fromkeys([*losses, *others, "discriminator_b/loss"], 1.2345))
    progress.close()
    lines = console.file.getvalue().split("\x1b[2K")[-1].splitlines()  # as it stood at the end
    assert "101234/200000" in lines[0] and "━" in lines[0] and "1.2 imgs/s" in lines[0]
    assert lines[0].rstrip()[-8:].count(":") == 2
    assert all(any(f"{name} 1.23" in line for line in lines[1:]) for name in losses)
    assert max(map(len, lines)) <= width


def test_the_first_report_after_a_resume_averages_as_many_steps():
    def heard(notes, start, last, steps):
        reports = []
        losses = Losses(start, last, 4, [lambda step, means: reports.append((step, means))], notes)
        for step in steps:
            losses.on_step(step, {"loss": tf.constant(float(step * step))})
        losses.remember()
        return reports

    whole = heard({}, 0, 16, range(1, 17))
    notes = {}
    # Stopped after step 6, then again after 7; the run's end moves from 10 to 16.
    parts = heard(notes, 0, 10, range(1, 7))
    notes = json.loads(json.dumps(notes))
    parts += heard(notes, 6, 10, [7])
    parts += heard(notes, 7, 10, [8, 9, 10])
    assert parts[-1][0] == 10 and parts.pop()[1] == {"loss": (81 + 100) / 2}
    assert parts + heard(notes, 10, 16, range(11, 17)) == whole
    # A checkpoint of an earlier version has no such note, and other intervals take what fits.
    assert heard({}, 6, 8, [7, 8]) == [(8, {"loss": (49 + 64) / 2})]


@pytest.mark.parametrize("error", [BrokenPipeError(32, "Broken pipe"), OSError(5, "EIO"),
                                   ValueError("I/O operation on closed file")])  # fmt: skip
def test_nobody_reads_any_more(error):
    class Gone(io.StringIO):
        def write(self, text):
            if "two" in text:
                raise error
            return super().write(text)

    stream, lost = Gone(), []
    console = Console(file=LastingOutput(stream, lambda: lost.append(1)))
    for text in ("one", "two", "three"):
        console.print(text)
    assert stream.getvalue() == "one\n" and lost == [1]
    assert not LastingOutput(None).isatty() and LastingOutput(None).write("x") == 1


def validated(judge, values, notes, every=2):
    """Return what is said of these values, measured at every second step, and the best."""
    heard, best, values = [], [], iter(values)
    validation = Validation(
        0, 7, every, lambda: {judge: next(values), "other": 1.0}, get_metric(judge),
        lambda step, values: best.append((step, values)), [lambda *told: heard.append(told)], notes,
    )  # fmt: skip
    for step in range(1, 8):
        validation.on_step(step, {})
    return heard, best


@pytest.mark.parametrize(("judge", "steps"), [("l1", [2, 6]), ("psnr", [2, 4, 7])])
def test_the_best_is_the_lowest_or_the_highest(judge, steps):
    notes = {}
    heard, best = validated(judge, [0.5, 0.7, 0.4, 0.9], notes)
    assert [step for step, _ in heard] == [2, 4, 6, 7]
    values = {f"validation/{judge}": 0.5, "validation/other": 1.0}
    assert 0 <= heard[0][1].pop("validation/share") <= 1 and heard[0][1] == values
    assert [step for step, _ in best] == steps and best[0] == (2, values)
    assert notes["best"] == {
        "metric": judge, "value": {"l1": 0.4, "psnr": 0.9}[judge], "step": steps[-1]
    }  # fmt: skip


def test_the_best_of_an_earlier_version_is_known_and_that_of_another_metric_is_not():
    notes = {"best_l1": 0.45, "best_step": 300}
    _, best = validated("l1", [0.5, 0.7, 0.4, 0.9], notes)
    assert [step for step, _ in best] == [6]
    assert notes == {"best": {"metric": "l1", "value": 0.4, "step": 6}}
    _, best = validated("frechet", [9.0] * 4, notes)
    assert [step for step, _ in best] == [2]


def test_pictures_of_nan_have_no_value_and_are_never_the_best():
    heard, said, best = [], [], []

    def diverged():
        raise ImageError("The picture holds NaN: the network that made it has diverged.")

    validation = Validation(
        0, 1, 1, diverged, get_metric("l1"), lambda *told: best.append(told),
        [lambda step, values: heard.append(values)], {}, say=said.append,
    )  # fmt: skip
    validation.on_step(1, {})
    assert math.isnan(heard[0]["validation/l1"]) and not best and not validation.notes
    assert said[0].startswith("Step 1: held-out pictures cannot be measured. The picture holds NaN")
    assert said[1].endswith("of the time.")
