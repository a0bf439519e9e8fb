"""All features of a set: in memory while they are few, in a temporary file beyond."""

import tempfile
import weakref
from pathlib import Path

import numpy as np

from tfstyle.errors import DataError
from tfstyle.files import storage_errors

# Bytes of features kept in memory; what comes after waits on disk.
_IN_MEMORY = 2**26


class FeatureRows:
    """Keeps float32 rows, and gives back those asked for.

    Example:
        >>> rows = FeatureRows()
        >>> rows.add(np.array([[0.0, 1.0], [2.0, 3.0]]))
        >>> rows.take([1])
        array([[2., 3.]], dtype=float32)
    """

    def __init__(self):
        self._parts: list[np.ndarray] = []
        self._bytes = self._count = 0
        self._whole: np.ndarray | None = None
        self._file = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._count

    def add(self, rows: np.ndarray) -> None:
        """Take features of some pictures, (B, D).

        Raises:
            DataError: a feature is not finite.
            StorageError: the disk of temporary files is full.
        """
        rows = np.ascontiguousarray(rows, "float32")
        if not np.isfinite(rows).all():
            raise DataError(
                "Features of a picture are not finite: the weights of the network that metrics "
                "look through are damaged, or another network's. Get them again."
            )
        self._parts.append(rows)
        self._count += len(rows)
        self._bytes += rows.nbytes
        if self._bytes > _IN_MEMORY:
            self._write()

    def gathered(self) -> "FeatureRows":
        """Return itself: it is what metrics take."""
        return self

    def take(self, places) -> np.ndarray:
        """Return the rows at some places, float32 (n, D)."""
        if self._file is None:
            if self._whole is None:
                self._whole = np.concatenate(self._parts)
                self._parts = [self._whole]
            return self._whole[np.asarray(places)]
        if self._parts:
            self._write()
        out = np.empty((len(places), self._width), "float32")
        for row in np.argsort(places):  # as they lie
            self._file.seek(int(places[row]) * out.strides[0])
            self._file.readinto(out[row])
        return out

    def _write(self):
        with storage_errors(Path(tempfile.gettempdir(), "features")):
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115
                weakref.finalize(self, self._file.close)  # and so it is gone
            self._file.seek(0, 2)
            for part in self._parts:
                self._file.write(part)
            self._file.flush()
        self._width = self._parts[0].shape[1]
        self._parts, self._bytes = [], 0
