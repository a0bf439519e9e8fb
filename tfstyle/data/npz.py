"""Arrays in an `.npz` file, read without taking its word for anything.

Nothing in it is executed (no pickle), and no memory is taken before the sizes it claims agree with
the bytes it holds and with the memory there is.
"""

import contextlib
import io
import math
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tfstyle.errors import DataError

# What unpacks to more than this many times the file, and more than a GiB, is no data set.
_MOST_UNPACKED = 100
_ENOUGH = 2**30
_LONGEST_HEADER = 2**16


class Npz:
    """An open file of arrays.

    Args:
        path: the file.
        memory: bytes that one array may take.

    Raises:
        DataError: here and in every method: the file is none, or damaged, or not what it claims.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile, memory: int):
        self.path = path
        self.memory = memory
        self._archive = archive
        self._members = {
            info.filename.removesuffix(".npy"): info
            for info in archive.infolist() if info.filename.endswith(".npy")
        }  # fmt: skip

    @property
    def names(self) -> list[str]:
        """The names of the arrays."""
        return list(self._members)

    def header(self, name: str) -> tuple[tuple[int, ...], np.dtype]:
        """Return shape and type of an array; nothing more is read."""
        with self._open(name) as stream:
            # A header says how long it is, which may be gigabytes.
            head = io.BytesIO(stream.read(_LONGEST_HEADER))
            shape, dtype = _header(head)
            start = head.tell()
        if dtype.hasobject or dtype.names:
            raise DataError(f"{name} in {self.path} holds no plain numbers, but {dtype}.")
        size, held = math.prod(shape) * dtype.itemsize, self._members[name].file_size - start
        if min(shape, default=0) < 0 or size != held:
            raise DataError(
                f"{name} in {self.path} claims shape {shape} of {dtype}, which does not fit the "
                f"{held} bytes it holds. Save it again."
            )
        return shape, dtype

    def read(self, name: str) -> np.ndarray:
        """Return an array."""
        shape, dtype = self.header(name)
        size = math.prod(shape) * dtype.itemsize
        most = min(self.memory, max(_ENOUGH, _MOST_UNPACKED * self.path.stat().st_size))
        if size > most:
            raise DataError(
                f"{name} in {self.path} takes {size / 2**30:.1f} GiB of memory, more than the "
                f"{most / 2**30:.1f} allowed here. Write the pictures into a folder and use layout "
                "'images'."
            )
        with self._open(name) as stream:
            return np.lib.format.read_array(stream, allow_pickle=False)

    @contextlib.contextmanager
    def _open(self, name):
        with _errors(self.path), self._archive.open(self._members[name]) as stream:
            yield stream


@contextlib.contextmanager
def open_npz(path: Path, memory: int) -> Iterator[Npz]:
    """Open an `.npz` file.

    Raises:
        DataError: it is none.
    """
    with _errors(path), path.open("rb") as stream:
        if stream.read(6) == b"\x93NUMPY":
            raise DataError(
                f"{path} is a single array (.npy). Name it in an .npz file: "
                "np.savez('pictures.npz', images=np.load(...))."
            )
        with zipfile.ZipFile(stream) as archive:
            yield Npz(path, archive, memory)


def _header(stream):
    version = np.lib.format.read_magic(stream)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    else:
        shape, _, dtype = np.lib.format.read_array_header_2_0(stream)
    return shape, dtype


@contextlib.contextmanager
def _errors(path):
    try:
        yield
    except DataError:
        raise
    except MemoryError as error:
        raise DataError(f"{path} does not fit into the memory.") from error
    # A damaged file makes zipfile, zlib and numpy raise nearly anything.
    except Exception as error:
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{path} is no .npz file of arrays: {text.rstrip('.')}.") from error
