"""A trained model in one line, from a name, a preset directory or a training run."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfstyle.zoo.names import Kind, resolve

if TYPE_CHECKING:
    from tfstyle.models.shared.picture_model import PictureModel

    class SomeModel(PictureModel):
        """One of `tfstyle.models`: what all have is checked, what only some have (`fit`) is not."""

        def __getattr__(self, name: str) -> Any: ...


def from_preset(name: str | os.PathLike, *, training: bool = False) -> "SomeModel":
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
    from tfstyle.zoo.origins import origin_of

    found = resolve(name)
    directory = found.directory
    if directory is None:
        model = _built_in(found.name)
    elif found.kind is Kind.RUN:
        model = _unfinished(directory)
    else:
        model, directory = _trained(found, training)
    if not training:  # else its weights are about to be others
        model.origin = origin_of(found, directory)
    return model


def _trained(found, training):
    """Return the model of a preset, and its directory."""
    from tfstyle.zoo.download import weights_directory

    directory = found.directory
    if not found.is_preset:  # of the catalogue, and not converted yet
        from tfstyle.zoo.converted import get_converted

        directory = get_converted(found.name)
    # Before TensorFlow is imported, so that a missing or broken file is told at once.
    weights = weights_directory(directory)

    import tfstyle.models
    import tfstyle.networks  # noqa: F401  (both register the classes a preset may name)
    from tfstyle import presets

    model = presets.load(directory, training=training, weights_directory=weights)
    return model, directory


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
