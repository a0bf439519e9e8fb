"""The model of a run as its newest checkpoint has it, without what only training needs."""

import os
from collections.abc import Callable

import keras

from tfstyle import recipes
from tfstyle.errors import UnknownPresetError
from tfstyle.runs.run_directory import RunDirectory


def newest_model(
    run: str | os.PathLike, say: Callable[[str], None] = lambda text: None
) -> tuple[keras.Model, int]:
    """Return the model of a run's newest whole checkpoint, not compiled, and its step.

    A moving average is restored, too, and is what the model translates with.

    Args:
        run: the run directory; it may be in use.
        say: told about damaged checkpoints that were passed over.

    Raises:
        UnknownPresetError: the run has no checkpoint yet.
        IntegrityError: all its checkpoints are damaged.
        ArchitectureError: the checkpoint was written by another version of tfstyle.
    """
    directory = RunDirectory(run)
    recipe = recipes.load_recipe(directory.recipe)
    step, _ = directory.checkpoints.newest(say)
    if not step:
        raise UnknownPresetError(
            f"The run {directory.path} has neither a model nor a checkpoint yet. Let it reach "
            f"step {min(recipe.train.checkpoint_every, recipe.train.steps)}."
        )
    model = recipes.get_algorithm(recipe.model).build(recipe)
    directory.checkpoints.restore_networks(model.networks, step)
    return model, step
