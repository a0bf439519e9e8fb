"""The pictures of the same noise, again and again, so that an eye can follow the learning."""

from collections.abc import Callable, Iterable
from pathlib import Path

from tfstyle import images
from tfstyle.runs.callbacks.step import StepCallback

# Of the noise; another than a user's first try, who would see the run's own samples.
_SEED = 1729


class Generated(StepCallback):
    """Writes `samples/step_00000500.png`, a grid of generated pictures, and tells listeners.

    A model with classes has a row for each of them.

    Args:
        start: updates done before this `fit`.
        last: the run's last step, which is always shown.
        every: steps between two times.
        count: the grid is as wide, and as high for a model without classes.
        directory: for the PNGs.
        listeners: functions of `(step, {"generated": uint8 grid}, a sentence on it)`.
    """

    def __init__(
        self,
        start: int,
        last: int,
        every: int,
        count: int,
        directory: Path,
        listeners: Iterable[Callable[[int, dict, str], None]] = (),
    ):
        super().__init__(start)
        self.last = last
        self.every = every
        self.count = count
        self.directory = Path(directory)
        self.listeners = list(listeners)

    def on_step(self, step, losses):
        """Paint and write when it is time."""
        if step % self.every == 0 or step == self.last:
            self.write(step)

    def write(self, step: int) -> None:
        """Paint the grid now."""
        rows = self.model.num_classes or self.count
        pictures = self.model.generate(rows * self.count, seed=_SEED)
        # Without labels each class has its turn: every `rows`-th picture is of one class.
        grid = images.grid([list(pictures[row::rows]) for row in range(rows)])
        images.write_image(self.directory / f"step_{step:08d}.png", grid)
        about = "The same noise each time." + " A row a class." * bool(self.model.num_classes)
        for listener in self.listeners:
            listener(step, {"generated": grid}, about)
