"""Temporary names, and how what a killed process left is told from what a living one writes.

A writer holds a lock on its temporary file or directory, which the system lets go of however the
process ends. What nobody holds is left over. Where there are no such locks (Windows, some network
file systems) a leftover is what has not been touched for a day.
"""

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tfstyle.files.exchange import remove
from tfstyle.locks import hold

_PREFIX = ".tmp-tfstyle-"
_OURS = re.compile(re.escape(_PREFIX) + r"[a-z0-9_]{8}(\..{1,31})?")
_LONGEST_SUFFIX = 32  # bytes: the temporary name of the longest legal name is legal, too
_OLD = 24 * 3600  # seconds
_SWEPT: set[tuple[int, int]] = set()  # directories this process has looked through


@contextlib.contextmanager
def temporary_file(place: Path, suffix: str = "") -> Iterator[Path]:
    """Yield an empty file in `place` that is gone afterwards, unless it was renamed."""
    if len(os.fsencode(suffix)) > _LONGEST_SUFFIX:
        suffix = ""
    while True:
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=suffix, dir=place)
        held: int | None = handle
        if os.name == "nt":  # what is open cannot be renamed there
            os.close(handle)
            held = None
            break
        if hold(handle) is not False and os.path.lexists(name):
            break
        os.close(handle)  # swept away between the two calls
    try:
        yield Path(name)
    finally:
        remove(Path(name))
        if held is not None:
            os.close(held)


@contextlib.contextmanager
def temporary_directory(place: Path) -> Iterator[Path]:
    """Yield an empty directory in `place` that is gone afterwards, unless it was renamed."""
    while True:
        path, handle = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place)), None
        if os.name == "nt":
            break
        with contextlib.suppress(FileNotFoundError):
            handle = os.open(path, os.O_RDONLY)
            if hold(handle) is not False and os.path.lexists(path):
                break
            os.close(handle)
    try:
        yield path
    finally:
        remove(path)
        if handle is not None:
            os.close(handle)


def sweep(place: Path) -> None:
    """Delete what killed writers left in `place`; once a process and directory, as it takes time.

    Only names that this module gives are touched: `place` may be anyone's directory.
    """
    with contextlib.suppress(OSError):
        status = os.stat(place)
        key = (status.st_dev, status.st_ino)
        if key in _SWEPT:
            return
        _SWEPT.add(key)
        with os.scandir(place) as entries:
            names = [entry.name for entry in entries if entry.name.startswith(_PREFIX)]
        for name in names:
            if _OURS.fullmatch(name) and _is_left_over(place / name):
                remove(place / name)


def remove_leftovers(directory: str | os.PathLike) -> None:
    """Delete what killed processes left half-written in a `directory` that is the project's own."""
    for entry in Path(directory).glob(".tmp-*"):  # of earlier versions, too
        if _is_left_over(entry, unknown=True):
            remove(entry)


def _is_left_over(path: Path, unknown: bool | None = None) -> bool:
    """Return whether no process writes to `path` any more.

    Args:
        path: a temporary file or directory.
        unknown: the answer where the system cannot tell; by default, whether it is old.
    """
    held = None
    if os.name != "nt":
        try:
            flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW
            handle = os.open(path, flags)
        except OSError:  # not ours to open, or gone
            return False
        try:
            held = hold(handle)
        finally:
            os.close(handle)
    if held is None:
        if unknown is not None:
            return unknown
        with contextlib.suppress(OSError):
            return time.time() - path.lstat().st_mtime > _OLD
        return False
    return held
