"""TensorBoard: losses, learning rates and pictures at true step numbers, under fixed names."""

from collections.abc import Callable, Mapping
from pathlib import Path

import tensorflow as tf


class TensorBoard:
    """Writes event files; a listener of `Losses`, and of `Samples` through `pictures`.

    Args:
        directory: where; `tensorboard --logdir` takes it.
        learning_rates: name to a function of the step.
        batch_size: pictures a step, to also show how many were seen.
    """

    def __init__(self, directory: Path, learning_rates: Mapping[str, Callable[[int], float]]):
        self.writer = tf.summary.create_file_writer(str(directory))
        self.learning_rates = dict(learning_rates)

    def __call__(self, step: int, values: dict) -> None:
        """Write scalars."""
        with self.writer.as_default(step=step):
            for name, value in values.items():
                tf.summary.scalar(name, value)
            for name, rate in self.learning_rates.items():
                # The update that led to `step` used the rate of the step before.
                tf.summary.scalar(f"learning_rate/{name}", float(rate(step - 1)))

    def scalars(self, step: int, values: dict) -> None:
        """Write scalars without the learning rates."""
        with self.writer.as_default(step=step):
            for name, value in values.items():
                tf.summary.scalar(name, value)
        self.writer.flush()

    def pictures(self, step: int, pictures: dict) -> None:
        """Write uint8 pictures (H, W, C) under their names."""
        with self.writer.as_default(step=step):
            for name, picture in pictures.items():
                tf.summary.image(f"samples/{name}", picture[None])
        self.writer.flush()

    def text(self, name: str, text: str) -> None:
        """Write Markdown, such as the recipe."""
        with self.writer.as_default(step=0):
            tf.summary.text(name, text)

    def close(self) -> None:
        """Flush and close the file."""
        self.writer.close()
