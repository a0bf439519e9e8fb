"""Where the zoo keeps what it fetched and converted, and one process at a time there."""

import contextlib
import os
from pathlib import Path

from tfstyle import locks
from tfstyle.errors import StorageError


def cache_directory() -> Path:
    """Return `TFSTYLE_CACHE`, by default `~/.cache/tfstyle`."""
    given = os.environ.get("TFSTYLE_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "tfstyle"


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


@contextlib.contextmanager
def lock(place: Path):
    """Let one process at a time fetch into `place`, which is made."""
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The cache {place} cannot be made ({error.strerror}). "
            "Set TFSTYLE_CACHE to a writable directory."
        ) from error
    with locks.locked(place / ".lock", wait=True):
        yield
