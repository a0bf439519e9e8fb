"""Which presets there are: the folders below `zoo/presets`, read without TensorFlow."""

import fnmatch
from pathlib import Path

from tfstyle.presets import CONFIG

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


def shipped_directory(name: str) -> Path:
    """Return the folder of a preset that is there."""
    config = PRESETS / name / CONFIG
    # Some installers put links to their own store in the place of a package's files.
    return config.resolve().parent if config.is_symlink() else config.parent
