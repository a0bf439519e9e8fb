"""The losses as numbers: averaged, checked, and passed to whoever shows them."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn

from tfstyle.errors import TrainingError
from tfstyle.runs.callbacks.step import StepCallback
from tfstyle.runs.health.not_finite import diverged

_NOTE = "losses since the last report"


class Losses(StepCallback):
    """Averages the losses over the last `every` steps and hands the means to its listeners.

    Args:
        start: updates done before this `fit`.
        last: the run's last step, which is always reported.
        every: steps between two reports.
        listeners: functions of `(step, {name: mean})`.
        notes: what checkpoints remember: the steps since the last full report go with them, so
            that the first report after a resume averages as many steps as any other.
        halt: called when a mean is no number.

    Raises:
        TrainingError: (while training) a mean is not finite.
    """

    def __init__(
        self,
        start: int,
        last: int,
        every: int,
        listeners: Iterable[Callable[[int, dict], None]],
        notes: dict | None = None,
        halt: Callable[[int, Sequence[str]], NoReturn] | None = None,
    ):
        super().__init__(start)
        self.last = last
        self.every = every
        self.listeners = list(listeners)
        self.notes = {} if notes is None else notes
        self.halt = halt or stop
        began = start % every  # steps since the report before
        self._window = self.notes.pop(_NOTE, [])[-began:] if began else []

    def on_step(self, step, losses):
        """Remember the step's losses; report when it is time."""
        self._window.append(losses)
        if step % self.every and step != self.last:
            return
        window = self._window
        if step % self.every == 0:  # else a longer run would go on from here
            self._window = []
        means = {
            name: math.fsum(float(one[name]) for one in window) / len(window) for name in losses
        }
        check_finite(step, means, self.halt)
        for listener in self.listeners:
            listener(step, means)

    def remember(self) -> None:
        """Put the steps since the last full report into the notes of the next checkpoint."""
        self._window = [{k: float(v) for k, v in losses.items()} for losses in self._window]
        self.notes[_NOTE] = self._window


def stop(step: int, broken: Sequence[str]) -> NoReturn:
    """End what is tried once and keeps nothing.

    Raises:
        TrainingError: always.
    """
    raise TrainingError(diverged(step, broken))


def check_finite(
    step: int, losses: dict, halt: Callable[[int, Sequence[str]], NoReturn] = stop
) -> None:
    """See that every loss is a number.

    Args:
        step: updates done.
        losses: by name.
        halt: called with the step and the names of those that are NaN or infinite.

    Raises:
        TrainingError: by `halt`.
    """
    broken = [name for name, value in losses.items() if not math.isfinite(float(value))]
    if broken:
        halt(step, broken)
