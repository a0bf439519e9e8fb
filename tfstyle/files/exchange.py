"""A directory takes another one's name, and a kill in between never leaves the name empty.

Linux exchanges two names in one step (`renameat2`). Elsewhere, and on file systems without it,
the old directory is moved aside first, to a name that follows from its own; whoever next reads or
writes the place and finds only that one moves it back (`recover`).
"""

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # of <fcntl.h> and <linux/fs.h>
_UNABLE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)
_TRIES = 20


def replace_directory(new: Path, path: Path) -> None:
    """Give the directory `new` the name `path`; what had it before is removed.

    Raises:
        OSError: the system refuses.
    """
    aside = _aside(path)
    for left in reversed(range(_TRIES)):
        try:
            if not os.path.lexists(path):
                os.rename(new, path)
            elif _exchange(new, path):
                remove(new)  # the old one by now
            else:
                remove(aside)
                os.replace(path, aside)
                os.replace(new, path)
                remove(aside)
            return
        except OSError as error:
            # Another process has put one there, or moved it aside, meanwhile.
            meanwhile = (errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY)
            if error.errno not in meanwhile or not left or not new.is_dir():
                raise


def recover(path: str | os.PathLike) -> None:
    """Move a directory back that a killed process had moved aside to replace it.

    Where the place can only be read nothing happens.
    """
    path = Path(path)
    if path.name and not os.path.lexists(path):
        with contextlib.suppress(OSError):
            os.rename(_aside(path), path)


def remove(path: Path) -> None:
    """Delete a file, a link or a directory, as far as the system lets it be deleted."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _aside(path: Path) -> Path:
    # A digest, as the name itself may have the longest legal length already.
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    return path.with_name(f".old-tfstyle-{digest}")


def _exchange(one: Path, other: Path) -> bool:
    """Let two names change places; return False where the system cannot."""
    if sys.platform != "linux":
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # an old C library
        return False
    names = os.fsencode(one), os.fsencode(other)
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNABLE:
        return False
    raise OSError(code, os.strerror(code), os.fspath(other))
