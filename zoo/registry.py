"""Which presets there are: the folders below `zoo/presets`, read without TensorFlow."""

import fnmatch
from pathlib import Path

from tfstyle.errors import UnknownPresetError, did_you_mean
from tfstyle.presets import CONFIG
from tfstyle.zoo.catalogue import list_catalogue

PRESETS = Path(__file__).resolve().parent / "presets"
# Models without weights of their own, by a name like a preset's: what they do, and which class.
BUILT_IN = {
    "gatys": {
        "class": "Gatys",
        "directions": ["stylize"],
        "description": "photo to the style of any painting, by optimisation; minutes a picture",
    }
}


def list_presets(pattern: str = "*") -> list[str]:
    """Return the names of the presets that match `pattern`, sorted.

    Args:
        pattern: a name with `*`, `?` and `[...]` as in file names.

    Example:
        >>> all(name.startswith("cyclegan_") for name in list_presets("cyclegan_*"))
        True
    """
    if not PRESETS.is_dir():
        return []
    names = (folder.name for folder in PRESETS.iterdir() if (folder / CONFIG).is_file())
    return sorted(fnmatch.filter(names, pattern))


def list_built_in(pattern: str = "*") -> list[str]:
    """Return the names of the models that need no preset and match `pattern`, sorted."""
    return sorted(fnmatch.filter(BUILT_IN, pattern))


def preset_directory(name: str) -> Path:
    """Return the folder of a preset by its name; of a model of the catalogue, once it is converted.

    Raises:
        UnknownPresetError: with the nearest names; or of the catalogue, and not converted yet.
    """
    known, published = list_presets(), list_catalogue()
    if name in BUILT_IN:
        raise UnknownPresetError(f"{name!r} is built in: it has no files, weights or recipe.")
    if name in published and name not in known:
        from tfstyle.zoo.converted import converted_directory, is_converted

        if is_converted(name):
            return converted_directory(name)
        raise UnknownPresetError(
            f"{name!r} has to be downloaded and converted first: `tfstyle download {name}`."
        )
    if name not in known:
        near = did_you_mean(str(name), [*known, *BUILT_IN, *published])
        hint = near or " `tfstyle list` shows all."
        raise UnknownPresetError(f"There is no preset {name!r}.{hint}")
    config = PRESETS / name / CONFIG
    # Some installers put links to their own store in the place of a package's files.
    return config.resolve().parent if config.is_symlink() else config.parent
