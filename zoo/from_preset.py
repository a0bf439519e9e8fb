"""A trained model in one line, from a name, a preset directory or a training run."""

import os
from pathlib import Path

from tfstyle import foreign
from tfstyle.errors import IntegrityError, UnknownPresetError
from tfstyle.files import recover
from tfstyle.presets import CONFIG, read_config
from tfstyle.run_files import BEST, CHECKPOINTS, FINAL, RECIPE, checkpoint_steps, is_run


def from_preset(name, *, training: bool = False):
    """Return a trained model, ready to translate.

    Args:
        name: a preset's name, a directory written by `save_to_preset`, or a run directory of
            `tfstyle train`, of which `final/` is taken, or `best/` if it did not end, or the newest
            checkpoint, with its moving average if there is one (a line on stderr says so, by the
            logger `tfstyle`). Or the name
            of a model of the catalogue, which is downloaded and converted at its first use. Or
            that of a model that needs no weights: `"gatys"`.
        training: build the discriminators, too, to train on.

    TensorFlow greets on stderr when it is first imported, before it reads any setting.
    `tfstyle.cli.quiet.start_tensorflow()`, called before, keeps that from the terminal.

    Raises:
        UnknownPresetError: nothing has this name; the nearest names are given.
        IntegrityError: a file is missing, damaged, or may not be read.
        ArchitectureError: the weights are of another architecture.
        OfflineError: the weights have to be downloaded and cannot be.
        CheckpointError: what was downloaded to be converted is damaged.

    Example:
        >>> model = from_preset("pix2pix_facades_label2photo_256")  # doctest: +SKIP
        >>> model.translate("labels.png").save("photo.png")  # doctest: +SKIP
    """
    from tfstyle.zoo.download import weights_directory

    directory = find_preset(name)
    if directory is None:
        return _built_in(name)
    if is_run(directory) and not _holds(directory, CONFIG):
        return _unfinished(directory)
    if not _holds(directory, CONFIG):  # of the catalogue, and not converted yet
        from tfstyle.zoo.converted import get_converted

        directory = get_converted(directory.name)
    # Before TensorFlow is imported, so that a missing or broken file is told at once.
    weights = weights_directory(directory)

    import tfstyle.models
    import tfstyle.networks  # noqa: F401  (both register the classes a preset may name)
    from tfstyle import presets

    return presets.load(directory, training=training, weights_directory=weights)


def _outrun(saved: Path, steps: list[int]) -> bool:
    """True if a run ended with this model, was gone on with, and did not end again."""
    if not steps:
        return False
    ended = read_config(saved)["metadata"].get("steps")
    return isinstance(ended, int) and ended < steps[0]


def _unfinished(run: Path):
    """Return the model of a run that has saved none yet, and say of which step it is."""
    import logging

    import tfstyle.models  # noqa: F401
    from tfstyle.runs.newest import newest_model

    say = logging.getLogger("tfstyle").warning
    model, step = newest_model(run, say)
    say("The run %s did not end: this is its checkpoint of step %d.", run, step)
    return model


def _built_in(name):
    """Return a model that needs no weights of its own."""
    from tfstyle import models
    from tfstyle.zoo.registry import BUILT_IN

    return getattr(models, BUILT_IN[name]["class"])()


def find_preset(name) -> Path | None:
    """Return the preset directory that a name, a directory or a run stands for.

    Built-in models have none: `None`. That of a model of the catalogue may not be there yet:
    `from_preset` downloads and converts it. A run that has saved no model but a checkpoint stands
    for itself.

    Raises:
        UnknownPresetError: nothing has this name, or the run has saved no model yet.
    """
    from tfstyle.zoo.catalogue import list_catalogue
    from tfstyle.zoo.registry import BUILT_IN, list_presets, preset_directory

    path = Path(name)
    steps = checkpoint_steps(path / CHECKPOINTS)
    for place in (path, path / FINAL, path / BEST):
        if _holds(place, CONFIG) and not (place.name == FINAL and _outrun(place, steps)):
            return place
    if _holds(path, RECIPE):
        if steps:
            return path
        raise UnknownPresetError(
            f"The run {path} has saved no model yet: it has neither final/ nor best/, nor a "
            "checkpoint. Let it end, or go on with `tfstyle train ... --resume`."
        )
    named = os.fspath(name) in (*BUILT_IN, *list_catalogue(), *list_presets())
    if not named and (kind := foreign.told(path)):
        raise UnknownPresetError(f"{path} is no preset: {kind}")
    if os.path.isdir(path) and not named:
        raise UnknownPresetError(
            f"{path} is a directory, but neither a preset (no {CONFIG}) nor a run (no recipe.toml)."
        )
    if os.fspath(name).rstrip("/").count("/") or os.sep in os.fspath(name):
        raise UnknownPresetError(f"There is no directory {path}.")
    if os.fspath(name) in BUILT_IN:
        return None
    if os.fspath(name) in list_catalogue() and os.fspath(name) not in list_presets():
        from tfstyle.zoo.converted import converted_directory

        return converted_directory(os.fspath(name))
    return preset_directory(os.fspath(name))


def _holds(directory: Path, name: str) -> bool:
    """Return whether a directory has a file; one that a killed process moved aside comes back."""
    recover(directory)
    if os.path.isdir(directory) and not os.access(directory, os.R_OK | os.X_OK):
        raise IntegrityError(f"No permission to look into {directory}. Change its permissions.")
    return os.path.isfile(directory / name)
