"""What is no number: in pictures it is told, in losses and weights it ends the run."""

import os
import shlex
from collections.abc import Sequence
from typing import NoReturn

import keras
import numpy as np

from tfstyle.errors import TrainingError
from tfstyle.recipes import Recipe
from tfstyle.runs.health.check import Check
from tfstyle.runs.health.events import Events
from tfstyle.runs.run_directory import RunDirectory

NOT_FINITE = Check(
    name="not_finite",
    title="values that are no numbers",
    measured="Share of the results' values that are NaN or infinite. Of losses and weights one is "
    "enough: the run ends, and its error names the last good checkpoint.",
    threshold=0.0,
    sentence="Results are not finite: they would be shown black",
    remedies=(
        "lower train.learning_rate",
        "train.clip_norm=1",
        "train.precision=float32, or mixed_bfloat16 for mixed_float16, which ends at 65,504",
    ),
    fits=lambda model: True,
    measure=lambda seen: {
        name: 1.0 - float(np.mean(np.isfinite(way.made))) for name, way in seen.ways.items()
    },
    patience=1,
)


def broken_networks(model: keras.Model) -> list[str]:
    """Return which networks of a model have a weight that is no number, as parts of a sentence."""
    broken = []
    for name, network in model.networks.items():
        floats = [w.value for w in network.weights if "float" in keras.backend.standardize_dtype(
            w.dtype)]  # fmt: skip
        whole = keras.ops.stack([keras.ops.all(keras.ops.isfinite(value)) for value in floats])
        if not keras.ops.convert_to_numpy(whole).all():
            broken.append(f"a weight of {name}")
    return broken


def diverged(step: int, broken: Sequence[str], recipe: Recipe | None = None) -> str:
    """Return what a person is told when a run cannot go on.

    Args:
        step: updates done.
        broken: what is no number.
        recipe: of the run; remedies that it follows already are left out.
    """
    remedies = ["lower train.learning_rate"]
    if recipe is None or not recipe.train.clip_norm:
        remedies.append("set train.clip_norm=1")
    if recipe is None or recipe.train.precision != "float32":
        remedies.append("use train.precision=float32")
    *some, last = remedies
    told = f"{', '.join(some)}, or {last}" if some else last
    return (
        f"{', '.join(broken)} is not finite at step {step}: the weights have diverged. "
        f"{told[0].upper()}{told[1:]}."
    )


class Halt:
    """Ends a run whose losses or weights are no numbers, and says where to begin again.

    Args:
        recipe: of the run.
        directory: of the run, with its checkpoints: none is ever written of such weights.
        root: the folder of pictures.
        events: where it is noted; `None` on workers that write nothing.
    """

    def __init__(
        self, recipe: Recipe, directory: RunDirectory, root: str | os.PathLike,
        events: Events | None = None,
    ):  # fmt: skip
        self.recipe, self.directory, self.root, self.events = recipe, directory, root, events

    def __call__(self, step: int, broken: Sequence[str]) -> NoReturn:
        """End the run.

        Args:
            step: updates done.
            broken: what is no number.

        Raises:
            TrainingError: always.
        """
        sentence = f"{diverged(step, broken, self.recipe)} {self._way_on()}"
        if self.events is not None:
            self.events(step, NOT_FINITE, None, sentence)
        raise TrainingError(sentence)

    def _way_on(self) -> str:
        steps = self.directory.checkpoints.steps()
        again = f"tfstyle train {_quoted(self.directory.recipe)} --data {_quoted(self.root)}"
        change = f"--set train.learning_rate={self.recipe.train.learning_rate / 2:g}"
        out = f"{self.directory.path}_again"
        if not steps:
            return (
                f"There is no checkpoint yet; begin again: {again} --out {_quoted(out)} {change}"
            )
        return (
            f"The last good checkpoint is {self.directory.checkpoints.path(steps[0])}. Begin with "
            f"it: {again} --out {_quoted(out)} --init {_quoted(self.directory.path)} {change}"
        )


def _quoted(path) -> str:
    return shlex.quote(os.fspath(path))
