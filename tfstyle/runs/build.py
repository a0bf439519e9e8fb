"""From a recipe to a compiled model."""

import os

from tfstyle.recipes import Recipe, get_algorithm
from tfstyle.training import FusedAdam, LinearDecay


def build_model(
    recipe: Recipe, replicas: int = 1, root: str | os.PathLike | None = None, teacher=None
):
    """Return the model a recipe describes, compiled and with all its variables created.

    Call it inside the scope of the `tf.distribute` strategy it will train under: Keras cannot
    create variables later.

    Args:
        recipe: a resolved recipe.
        replicas: how many share a batch.
        root: the data folder, for models that take more from it than their batches.
        teacher: a model to imitate, for those that can be taught.
    """
    algorithm = get_algorithm(recipe.model)
    model = algorithm.build(recipe)
    train, crop = recipe.train, recipe.data.crop
    options = {
        "generator_optimizer": _optimizer(recipe, train.learning_rate),
        "image_shape": (train.batch_size // replicas, crop, crop, recipe.data.out_channels),
    }
    if train.discriminator_learning_rate is not None:
        options["discriminator_optimizer"] = _optimizer(
            recipe, train.discriminator_learning_rate, late=train.warm_up_steps or 0
        )
    if teacher is not None:
        options["taught_by"] = teacher
    model.compile(**options, **algorithm.compile_options(recipe, root))
    return model


def learning_rates(recipe: Recipe) -> dict[str, LinearDecay]:
    """Return the schedule of each player's rate by the player's name."""
    rates = {
        "generator": recipe.train.learning_rate,
        "discriminator": recipe.train.discriminator_learning_rate,
    }
    return {name: _schedule(recipe, rate) for name, rate in rates.items() if rate is not None}


def _schedule(recipe: Recipe, learning_rate: float, late: int = 0) -> LinearDecay:
    """Return a rate by the updates of a player whose first is the run's step `late`."""
    return LinearDecay(learning_rate, recipe.train.decay_from - late, recipe.train.steps - late)


def _optimizer(recipe: Recipe, learning_rate: float, late: int = 0) -> FusedAdam:
    return FusedAdam(
        _schedule(recipe, learning_rate, late),
        beta_1=recipe.train.beta_1,
        global_clipnorm=recipe.train.clip_norm or None,
    )
