"""Training that begins where a preset ended."""

import os

from tfstyle import presets
from tfstyle.errors import ArchitectureError


def begin_with(model, directory: str | os.PathLike) -> list[str]:
    """Set the networks' weights, and their moving averages, to those of a preset.

    What the preset does not hold, a discriminator mostly, begins as it is.

    Args:
        model: with `networks`.
        directory: of the preset.

    Returns:
        The names of the networks that were set.

    Raises:
        ArchitectureError: a network of the preset is another one than the model's.
    """
    stored = presets.read_config(directory)["networks"]
    names = [name for name in model.networks if stored.get(name, {}).get("weights")]
    loaded = presets.load(directory, training=True).networks
    for name in names:
        mine, theirs = model.networks[name], loaded[name]
        if difference := _difference(mine, theirs):
            raise ArchitectureError(
                f"The {name} of {os.fspath(directory)} is another one than the recipe's: "
                f"{difference}. Train with the preset's own recipe, or --set train.init=random."
            )
        for network in (mine, model.networks.get(f"{name}_ema")):
            if network is not None:
                network.set_weights(theirs.get_weights())
    return names


def _difference(mine, theirs) -> str:
    if type(mine) is not type(theirs):
        return f"{type(theirs).__name__}, not {type(mine).__name__}"
    ours, others = mine.get_config(), theirs.get_config()
    return ", ".join(
        f"{key} = {others[key]!r}, not {value!r}"
        for key, value in ours.items()
        if key not in ("name", "dropout") and others[key] != value
    )
