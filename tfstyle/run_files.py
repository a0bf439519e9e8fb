"""The names in a run directory, for those who only look and need no TensorFlow for it."""

import os
from pathlib import Path

RECIPE, CHECKPOINTS, FINAL, BEST = "recipe.toml", "checkpoints", "final", "best"
CHECKPOINT_PREFIX = "step_"


def is_run(directory: str | os.PathLike) -> bool:
    """Tell whether `tfstyle train` wrote this directory: a folder with a recipe alone is none."""
    return Path(directory, RECIPE).is_file() and (
        Path(directory, FINAL).is_dir() or Path(directory, CHECKPOINTS).is_dir()
    )


def checkpoint_steps(checkpoints: str | os.PathLike) -> list[int]:
    """Return the steps that have a checkpoint in a run's `checkpoints/`, newest first."""
    entries = Path(checkpoints).glob(f"{CHECKPOINT_PREFIX}*")
    names = (entry.name.removeprefix(CHECKPOINT_PREFIX) for entry in entries)
    return sorted((int(name) for name in names if name.isdecimal()), reverse=True)
