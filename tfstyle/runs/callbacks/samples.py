"""The same pictures, translated again and again, so that an eye can follow the learning."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import keras
import numpy as np

from tfstyle import images
from tfstyle.runs.callbacks.step import StepCallback
from tfstyle.runs.callbacks.strips import strips
from tfstyle.runs.translating import translator_function


class Samples(StepCallback):
    """Writes `samples/step_00000500.png` and hands each sample's row of pictures to listeners.

    A row is what `sample_row(*pictures)` of a model returns that takes a style, judges or
    imitates; else source, fake, target for models of one direction and a, fake b, cycled a and b,
    fake a, cycled b for others.
    Small pictures are enlarged, and each column has its name above it.

    Args:
        start: updates done before this `fit`.
        last: the run's last step, which is always shown.
        every: steps between two times.
        samples: `(name, a, b)` or `(name, picture)`, float32 (H, W, C) in [-1, 1].
        directory: for the PNGs.
        listeners: functions of `(step, {name: uint8 row}, a sentence on what the rows show)`.
        names: of the pictures of a row, a function of the model.
    """

    def __init__(
        self,
        start: int,
        last: int,
        every: int,
        samples: Sequence[tuple],
        directory: Path,
        listeners: Iterable[Callable[[int, dict, str], None]] = (),
        names: Callable[[keras.Model], Sequence[str]] = lambda model: (),
    ):
        super().__init__(start)
        self.last = last
        self.every = every
        self.samples = list(samples)
        self.directory = Path(directory)
        self.listeners = list(listeners)
        self.names = names
        self._functions = {}

    def on_step(self, step, losses):
        """Translate and write when it is time."""
        if step % self.every == 0 or step == self.last:
            self.write(step)

    def write(self, step: int) -> None:
        """Translate all samples now."""
        rows = {name: self._row(*pictures) for name, *pictures in self.samples}
        if not rows:
            return
        path = self.directory / f"step_{step:08d}.png"
        names = self.names(self.model) or [""] * len(next(iter(rows.values())))
        images.write_image(path, strips(list(rows.values()), names))
        about = f"From left to right: {', '.join(names)}."
        for listener in self.listeners:
            listener(step, {name: strips([row], names) for name, row in rows.items()}, about)

    def _row(self, *pictures):
        can = self.model.capabilities
        if can.style or can.judges or can.imitates:
            row = self.model.sample_row(*pictures)
        elif len(self.model.directions) == 1:
            a, b = pictures
            row = [a, self._translate(0, a), b]
        else:
            a, b = pictures
            fake_b, fake_a = self._translate(0, a), self._translate(1, b)
            row = [a, fake_b, self._translate(1, fake_b), b, fake_a, self._translate(0, fake_a)]
        return [_colour(images.to_uint8(picture)) for picture in row]

    def _translate(self, index, picture):
        if index not in self._functions:
            direction = self.model.directions[index]
            self._functions[index] = translator_function(self.model, direction)
        return self._functions[index](picture[None])[0]


def _colour(picture):
    """Gray and RGBA stand in one grid with RGB."""
    if picture.shape[-1] == 1:
        return np.repeat(picture, 3, axis=-1)
    return picture[..., :3]
