"""A whole training run: from a recipe and a folder of pictures to a model on disk."""

import contextlib
import os
from collections.abc import Callable

import keras

from tfstyle import recipes
from tfstyle.allocator import keep_freed_memory
from tfstyle.errors import RecipeError, TrainingError
from tfstyle.recipes import Recipe
from tfstyle.runs import callbacks, multi_worker
from tfstyle.runs.build import build_model
from tfstyle.runs.distribution import Distribution, make_distribution
from tfstyle.runs.going_on import check_start, schedule
from tfstyle.runs.health import Events, Halt
from tfstyle.runs.held_out import measurer
from tfstyle.runs.initial_weights import begin_with, told
from tfstyle.runs.observers import observers
from tfstyle.runs.output import lasting_console
from tfstyle.runs.pictures import RunData, open_data
from tfstyle.runs.precision import as_begun, check_alike, settled
from tfstyle.runs.run_directory import RunDirectory
from tfstyle.runs.saving import save
from tfstyle.runs.settings import settings
from tfstyle.runs.signals import StopRequest
from tfstyle.runs.teacher import check_same, open_teacher, versions_of
from tfstyle.runs.tracking import check_tracking
from tfstyle.runs.watched import open_measuring, watched_metrics


def train(
    recipe: Recipe,
    data: str | os.PathLike,
    out: str | os.PathLike,
    *,
    resume: bool = False,
    strategy: str = "auto",
    dry_run: bool = False,
    preset: str | os.PathLike | None = None,
    teacher: str | os.PathLike | None = None,
    console=None,
) -> keras.Model:
    """Train what a recipe says and leave a run directory that explains and contains it.

    Args:
        recipe: from `recipes.load_recipe`.
        data: folder of pictures, as the recipe's `data.layout` expects it.
        out: the run directory; new, or the one to go on in.
        resume: go on from the newest checkpoint in `out`. `train.steps` and `train.decay_from` may
            be others than before: a finished run trains on, with the rates of the new schedule.
        strategy: see `distribution.make_distribution`.
        dry_run: check everything and do one step, write nothing.
        preset: directory of the preset or the run whose weights the networks begin with, where
            the recipe's `train.init` is `"preset"`.
        teacher: directory of the preset that the recipe's `train.teacher` names.
        console: a `rich.console.Console` for what is said on the way; stdout if not given.

    Returns:
        The trained model.

    Raises:
        ArchitectureError: the preset holds other networks than the recipe describes.
        DataError: the pictures cannot be used.
        OfflineError: a loss or a metric looks through a network whose weights are not to be had.
        RecipeError: `train.init` is `"preset"` and there is none, `train.teacher` is no preset,
            or `train.metrics` names what cannot be measured.
        RunError: `out` is in use, holds another run, or has nothing to resume; or what
            `train.tracking` names is not installed or does not answer.
        StorageError: the disk is full or not writable.
        TrainingError: a loss is not finite, a worker was lost, or the run was asked to stop; it
            can be resumed.

    Example:
        >>> from tfstyle.recipes import load_recipe
        >>> recipe = load_recipe("recipe.toml", ["train.steps=60"])  # doctest: +SKIP
        >>> model = train(recipe, "facades/", "run/")  # doctest: +SKIP
    """
    if recipe.train.init == "preset" and not (preset or resume):
        raise RecipeError(
            "train.init = 'preset' begins with trained weights: name a preset or a run with "
            "--init, train a preset, or a recipe.toml in a preset's directory. Or --set "
            "train.init=random."
        )
    watched_metrics(recipe)  # a name that is wrong is told before anything is read
    check_tracking(recipe)
    if console is None:
        console = lasting_console(
            f"Nobody reads what the run says any more; it goes on. {out} has it all."
        )

    def say(text: str) -> None:
        console.print(text, soft_wrap=True, highlight=False, markup=False)

    if strategy == "multi_worker":
        say("Waiting for all workers to start.")
    distribution = make_distribution(strategy)
    distribution.check_batch(recipe.train.batch_size)
    check_alike(recipe, distribution)
    directory = RunDirectory(out, recipe.train.keep_checkpoints)
    if resume:
        recipe = as_begun(recipe, directory)
    changed = directory.check(recipe, resume) if distribution.chief else []
    writes = distribution.chief and not dry_run
    with contextlib.ExitStack() as stack:
        if writes and resume:
            stack.enter_context(directory.locked())
        start, notes = directory.checkpoints.newest(say) if resume else (0, {})
        check_start(recipe, directory.path, start, resume, preset)
        shown = open_teacher(recipe, teacher)
        if resume:
            check_same(shown, directory.recipe)
        # Before the seed is set: weights do not depend on what is watched and measured.
        measuring = open_measuring(recipe) if distribution.chief else None
        recipe, precision = settled(recipe, resume)
        if precision:
            say(str(precision))
        stack.enter_context(settings(recipe))
        pictures = open_data(recipe, data, start)
        if writes and not resume:
            # Not before the pictures are known to be good: a mistake there leaves nothing behind.
            stack.enter_context(directory.locked())
            directory.check(recipe, resume)  # someone may have come and gone meanwhile
        say(f"Training {recipe.model} on {distribution.description}. {pictures.description}")
        with distribution.strategy.scope():
            model = build_model(recipe, distribution.replicas, data, shown and shown.model)
        if start:
            directory.checkpoints.restore(model, start)
        elif preset and recipe.train.init == "preset":
            say(told(begin_with(model, preset), model, preset))
        measure = measurer(model, recipe, pictures, measuring) if measuring else None
        if resume:
            say(f"Going on after step {start} of {recipe.train.steps}.")
        if changed:
            say(f"Another length than before: {'; '.join(changed)}. {schedule(recipe)}")
        if dry_run:
            _try_once(recipe, model, distribution, pictures, say)
            return model
        if writes:
            directory.write_recipe(recipe, versions_of(shown))
        _fit(recipe, model, distribution, pictures, measure, directory, start, notes, console)
        if writes:
            say(f"Done. The model is in {directory.final}.")
    return model


