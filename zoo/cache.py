"""Where the zoo keeps what it fetched and converted."""

from pathlib import Path

from tfstyle.fetching import cache_directory


def weights_place(preset: str, sha256: str) -> Path:
    """Return where weights that a preset does not ship with lie, or will lie.

    They are named by content, too: new weights under an old name never meet the old file.
    """
    return cache_directory() / "presets" / f"{preset}-{sha256[:16]}"


def originals_directory(name: str) -> Path:
    """Return where the files of a published model, or the archive of a group, lie."""
    return cache_directory() / "checkpoints" / name


def converted_directory(name: str) -> Path:
    """Return where the preset of a published model lies, or will lie."""
    return cache_directory() / "converted" / name
