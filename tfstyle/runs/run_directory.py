"""The directory of one run: its layout, its lock, and who may go on in it."""

import contextlib
import os
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path

from tfstyle import onednn, recipes, run_files
from tfstyle.errors import BusyError, RunError
from tfstyle.files import remove_leftovers, storage_errors
from tfstyle.locks import locked
from tfstyle.recipes import Recipe
from tfstyle.runs.checkpoints import Checkpoints

_LOCK = ".lock"


class RunDirectory:
    """`RUN/` with `recipe.toml`, `checkpoints/`, `tb/`, `samples/`, `metrics.jsonl`, `final/`.

    Args:
        path: the directory.
        keep_checkpoints: how many checkpoints stay.
    """

    def __init__(self, path: str | os.PathLike, keep_checkpoints: int = 2):
        self.path = Path(path)
        self.recipe = self.path / run_files.RECIPE
        self.checkpoints = Checkpoints(self.path / run_files.CHECKPOINTS, keep_checkpoints)
        self.tensorboard = self.path / "tb"
        self.samples = self.path / "samples"
        self.metrics = self.path / "metrics.jsonl"
        self.health = self.path / run_files.HEALTH
        self.best = self.path / run_files.BEST
        self.final = self.path / run_files.FINAL

    def check(self, recipe: Recipe, resume: bool) -> list[str]:
        """See that this run may begin, or go on, here.

        Returns:
            What of the recipe is another from here on: a run may be made longer or shorter.

        Raises:
            RunError: something is here and `resume` was not asked for; there is nothing to
                resume; or what is here was made from another recipe.
        """
        if self.path.exists() and not self.path.is_dir():
            raise RunError(f"{self.path} is a file. Name a directory for the run.")
        if not resume:
            if self.recipe.exists():
                raise RunError(
                    f"{self.path} already holds a run. Add --resume to go on with it, or choose "
                    "another directory."
                )
            if self.path.is_dir() and any(not e.name.startswith(".") for e in self.path.iterdir()):
                raise RunError(f"{self.path} is not empty and no run. Choose another directory.")
            return []
        if not self.recipe.exists():
            raise RunError(
                f"{self.path} holds no run to resume. Leave out --resume to begin one there."
            )
        before = recipes.load_recipe(self.recipe)
        changed = recipes.differences(before, recipe)
        if changed:
            raise RunError(
                f"{self.path} was begun with another recipe: {'; '.join(changed)}. Resume with "
                f"{self.recipe}, or choose another directory."
            )
        return recipes.changes_ahead(before, recipe)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the directory for this process; the system lets go of it however it ends.

        Raises:
            RunError: another process holds it.
            StorageError: it cannot be created or written.
        """
        with contextlib.ExitStack() as stack:
            try:
                with storage_errors(self.path):
                    self.path.mkdir(parents=True, exist_ok=True)
                stack.enter_context(locked(self.path / _LOCK))
            except BusyError as error:
                raise RunError(
                    f"The run directory {self.path} is in use by {error.owner}. Wait for it, or "
                    "choose another directory."
                ) from error
            remove_leftovers(self.path)
            self.checkpoints.clean()
            yield

    def write_recipe(self, recipe: Recipe, more: Mapping[str, str] | None = None) -> None:
        """Write the resolved recipe with the versions that will run it, and `more` beside them."""
        recipes.dump(recipe, self.recipe, versions() | dict(more or {}))


def versions() -> dict[str, str]:
    """Return the versions that decide what a run computes."""
    import keras
    import numpy
    import tensorflow as tf

    import tfstyle

    return {
        "tfstyle": tfstyle.__version__,
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        "numpy": numpy.__version__,
        "python": platform.python_version(),
        onednn.RECORD: onednn.state() or "unknown",
    }