def _fit(recipe, model, distribution, pictures, measure, directory, start, notes, console):
    """Run what is left of the steps, with everything that happens between and after them."""
    last = recipe.train.steps
    if start >= last:
        if distribution.chief:
            save(model, recipe, directory.final)
        return
    keep_freed_memory()
    if distribution.multi_worker:
        multi_worker.prepare(model)
    # Workers beside the chief train along, and neither show nor write anything.
    listening, closing, listeners, events = [], [], [], None
    if distribution.chief:
        events = Events(directory.health, start)
        listeners, listening = observers(
            recipe, model, pictures, measure, directory, start, notes, events, console
        )
        closing = [listener.close for listener in listeners]
    with StopRequest() as stop:
        halt = Halt(recipe, directory, pictures.root, events)
        losses = callbacks.Losses(start, last, recipe.train.log_every, listeners, notes, halt)
        checkpointing = callbacks.Checkpointing(
            start, last, recipe.train.checkpoint_every,
            directory.checkpoints if distribution.chief else None, stop, notes, [losses.remember],
            halt,
        )  # fmt: skip
        steps = callbacks.StepCallbacks(
            [losses, *listening, checkpointing], add_history=True, model=model
        )
        several = multi_worker.lost_workers if distribution.multi_worker else contextlib.nullcontext
        try:
            with several():
                model.fit(
                    distribution.distribute(pictures.dataset),
                    steps_per_epoch=last - start, epochs=1, callbacks=steps,
                    shuffle=False, verbose=0,
                )  # fmt: skip
            if distribution.chief and checkpointing.step >= last:
                save(model, recipe, directory.final)  # listeners are told of it
        finally:
            for close in closing:
                close()
    if checkpointing.step < last:
        raise TrainingError(
            f"Stopped by {stop.requested} after step {checkpointing.step} of {last}; everything "
            f"is saved. Go on with the same command and --resume: tfstyle train "
            f"{directory.recipe} --data {pictures.root} --out {directory.path} --resume"
        )


def _try_once(
    recipe: Recipe,
    model: keras.Model,
    distribution: Distribution,
    pictures: RunData,
    say: Callable[[str], None],
) -> None:
    """Show what a run would be, and do one step of it."""
    say(recipes.dumps(recipe))
    for name, network in model.networks.items():
        say(f"{name}: {network.count_params():,} parameters")
    if distribution.multi_worker:
        multi_worker.prepare(model)
    history = model.fit(
        distribution.distribute(pictures.dataset), steps_per_epoch=1,
        shuffle=False, verbose=0,
    )
    losses = {name: float(values[-1]) for name, values in history.history.items()}
    callbacks.losses.check_finite(1, losses)
    say("One step works: " + ", ".join(f"{k} {v:.4g}" for k, v in losses.items()))
    say("Nothing was written. Leave out --dry-run to train.")
