"""One process at a time: a file that is held open and locked.

The lock belongs to the open handle, so the system lets go of it however the process ends: nothing
has to be cleaned up after a kill. POSIX systems lock with `flock`, Windows with `msvcrt.locking`; a
Python that has neither keeps nobody out, and works.
"""

import contextlib
import errno
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from tfstyle.errors import BusyError, StorageError

_BUSY = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
# Windows locks bytes, and nobody else may read those: one far behind the owner's name.
_BYTE = 1 << 30
_POLL_SECONDS = 0.1


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
        ...     place.read_text("utf-8").startswith("process ")
        True
    """
    path = Path(path)
    handle = _taken(path, wait)
    try:
        # The name is a courtesy: on a full disk the lock holds without it.
        with contextlib.suppress(OSError):
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, f"process {os.getpid()} on {socket.gethostname()}".encode())
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
        _lock(handle, wait=False)
    except OSError as error:
        return False if error.errno in _BUSY else None
    return True


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
            _lock(handle, wait)
            # Its holder before may have deleted it while this process waited or opened.
            if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except OSError as error:
            owner = _owner(handle)
            os.close(handle)
            if error.errno in _BUSY:
                raise BusyError(f"{path} is in use by {owner}.", owner) from error
            raise StorageError(
                f"{path} cannot be locked: {error.strerror}. Choose a file system with locks."
            ) from error
        except BaseException:  # Ctrl-C while waiting
            os.close(handle)
            raise
        os.close(handle)


def _lock(handle: int, wait: bool) -> None:
    try:
        import fcntl
    except ImportError:
        _lock_on_windows(handle, wait)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _lock_on_windows(handle: int, wait: bool) -> None:
    try:
        import msvcrt
    except ImportError:
        return
    while True:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            return
        except OSError as error:
            if not wait or error.errno not in _BUSY:
                raise
            time.sleep(_POLL_SECONDS)


def _owner(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 200).decode(errors="replace") or "another process"
