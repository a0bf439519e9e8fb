"""Where a run goes on, and how its rates decline from there."""

import os

from tfstyle.errors import RunError
from tfstyle.recipes import Recipe


def check_start(recipe: Recipe, run, start: int, resume: bool, preset) -> None:
    """See that there is a step left, or nothing at all, and weights to begin with.

    Args:
        recipe: as it is to go on.
        run: the directory.
        start: updates done so far.
        resume: whether the run was begun before.
        preset: whose weights it begins with, or `None`.

    Raises:
        RunError: it has done more steps than it should, or nobody knows what it began with.
    """
    run = os.fspath(run)
    if start > recipe.train.steps:
        raise RunError(
            f"{run} has already done {start} steps, more than train.steps = {recipe.train.steps}. "
            f"Use more, or begin another run with --init {run}."
        )
    if resume and not start and recipe.train.init == "preset" and not preset:
        raise RunError(
            f"{run} has no checkpoint yet, and began with a preset's weights: delete it and begin "
            "again."
        )


def schedule(recipe: Recipe) -> str:
    """Return how the rates of a run go, as a sentence."""
    train = recipe.train
    if train.decay_from == train.steps:
        return "The learning rates stay as they are."
    return f"The learning rates decline from step {train.decay_from} to 0 at step {train.steps}."
