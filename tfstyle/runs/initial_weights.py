"""Training that begins where a preset or another run ended."""

import os
from pathlib import Path
from typing import Any, NamedTuple

from tfstyle import presets
from tfstyle.errors import ArchitectureError, IntegrityError, UnknownPresetError
from tfstyle.run_files import FINAL
from tfstyle.runs.newest import newest_model

_AVERAGE = "_ema"


def begin_with(model, directory: str | os.PathLike) -> list[str]:
    """Set the networks' weights, and their moving averages, to those of a preset or a run.

    What a preset does not hold, a discriminator mostly, begins as it is. A run's newest checkpoint
    holds everything; only of a run without one is the finished model taken. Of a model of both
    directions, one of a single direction takes the generator that paints in it. Of a network that
    another declares to begin as (`begins_as`), it takes every layer; its own layers begin afresh.

    Args:
        model: with `networks`.
        directory: of the preset or the run.

    Returns:
        The names of the networks that were set.

    Raises:
        ArchitectureError: a network there is another one than the model's, or there is none of its.
    """
    beginning = _stored(Path(directory))
    theirs = _for_its_direction(model, beginning) or beginning.networks
    names = [name for name in model.networks if name in theirs]
    if not names:
        mine = (name for name in model.networks if not name.endswith(_AVERAGE))
        raise ArchitectureError(
            f"{os.fspath(directory)} has weights for {', '.join(theirs) or 'no network'}; a "
            f"{type(model).__name__} begins with {', '.join(mine)}. Begin with a preset or a run "
            "of the recipe's model, or --set train.init=random."
        )
    for name in names:
        if difference := _difference(model.networks[name], theirs[name]):
            raise ArchitectureError(
                f"The {name} of {os.fspath(directory)} is another one than the recipe's: "
                f"{difference}. Train with the preset's own recipe, or --set train.init=random."
            )
        _take_over(model.networks[name], theirs[name])
    for name, network in model.networks.items():
        painter = name.removesuffix(_AVERAGE)
        if name.endswith(_AVERAGE) and painter in theirs and name not in theirs:
            _take_over(network, theirs[painter])
    return names


def told(names: list[str], model, directory: str | os.PathLike) -> str:
    """Return a sentence of which networks `begin_with` has set, and which begin afresh."""
    afresh = [n for n in model.networks if n not in names and not n.endswith(_AVERAGE)]
    rest = f"; afresh: {', '.join(afresh)}" if afresh else ""
    shown = [name for name in names if not name.endswith(_AVERAGE)]
    return f"Begins with the weights of {os.fspath(directory)}: {', '.join(shown)}{rest}."


class _Beginning(NamedTuple):
    """A stored model, and those of its networks whose weights are there, by name."""

    model: Any
    networks: dict


def _stored(directory: Path) -> _Beginning:
    if (directory / presets.CONFIG).is_file():
        stored = presets.read_config(directory)["networks"]
        loaded = presets.load(directory, training=True)
        return _Beginning(loaded, {
            name: network for name, network in loaded.networks.items()
            if stored.get(name, {}).get("weights")
        })  # fmt: skip
    try:
        loaded = newest_model(directory)[0]
        return _Beginning(loaded, loaded.networks)
    except (ArchitectureError, IntegrityError, UnknownPresetError):
        finished = directory / FINAL
        if not (finished / presets.CONFIG).is_file():
            raise
        return _stored(finished)


def _for_its_direction(model, beginning: _Beginning) -> dict:
    """Return the one generator of a model of both directions that another of one begins with."""
    both, one = beginning.model, model.directions
    if len(both.directions) != 2 or len(one) != 1 or one[0] not in both.directions:
        return {}
    return {"generator": both.network_of(one[0])}


def _difference(mine, theirs) -> str:
    """Return in which arguments a network is another one than what it could begin with."""
    others, free = theirs.get_config(), getattr(mine, "interchangeable", ("name",))
    wanted = {key: value for key, value in mine.get_config().items() if key not in free}
    if type(mine) is not type(theirs):
        # A network of the user's may declare nothing.
        kind, wanted = getattr(mine, "begins_as", None) or (None, {})
        if type(theirs) is not kind:
            return f"{type(theirs).__name__}, not {type(mine).__name__}"
    return ", ".join(
        f"{key} = {others[key]!r}, not {value!r}"
        for key, value in wanted.items()
        if others[key] != value
    )


def _take_over(mine, theirs) -> None:
    """Set the weights of a network to those of one from which it has no `_difference`."""
    if type(mine) is type(theirs):
        mine.set_weights(theirs.get_weights())
        return
    for layer in theirs.layers:
        values = {weight.name: weight for weight in layer.weights}
        for weight in mine.get_layer(layer.name).weights if values else ():
            weight.assign(values[weight.name])
