"""Reports between the steps, without a model."""

import io
import json

import pytest
import tensorflow as tf
from rich.console import Console

from tfstyle.errors import StorageError, TrainingError
from tfstyle.runs.callbacks import Losses, MetricsFile, Progress, StepCallback, StepCallbacks


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
