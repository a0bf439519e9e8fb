"""Where what is fetched is kept, and one process at a time there."""

import contextlib
import os
from pathlib import Path

from tfstyle import locks
from tfstyle.errors import StorageError


def cache_directory() -> Path:
    """Return `TFSTYLE_CACHE`, by default `~/.cache/tfstyle`."""
    given = os.environ.get("TFSTYLE_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "tfstyle"


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
