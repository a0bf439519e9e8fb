"""One process at a time: a file that is held open and locked.

The lock belongs to the open handle, so the system lets go of it however the process ends: nothing
has to be cleaned up after a kill. How a system locks is `filelock`'s business: POSIX by `flock`,
Windows by `LockFileEx` on the first byte, which nobody else may read then.
"""

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from tfstyle.errors import BusyError, StorageError

# Before the owner's name: the byte that Windows locks.
_LOCKED = b" "


@contextlib.contextmanager
def locked(path: str | os.PathLike, *, wait: bool = False, remove: bool = False) -> Iterator[None]:
    """Hold the lock file `path`, which is made, and write into it who holds it.

    Args:
        path: the lock file; its directory must exist.
        wait: wait until it is free, instead of raising.
        remove: delete the file afterwards, where it stands among a user's own files.

    Raises:
        BusyError: another process, or another part of this one, holds it; `owner` says who.
        StorageError: it cannot be made, or its file system has no locks.

    Example:
        >>> import tempfile
        >>> place = Path(tempfile.mkdtemp(), ".lock")
        >>> with locked(place):
        ...     b"process " in place.read_bytes()
        True
    """
    path = Path(path)
    handle = _taken(path, wait)
    try:
        # The name is a courtesy: on a full disk the lock holds without it.
        with contextlib.suppress(OSError):
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            name = f"process {os.getpid()} on {socket.gethostname()}"
            os.write(handle, _LOCKED + name.encode())
        yield
    finally:
        if remove:
            # Before it is let go, so that nobody is robbed of a lock just taken. Windows deletes
            # no open file: there it stays, which does no harm.
            with contextlib.suppress(OSError):
                path.unlink()
        os.close(handle)


def hold(handle: int) -> bool | None:
    """Lock an open file or directory, without waiting, for as long as it is open.

    Returns:
        Whether it is locked now: False if another process holds it, `None` where its system has
        no such locks.
    """
    try:
        return _lock(handle, wait=False)
    except OSError:
        return None


def _taken(path: Path, wait: bool) -> int:
    """Return a locked handle of the file that `path` names at that moment."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise StorageError(
                f"{path} cannot be written: {error.strerror}. Choose another place, or change its "
                "permissions."
            ) from error
        try:
            if not _lock(handle, wait):
                owner = _owner(handle)
                raise BusyError(f"{path} is in use by {owner}.", owner)
            # Its holder before may have deleted it while this process waited or opened.
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), path.stat()):
                    return handle
        except OSError as error:
            os.close(handle)
            raise StorageError(
                f"{path} cannot be locked: {error.strerror}. Choose a file system with locks."
            ) from error
        except BaseException:  # busy, or Ctrl-C while waiting
            os.close(handle)
            raise
        os.close(handle)


def _lock(handle: int, wait: bool) -> bool:
    import filelock

    return filelock.lock_descriptor(handle, blocking=wait)


def _owner(handle: int) -> str:
    os.lseek(handle, len(_LOCKED), os.SEEK_SET)
    return os.read(handle, 200).decode(errors="replace") or "another process"
