"""Files that come from others: opened only if they are files, and where they should be.

A link may lead to a device that never ends, a FIFO that never answers, or any file of the user.
"""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

from tfstyle.errors import IntegrityError

_BLOBS = "blobs"  # of the Hugging Face hub's cache


def open_regular(path: str | os.PathLike, *, limit: int | None = None) -> BufferedReader:
    """Open a file for reading that is an ordinary one and lies in its own directory.

    A link is followed within that directory, and from `snapshots/REVISION/` to the `blobs/` beside
    `snapshots`, which is how the Hugging Face hub's cache keeps files; nowhere else.

    Args:
        path: the file.
        limit: bytes it may have.

    Raises:
        FileNotFoundError: there is none.
        IntegrityError: it is a device, a FIFO, a directory, a link that leads elsewhere, larger
            than `limit`, or the user may not read it.
    """
    path = Path(path)
    try:
        real = path.resolve(strict=True)
        if not _is_inside(real, path.parent.resolve(strict=True)):
            raise IntegrityError(
                f"{path} is a link to {real}, outside of its directory; refused. Put the file "
                "itself there."
            )
        # Without O_NONBLOCK, opening a FIFO waits for its other end.
        flags = os.O_RDONLY
        for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY", "O_CLOEXEC", "O_NOINHERIT"):
            flags |= getattr(os, name, 0)
        handle = os.open(real, flags)
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        if isinstance(error, PermissionError):
            raise IntegrityError(
                f"No permission to read {path}. Change its permissions, or those of its directory."
            ) from error
        if getattr(error, "errno", None) in (errno.ENOTDIR, errno.EINVAL):
            raise FileNotFoundError(errno.ENOENT, "No such file", os.fspath(path)) from error
        raise IntegrityError(f"{path} cannot be opened ({error}).") from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise IntegrityError(f"{path} is no ordinary file; refused.")
        if limit is not None and status.st_size > limit:
            raise IntegrityError(
                f"{path} has {status.st_size:,} bytes; at most {limit:,} are read."
            )
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_regular(path: str | os.PathLike, *, limit: int) -> bytes:
    """Return the content of a file that `open_regular` opens.

    Raises:
        FileNotFoundError: there is none.
        IntegrityError: see `open_regular`; or the disk cannot read it.
    """
    with open_regular(path, limit=limit) as file:
        try:
            content = file.read(limit + 1)  # it may grow meanwhile
        except OSError as error:
            raise IntegrityError(f"{path} cannot be read ({error}).") from error
    if len(content) > limit:
        raise IntegrityError(f"{path} has more than {limit:,} bytes, which is all that is read.")
    return content


def _is_inside(real: Path, directory: Path) -> bool:
    if real.is_relative_to(directory):
        return True
    hub = directory.parent
    return hub.name == "snapshots" and real.parent == hub.parent / _BLOBS
