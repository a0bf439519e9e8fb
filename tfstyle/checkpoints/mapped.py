"""A file as memory: read where it is looked at, and given back when told so."""

import mmap
import os
import stat

from tfstyle import foreign
from tfstyle.errors import CheckpointError


def map_file(path: str | os.PathLike) -> memoryview:
    """Return the content of a file, of which nothing is in memory yet.

    Raises:
        CheckpointError: there is no such file, it is empty, or something else than a file.
    """
    try:
        # Not even opened if it is a pipe or a device: that may wait forever, or never end.
        status = os.stat(path)
    except FileNotFoundError as error:
        raise CheckpointError("there is no such file.") from error
    except (OSError, ValueError) as error:  # A name with a null byte.
        raise _unreadable(error) from error
    if stat.S_ISDIR(status.st_mode):
        raise CheckpointError(
            foreign.told(path) or "it is a folder. Name the checkpoint file in it."
        )
    if not stat.S_ISREG(status.st_mode):
        raise CheckpointError("it is no file.")
    if not status.st_size:
        raise CheckpointError("it is empty: the download failed. Fetch it again.")
    try:
        with open(path, "rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:  # Not permitted; emptied in between.
        raise _unreadable(error) from error


def release(data: memoryview) -> None:
    """Give back the memory of a mapped file; it is read again where it is looked at.

    Nothing happens where the system cannot, or where `data` is no mapped file.
    """
    if isinstance(data.obj, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        data.obj.madvise(mmap.MADV_DONTNEED)


def _unreadable(error):
    reason = getattr(error, "strerror", None) or error  # Without the path, which `read` tells.
    return CheckpointError(f"it cannot be read ({reason}).")
