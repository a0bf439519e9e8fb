"""Weights that do not ship with the package: fetched once, checked, and never half there.

A preset whose `config.json` has `"remote": {"url": ..., "sha256": ..., "size": ...}` keeps its
weights in the cache, `TFSTYLE_CACHE` (`~/.cache/tfstyle` if not set). With `TFSTYLE_OFFLINE=1`
nothing is ever fetched. Models of the catalogue are fetched by `zoo.originals`.
"""

import contextlib
import os
from pathlib import Path

from tfstyle import locks
from tfstyle.errors import IntegrityError, StorageError
from tfstyle.presets import CONFIG, WEIGHTS, check_file, read_config, recorded_checksum
from tfstyle.zoo.catalogue import list_catalogue
from tfstyle.zoo.fetching import fetch, refuse_offline
from tfstyle.zoo.registry import preset_directory


def download(name: str, *, progress=None) -> Path:
    """Make a preset ready for use offline, and return where its weights lie.

    What ships with the package, or is in the cache already, is only checked. A model of the
    catalogue is converted, too.

    Args:
        name: of a preset of the zoo, or of a model of its catalogue.
        progress: function of `(bytes so far, bytes in all)`, called while data arrives.

    Raises:
        UnknownPresetError: with the nearest names.
        OfflineError: the network is off or not there; names the URL and the file to provide.
        IntegrityError: what came is not what was recorded.
    """
    if name in list_catalogue():
        from tfstyle.zoo.converted import get_converted

        return get_converted(name, progress=progress) / WEIGHTS
    directory = preset_directory(name)
    check_file(directory, CONFIG)
    place = weights_directory(directory, progress=progress)
    check_file(directory, WEIGHTS, place)
    return place / WEIGHTS


def cache_directory() -> Path:
    """Return `TFSTYLE_CACHE`, by default `~/.cache/tfstyle`."""
    given = os.environ.get("TFSTYLE_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "tfstyle"


def weights_directory(directory, *, progress=None) -> Path:
    """Return the directory that holds a preset's weights, fetching them if need be.

    Raises:
        OfflineError: they have to be fetched and cannot be.
        IntegrityError: what came is not what was recorded.
    """
    directory = Path(directory)
    remote = read_config(directory).get("remote")
    if not remote or os.path.lexists(directory / WEIGHTS):
        return directory
    # Nothing is asked for in the name of a preset that is damaged or contradicts itself.
    check_file(directory, CONFIG)
    expected, size = remote["sha256"], remote["size"]
    if recorded_checksum(directory, WEIGHTS) != expected:
        raise IntegrityError(
            f"{directory} records one SHA-256 of {WEIGHTS} in checksums.json and another one in "
            f"{CONFIG}. Get the preset again."
        )
    # Named by content: new weights under an old name never meet the old file.
    place = cache_directory() / "presets" / f"{directory.name}-{expected[:16]}"
    target = place / WEIGHTS
    if not target.exists():
        refuse_offline(remote["url"], target, expected)
        with lock(place):
            if not target.exists():  # another process may have fetched it meanwhile
                fetch(remote["url"], target, expected, size=size, progress=progress)
    return place


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
