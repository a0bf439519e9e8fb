"""Write beside, sync, rename."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from tfstyle.errors import StorageError
from tfstyle.files.exchange import recover, replace_directory
from tfstyle.files.leftovers import sweep, temporary_directory, temporary_file
from tfstyle.files.storage import storage_errors


@contextlib.contextmanager
def atomic_file(path: str | os.PathLike, *, private: bool = False) -> Iterator[Path]:
    """Yield a temporary path; when the block succeeds it becomes `path`.

    Args:
        path: of the file.
        private: whether only its owner may read it, at every moment.

    Raises:
        StorageError: the disk is full, or the directory is not writable.

    Example:
        >>> with atomic_file("out.txt") as temporary:
        ...     _ = temporary.write_text("whole or not at all")
    """
    path = Path(path)
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        # The suffix stays: image and weight writers choose their format by it.
        with temporary_file(path.parent, path.suffix) as temporary:
            yield temporary
            # It was made 0600; a result is readable like any other file of the user.
            temporary.chmod(0o600 if private else 0o666 & ~_umask())
            _sync(temporary)
            os.replace(temporary, path)
            _sync_directory(path.parent)


@contextlib.contextmanager
def atomic_directory(path: str | os.PathLike) -> Iterator[Path]:
    """Yield an empty temporary directory; when the block succeeds it becomes `path`.

    An existing `path` changes places with it, and is removed then: at every moment the old or the
    new one has the name (see `files.exchange`).

    Raises:
        StorageError: `path` is a file, the disk is full, or the parent directory is not writable.
    """
    path = Path(path)
    with storage_errors(path):
        recover(path)
        if path.exists() and not path.is_dir():
            raise StorageError(f"{path} is a file. Name a directory.")
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        with temporary_directory(path.parent) as temporary:
            yield temporary
            temporary.chmod(0o777 & ~_umask())
            for root, _, names in os.walk(temporary):
                for name in names:
                    _sync(Path(root, name))
                _sync_directory(Path(root))
            replace_directory(temporary, path)
            _sync_directory(path.parent)


def publish_directory(new: str | os.PathLike, path: str | os.PathLike) -> bool:
    """Give a finished directory the name `path`, unless something has it.

    Args:
        new: a directory on the same file system.
        path: a free name; its parents are made.

    Returns:
        Whether it has the name now; False if the name was not free.

    Raises:
        StorageError: the place cannot be written.
    """
    new, path = Path(new), Path(path)
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(path):  # a rename would replace an empty directory
            return False
        try:
            os.rename(new, path)
        except OSError as error:
            if error.errno in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR):
                return False  # it has been made meanwhile
            raise
        _sync_directory(path.parent)
    return True


def _sync(path: Path) -> None:
    # Windows flushes only what is open for writing; elsewhere a file may be read-only by now.
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_directory(path: Path) -> None:
    """Make renames in a directory last; where the system cannot, they last when it gets to it."""
    if os.name == "nt":  # directories cannot be opened
        return
    try:
        _sync(path)
    except OSError as error:
        # File systems without it say so; a directory may be one to write but not to read.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES):
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
