"""Figures on held-out pictures, and the model that had the best of them."""

from collections.abc import Callable, Iterable

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
        listeners: functions of the same.
        notes: dictionary that carries the best value through checkpoints.
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
    ):
        super().__init__(start)
        self.last = last
        self.every = every
        self.measure = measure
        self.judge = judge
        self.on_best = on_best
        self.listeners = list(listeners)
        self.notes = notes

    def on_step(self, step, losses):
        """Measure when it is time."""
        if not (step % self.every == 0 or step == self.last):
            return
        measured = self.measure()
        values = {f"validation/{name}": value for name, value in measured.items()}
        for listener in self.listeners:
            listener(step, values)
        value = measured[self.judge.name]
        if self.judge.better(value, best_so_far(self.notes, self.judge.name)):
            _forget(self.notes)
            self.notes[_NOTE] = {"metric": self.judge.name, "value": value, "step": step}
            self.on_best(step, values)


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
