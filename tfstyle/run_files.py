"""The names in a run directory, for those who only look and need no TensorFlow for it."""

import os
from pathlib import Path

RECIPE, CHECKPOINTS, FINAL, BEST = "recipe.toml", "checkpoints", "final", "best"
CHECKPOINT_PREFIX = "step_"
HEALTH = "health.jsonl"  # what was wrong, a line each; there only if anything was


def is_run(directory: str | os.PathLike) -> bool:
    """Tell whether `tfstyle train` wrote this directory: a folder with a recipe alone is none."""
    return Path(directory, RECIPE).is_file() and (
        Path(directory, FINAL).is_dir() or Path(directory, CHECKPOINTS).is_dir()
    )


def checkpoint_steps(checkpoints: str | os.PathLike) -> list[int]:
    """Return the steps that have a checkpoint in a run's `checkpoints/`, newest first."""
    try:
        entries = os.listdir(checkpoints)
    except OSError:  # no such folder, or a name that none can have
        return []
    found = (entry.removeprefix(CHECKPOINT_PREFIX) for entry in entries
             if entry.startswith(CHECKPOINT_PREFIX))  # fmt: skip
    return sorted((int(step) for step in found if step.isdecimal()), reverse=True)
