"""How a run's model is written: a preset with a card that says how it came about."""

import os

import keras

from tfstyle.recipes import Recipe
from tfstyle.runs.card import card


def save(
    model: keras.Model,
    recipe: Recipe,
    directory: str | os.PathLike,
    step: int | None = None,
    scores: dict[str, float] | None = None,
) -> None:
    """Write a run's model.

    Args:
        model: as it is now.
        recipe: of the run.
        directory: a folder of the run, such as `best`.
        step: updates it has seen; all of the run's if not given.
        scores: what was measured of it, e.g. `{"validation/l1": 0.1}`.
    """
    step = step or recipe.train.steps
    metadata = {"resolution": recipe.data.crop, "steps": step}
    if scores:
        metadata["scores"] = scores
    text = card(recipe, directory, step, model)
    model.save_to_preset(directory, metadata=metadata, card=text)
