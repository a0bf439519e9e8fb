"""Weights that do not ship with the package: fetched once, checked, and never half there.

A preset whose `config.json` has `"remote": {"url": ..., "sha256": ..., "size": ...}` keeps its
weights in the cache, `TFSTYLE_CACHE` (`~/.cache/tfstyle` if not set). With `TFSTYLE_OFFLINE=1`
nothing is ever fetched. Models of the catalogue are fetched by `zoo.originals`.
"""

import os
from pathlib import Path

from tfstyle.errors import IntegrityError
from tfstyle.fetching import fetch, lock, refuse_offline
from tfstyle.presets import CONFIG, WEIGHTS, check_file, read_config, recorded_checksum
from tfstyle.zoo.cache import weights_place
from tfstyle.zoo.names import Kind, resolve


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
    found = resolve(name, paths=False)
    if found.kind is Kind.PUBLISHED:
        from tfstyle.zoo.converted import get_converted

        return get_converted(name, progress=progress) / WEIGHTS
    directory = found.local()
    check_file(directory, CONFIG)
    place = weights_directory(directory, progress=progress)
    check_file(directory, WEIGHTS, place)
    return place / WEIGHTS


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
    place = weights_place(directory.name, expected)
    target = place / WEIGHTS
    if not target.exists():
        refuse_offline(remote["url"], target, expected)
        with lock(place):
            if not target.exists():  # another process may have fetched it meanwhile
                fetch(remote["url"], target, expected, size=size, progress=progress)
    return place
