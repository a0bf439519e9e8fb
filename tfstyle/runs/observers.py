"""Who looks on while a run trains: curves, bar, pictures and figures."""

from collections.abc import Callable

import keras

from tfstyle import recipes
from tfstyle.metrics import get_metric
from tfstyle.recipes import Recipe
from tfstyle.runs import callbacks
from tfstyle.runs.averages import current_weights, keeps_average
from tfstyle.runs.build import learning_rates
from tfstyle.runs.health import Events, Memory, fitting, observer
from tfstyle.runs.held_out import Measurer
from tfstyle.runs.pictures import RunData
from tfstyle.runs.run_directory import RunDirectory
from tfstyle.runs.saving import save
from tfstyle.runs.tracking import Both, tracked
from tfstyle.runs.watched import best_metric


def observers(
    recipe: Recipe,
    model: keras.Model,
    pictures: RunData,
    measure: Measurer | None,
    directory: RunDirectory,
    start: int,
    notes: dict,
    events: Events,
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
        events: of the run's health; the board listens to them from here on.
        console: where the bar is shown.
    """
    train = recipe.train
    board = _board(recipe, directory, start, console)
    events.listeners.append(board.event)
    progress = callbacks.Progress(start, train.steps, train.batch_size, console)
    metrics = callbacks.MetricsFile(directory.metrics, start)
    listening = [progress, _samples(recipe, model, pictures, directory, start, board)]
    if train.health_every:
        listening.append(_health(recipe, model, pictures, events, start, notes, console,
                                 [board.scalars, metrics]))  # fmt: skip
    if measure is not None:
        listening.append(
            callbacks.Validation(
                start, train.steps, train.validate_every, measure, get_metric(best_metric(recipe)),
                lambda step, values: save(model, recipe, directory.best, step, values),
                [board.scalars, metrics], notes, _current(model, measure),
                lambda text: _say(console, text),
            )
        )  # fmt: skip
    return [board, progress, metrics], listening


def _board(recipe, directory, start, console) -> callbacks.TensorBoard | Both:
    board = callbacks.TensorBoard(
        directory.tensorboard, learning_rates(recipe), recipe.train.batch_size
    )
    if start == 0:
        board.text("recipe", f"```toml\n{recipes.dumps(recipe)}```")
        board.hyperparameters(recipes.flatten(recipe), directory.path.name)
    return tracked(board, recipe, directory.path, console)


def _say(console, text):
    console.print(text, soft_wrap=True, highlight=False, markup=False)


def _current(model, measure):
    """Return what measures the weights of the last step, where an average paints otherwise."""
    if not keeps_average(model):
        return None

    def current():
        with current_weights(model):
            return measure()

    return current


def _health(recipe, model, pictures, events, start, notes, console, listeners):
    memory = Memory(notes)
    observe = observer(model, pictures.looked_at, recipe.train.batch_size, memory)
    return callbacks.Health(
        start, recipe.train.health_every, observe, fitting(model), memory, listeners,
        events,
        lambda text: _say(console, text),
        recipes.flatten(recipe),
    )  # fmt: skip


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
