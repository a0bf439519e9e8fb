"""Figures on held-out pictures, and the model that had the best of them."""

import time
from collections.abc import Callable, Iterable

from tfstyle.errors import ImageError
from tfstyle.metrics import Metric
from tfstyle.runs.callbacks.step import StepCallback

_NOTE = "best"


class Validation(StepCallback):
    """Measures what the model makes of held-out pictures, and says when it was never better.

    Args:
        start: updates done before this `fit`.
        last: the run's last step, which is always measured.
        every: steps between two times.
        measure: returns `{name: value}`, see `runs.held_out`.
        judge: the metric whose value says what is best.
        on_best: called with the step and `{"validation/<name>": value}`.
        listeners: functions of the same, and of `"validation/share"`, the share of the time since
            `fit` began that measuring took.
        notes: dictionary that carries the best value through checkpoints.
        current: measures the weights of the last step, where `measure` does their moving average;
            listeners get it as `"validation/<name>/current"`.
        say: takes a sentence for the person who trains.
    """

    def __init__(
        self,
        start: int,
        last: int,
        every: int,
        measure: Callable[[], dict[str, float]],
        judge: Metric,
        on_best: Callable[[int, dict], None],
        listeners: Iterable[Callable[[int, dict], None]],
        notes: dict,
        current: Callable[[], dict[str, float]] | None = None,
        say: Callable[[str], None] = lambda text: None,
    ):
        super().__init__(start)
        self.last = last
        self.every = every
        self.measure = measure
        self.judge = judge
        self.on_best = on_best
        self.listeners = list(listeners)
        self.notes = notes
        self.current = current
        self.say = say
        self._began, self._spent = time.monotonic(), 0.0

    def on_train_begin(self, logs=None):
        """Take the time."""
        self._began = time.monotonic()

    def on_step(self, step, losses):
        """Measure when it is time."""
        if not (step % self.every == 0 or step == self.last):
            return
        began = time.monotonic()
        values = self._measured(self.measure, step)
        seen = dict(values)
        if self.current is not None:
            of_current = self._measured(self.current, step)
            seen |= {f"{name}/current": value for name, value in of_current.items()}
        now = time.monotonic()
        self._spent += now - began
        share = self._spent / max(now - self._began, 1e-9)
        for listener in self.listeners:
            listener(step, {**seen, "validation/share": share})
        value = values[f"validation/{self.judge.name}"]
        if self.judge.better(value, best_so_far(self.notes, self.judge.name)):
            _forget(self.notes)
            self.notes[_NOTE] = {"metric": self.judge.name, "value": value, "step": step}
            self.on_best(step, values)
        if step == self.last:
            self.say(f"Measuring held-out pictures took {share:.0%} of the time.")

    def _measured(self, measure, step):
        """Return what is measured; NaN where there is no picture of numbers to be measured."""
        try:
            values = measure()
        except ImageError as error:
            self.say(f"Step {step}: held-out pictures cannot be measured. {error}")
            values = {self.judge.name: float("nan")}
        return {f"validation/{name}": value for name, value in values.items()}


def best_so_far(notes: dict, metric: str) -> float | None:
    """Return the best value that a checkpoint's notes know of a metric.

    Those of runs that knew no metric but L1 have it as `best_l1`.

    Example:
        >>> best_so_far({"best_l1": 0.25, "best_step": 300}, "l1")
        0.25
    """
    best = notes.get(_NOTE, {"metric": "l1", "value": notes.get("best_l1")})
    return best["value"] if best["metric"] == metric else None


def _forget(notes):
    for name in (_NOTE, "best_l1", "best_step"):
        notes.pop(name, None)
