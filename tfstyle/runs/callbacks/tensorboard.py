"""TensorBoard: losses, learning rates, speed, pictures at true steps, under fixed names."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import tensorflow as tf

from tfstyle.runs.callbacks.descriptions import describe


class TensorBoard:
    """Writes event files; a listener of `Losses`, and of `Samples` through `pictures`.

    Args:
        directory: where; `tensorboard --logdir` takes it.
        learning_rates: name to a function of the step.
        batch_size: pictures of one update.
    """

    def __init__(
        self,
        directory: Path,
        learning_rates: Mapping[str, Callable[[int], float]],
        batch_size: int = 1,
    ):
        self.writer = tf.summary.create_file_writer(str(directory))
        self.learning_rates = dict(learning_rates)
        self.batch_size = batch_size
        self._before = None

    def __call__(self, step: int, values: dict) -> None:
        """Write scalars."""
        # The update that led to `step` used the rate of the step before.
        rates = {
            f"learning_rate/{name}": float(rate(step - 1))
            for name, rate in self.learning_rates.items()
        }
        self._write(step, {**values, **rates, **self._speed(step)})

    def scalars(self, step: int, values: dict) -> None:
        """Write scalars without the learning rates."""
        self._write(step, values)
        self.writer.flush()

    def pictures(self, step: int, pictures: dict, about: str = "") -> None:
        """Write uint8 pictures (H, W, C) under their names.

        Args:
            step: updates done so far.
            pictures: by name.
            about: a sentence on what they show.
        """
        with self.writer.as_default(step=step):
            for name, picture in pictures.items():
                tf.summary.image(f"samples/{name}", picture[None], description=about or None)
        self.writer.flush()

    def text(self, name: str, text: str) -> None:
        """Write Markdown, such as the recipe."""
        with self.writer.as_default(step=0):
            tf.summary.text(name, text)

    def event(self, step: int, check: str, sentence: str) -> None:
        """Write what a check of the run's health says, at once: the run may be at its end."""
        with self.writer.as_default(step=step):
            tf.summary.text(f"health/{check}", sentence)
        self.writer.flush()

    def hyperparameters(self, values: Mapping, run: str) -> None:
        """Write the recipe for the table of TensorBoard's HParams, to compare runs by.

        Args:
            values: key to value.
            run: the run's name.
        """
        from tensorboard.plugins.hparams import api

        plain = {
            name: ", ".join(map(str, value)) if isinstance(value, list) else value
            for name, value in values.items()
        }
        with self.writer.as_default(step=0):
            api.hparams(plain, trial_id=run)

    def close(self) -> None:
        """Flush and close the file."""
        self.writer.close()

    def _write(self, step, values):
        with self.writer.as_default(step=step):
            for name, value in values.items():
                tf.summary.scalar(name, value, description=describe(name))

    def _speed(self, step):
        """Return what the steps since the last report took; the first of all traces the graph."""
        now, before = time.monotonic(), self._before
        self._before = step, now
        if before is None or step == before[0]:
            return {}
        seconds = max(now - before[1], 1e-9) / (step - before[0])
        return {
            "speed/step_seconds": seconds,
            "speed/pictures_per_second": self.batch_size / seconds,
        }
