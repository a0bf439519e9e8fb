"""Files and directories that appear whole or not at all.

Everything is written beside its place under a hidden temporary name, synced to disk and renamed.
A process killed in between leaves the old content untouched and, at worst, a `.tmp-*` name that
the next writer of the same place removes.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tfstyle.errors import StorageError

_TEMPORARY = ".tmp-"
_DESKTOP = r"\.DS_Store|Thumbs\.db"  # what file managers leave behind


@contextlib.contextmanager
def atomic_file(path: str | os.PathLike) -> Iterator[Path]:
    """Yield a temporary path; when the block succeeds it becomes `path`.

    Raises:
        StorageError: the disk is full, or the directory is not writable.

    Example:
        >>> with atomic_file("out.txt") as temporary:
        ...     _ = temporary.write_text("whole or not at all")
    """
    path = Path(path)
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # The suffix stays: image and weight writers choose their format by it.
        handle, name = tempfile.mkstemp(
            prefix=f"{_TEMPORARY}{path.stem}-", suffix=path.suffix, dir=path.parent
        )
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            # mkstemp made it 0600; a result is readable like any other file of the user.
            temporary.chmod(0o666 & ~_umask())
            _sync(temporary)
            os.replace(temporary, path)
            _sync(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def atomic_directory(path: str | os.PathLike) -> Iterator[Path]:
    """Yield an empty temporary directory; when the block succeeds it becomes `path`.

    An existing `path` is replaced: it is moved aside first, and removed once the new one is in
    place.

    Raises:
        StorageError: `path` is a file, the disk is full, or the parent directory is not writable.
    """
    path = Path(path)
    if path.exists() and not path.is_dir():
        raise StorageError(f"{path} is a file. Name a directory.")
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f"{_TEMPORARY}{path.name}-", dir=path.parent))
        try:
            yield temporary
            temporary.chmod(0o777 & ~_umask())
            for root, _, names in os.walk(temporary):
                for name in names:
                    _sync(Path(root, name))
            old = None
            if path.exists():
                old = Path(tempfile.mkdtemp(prefix=f"{_TEMPORARY}old-", dir=path.parent))
                os.replace(path, old)
            os.replace(temporary, path)
            _sync(path.parent)
            if old is not None:
                shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def check_replaceable(directory: str | os.PathLike, own: str, kind: str, proof: str = "") -> None:
    """Check that replacing a directory would delete nothing but what belongs there.

    Args:
        directory: what shall be replaced; it need not exist.
        own: regular expression of the names that belong there.
        kind: what the directory is called in an error, e.g. `"preset"`.
        proof: name of a file without which a directory that is not empty is none of its kind.

    Raises:
        StorageError: it is a file, or holds anything else.
    """
    directory = Path(directory)
    if not directory.exists():
        return
    if not directory.is_dir():
        raise StorageError(f"{directory} is a file. Name a directory.")
    names = sorted(entry.name for entry in directory.iterdir())
    foreign = [name for name in names if not re.fullmatch(rf"{own}|{_DESKTOP}", name)]
    if proof and proof not in names:
        foreign = names
    if foreign:
        raise StorageError(
            f"{directory} holds files that are no {kind} and would be deleted: "
            f"{', '.join(foreign[:3])}{' and more' if len(foreign) > 3 else ''}. "
            "Name a new or empty directory."
        )


def remove_leftovers(directory: str | os.PathLike) -> None:
    """Delete what a killed process left half-written in `directory`."""
    for entry in Path(directory).glob(f"{_TEMPORARY}*"):
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def sha256(path: str | os.PathLike) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what the system says about writing `path` into a `StorageError` that helps."""
    try:
        yield
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError(
                f"The disk is full: {path} was not written. Free some space and try again; "
                "what was there before is untouched."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StorageError(
                f"No permission to write {path}. Choose another place, or change the "
                f"permissions of {path.parent}."
            ) from error
        if error.errno in (errno.ENOTDIR, errno.EEXIST):
            raise StorageError(
                f"{path} cannot be written: a part of that path is a file, not a directory."
            ) from error
        raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
