"""What the system says when something cannot be written, in words that help."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from tfstyle.errors import StorageError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM)
_NO_DIRECTORY = (errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENOTEMPTY)


@contextlib.contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what the system says about writing `path` into a `StorageError` that helps."""
    try:
        yield
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        if (words := _explain(error.errno, Path(path))) is None:
            raise
        raise StorageError(words) from error


def _explain(code: int | None, path: Path) -> str | None:
    if code in _FULL:
        return (
            f"The disk is full: {path} was not written. Free some space and try again; "
            "what was there before is untouched."
        )
    if code in _FORBIDDEN:
        return (
            f"No permission to write {path}. Choose another place, or change the "
            f"permissions of {path.parent}."
        )
    if code == errno.EROFS:
        return f"{path} lies on a file system that can only be read. Choose another place."
    if code == errno.EFBIG:
        return (
            f"{path} would be larger than the file system, or the limit of this process "
            "(`ulimit -f`), allows; it was not written. Choose another place or raise the limit."
        )
    if code == errno.EIO:
        return (
            f"The disk reports an error at {path}; it was not written. Choose another place, and "
            "check the disk."
        )
    if code == errno.ENAMETOOLONG:
        return f"{path} cannot be written: the name is too long for the file system. Shorten it."
    if code in _NO_DIRECTORY:
        return f"{path} cannot be written: a part of that path is a file, not a directory."
    return None
