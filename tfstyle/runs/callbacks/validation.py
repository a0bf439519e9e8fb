"""One figure on held-out pairs, and the preset that had the best of it."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from tfstyle.runs.callbacks.samples import translator_function
from tfstyle.runs.callbacks.step import StepCallback


class Validation(StepCallback):
    """Measures `mean |target - fake|` on fixed held-out pairs, in [-1, 1] units.

    Args:
        start: updates done before this `fit`.
        last: the run's last step, which is always measured.
        every: steps between two times.
        pairs: `(name, source, target)` with float32 pictures (H, W, C) in [-1, 1].
        on_best: called when a figure is the lowest so far.
        listeners: functions of `(step, {"validation/l1": value})`.
        notes: dictionary that carries the best figure through checkpoints.
    """

    def __init__(
        self,
        start: int,
        last: int,
        every: int,
        pairs: Sequence[tuple[str, np.ndarray, np.ndarray]],
        on_best: Callable[[int, float], None],
        listeners: Iterable[Callable[[int, dict], None]],
        notes: dict,
    ):
        super().__init__(start)
        self.last = last
        self.every = every
        self.pairs = list(pairs)
        self.on_best = on_best
        self.listeners = list(listeners)
        self.notes = notes
        self._translate = None

    def on_step(self, step, losses):
        """Measure when it is time."""
        if not (step % self.every == 0 or step == self.last):
            return
        if self._translate is None:
            self._translate = translator_function(self.model, self.model.directions[0])
        errors = [
            np.abs(target - self._translate(source[None])[0]).mean()
            for _, source, target in self.pairs
        ]
        value = float(np.mean(errors))
        for listener in self.listeners:
            listener(step, {"validation/l1": value})
        if value < self.notes.get("best_l1", float("inf")):
            self.notes["best_l1"], self.notes["best_step"] = value, step
            self.on_best(step, value)
