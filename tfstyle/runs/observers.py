"""Who looks on while a run trains: curves, bar, pictures and figures."""

from collections.abc import Callable

import keras

from tfstyle import recipes
from tfstyle.recipes import Recipe
from tfstyle.runs import callbacks
from tfstyle.runs.build import learning_rates
from tfstyle.runs.held_out import Measurer
from tfstyle.runs.pictures import RunData
from tfstyle.runs.run_directory import RunDirectory
from tfstyle.runs.saving import save


def observers(
    recipe: Recipe,
    model: keras.Model,
    pictures: RunData,
    measure: Measurer | None,
    directory: RunDirectory,
    start: int,
    notes: dict,
    console,
) -> tuple[list[Callable[[int, dict], None]], list[callbacks.StepCallback]]:
    """Return who listens to the losses, and the callbacks that make pictures and figures.

    Args:
        recipe: of the run.
        model: compiled.
        pictures: with those to show.
        measure: what measures held-out pictures, if anything does.
        directory: of the run.
        start: updates done before.
        notes: what checkpoints remember.
        console: where the bar is shown.
    """
    train = recipe.train
    board = callbacks.TensorBoard(directory.tensorboard, learning_rates(recipe), train.batch_size)
    if start == 0:
        board.text("recipe", f"```toml\n{recipes.dumps(recipe)}```")
        board.hyperparameters(recipes.flatten(recipe), directory.path.name)
    progress = callbacks.Progress(start, train.steps, train.batch_size, console)
    metrics = callbacks.MetricsFile(directory.metrics, start)
    listening = [progress, _samples(recipe, model, pictures, directory, start, board)]
    if measure is not None:
        listening.append(
            callbacks.Validation(
                start, train.steps, train.validate_every, measure, measure.measuring.metrics[0],
                lambda step, values: save(model, recipe, directory.best, step, values),
                [board.scalars, metrics], notes,
            )
        )  # fmt: skip
    return [board, progress, metrics], listening


def _samples(recipe, model, pictures, directory, start, board):
    train = recipe.train
    if model.capabilities.generates:
        return callbacks.Generated(
            start, train.steps, train.sample_every, train.samples,
            directory.samples, [board.pictures],
        )  # fmt: skip
    return callbacks.Samples(
        start, train.steps, train.sample_every, pictures.samples,
        directory.samples, [board.pictures],
        recipes.get_algorithm(recipe.model).sample_names,
    )  # fmt: skip
