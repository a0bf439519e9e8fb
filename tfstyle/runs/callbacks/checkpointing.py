"""When a checkpoint is written."""

from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn

from tfstyle.runs.callbacks.losses import check_finite, stop
from tfstyle.runs.callbacks.step import StepCallback
from tfstyle.runs.checkpoints import Checkpoints
from tfstyle.runs.health.not_finite import broken_networks
from tfstyle.runs.signals import StopRequest


class Checkpointing(StepCallback):
    """Saves every `every` steps, at the end, and when someone asks the run to stop.

    Put it last in the list: what other callbacks remember in `notes` is then up to date.

    Args:
        start: updates done before this `fit`.
        last: the run's last step.
        every: steps between two checkpoints.
        checkpoints: where they go; `None` on workers that do not write.
        stop: tells whether the run was asked to stop.
        notes: dictionary saved along, JSON.
        remember: functions to call before, of those who keep something in `notes`.
        halt: called when a loss or a weight is no number: such weights are not saved.
    """

    def __init__(
        self,
        start: int,
        last: int,
        every: int,
        checkpoints: Checkpoints | None,
        stop: StopRequest,
        notes: dict,
        remember: Iterable[Callable[[], None]] = (),
        halt: Callable[[int, Sequence[str]], NoReturn] = stop,
    ):
        super().__init__(start)
        self.last = last
        self.every = every
        self.checkpoints = checkpoints
        self.stop = stop
        self.notes = notes
        self.remember = list(remember)
        self.halt = halt
        self.step = start

    def on_step(self, step, losses):
        """Save when it is time; end `fit` when asked to."""
        self.step = step
        if step % self.every == 0 or step == self.last or self.stop.requested:
            if self.checkpoints is not None:
                # Never put NaN over weights that were still good.
                check_finite(step, losses, self.halt)
                # The losses are of before the update that may have spoiled the weights.
                if broken := broken_networks(self.model):
                    self.halt(step, broken)
                for remember in self.remember:
                    remember()
                self.checkpoints.save(self.model, step, self.notes)
            if self.stop.requested:
                self.model.stop_training = True
