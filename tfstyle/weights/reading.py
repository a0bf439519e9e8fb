"""A weights file into networks: plain numbers of the expected shapes, and nothing else of HDF5.

HDF5 can point to other files, claim more than it holds, compress a gigabyte to kilobytes and store
things that are no numbers. None of it is needed here. What is read never takes more memory than
twice the file's own size: the sum of all that the data sets claim may not be larger than the file.
"""

import math
import os
from typing import BinaryIO

from tfstyle.errors import ArchitectureError, IntegrityError, one_line
from tfstyle.weights.names import weight_names

_MOST_NAMES = 20_000  # groups and data sets of a file; the largest network here has 300
_DEEPEST = 16  # groups within groups


class WeightsFile:
    """A file of `write_weights`, open and looked through, none of its numbers read yet.

    Args:
        file: opened for reading; it stays the caller's to close.
        path: what it is called in errors.
        names: of the networks in it that matter.

    Attributes:
        shapes: for each network a dict from a weight's name to its shape.

    Raises:
        IntegrityError: the file is damaged, points to other files, or claims more than it holds.
    """

    def __init__(self, file: BinaryIO, path: str | os.PathLike, names):
        import h5py

        self.path = path
        self._names = 0
        try:
            self._file = h5py.File(file, "r")
        except Exception as error:  # whatever a damaged file makes HDF5 stumble over
            raise IntegrityError(
                f"{path} is no weights file ({one_line(error)}). Get it again."
            ) from error
        try:
            self._data = {name: self._network(name) for name in names}
            self._check_claims(os.fstat(file.fileno()).st_size)
        except IntegrityError:
            self.close()
            raise
        except Exception as error:
            self.close()
            raise IntegrityError(
                f"{path} is damaged ({one_line(error)}). Get it again."
            ) from error
        self.shapes = {
            name: {key: tuple(data.shape) for key, data in found.items()}
            for name, found in self._data.items()
        }

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def numbers(self, name: str) -> int:
        """Return how many numbers the file holds for a network."""
        return sum(math.prod(shape) for shape in self.shapes[name].values())

    def compare(self, name: str, network) -> None:
        """Compare a network's weights with what the file holds for it, by name and shape.

        The network's weights need no values yet.

        Raises:
            ArchitectureError: a weight is missing, has another shape or no place; the first is
                named.
        """
        held = self.shapes[name]
        wanted = dict(weight_names(network))
        for key, weight in wanted.items():
            where, needed = f"{name}/{key}", tuple(weight.shape)
            if key not in held:
                raise ArchitectureError(
                    f"{self.path} has no weight {where}; it belongs to another architecture than "
                    f"{_describe(network)}."
                )
            if held[key] != needed:
                raise ArchitectureError(
                    f"{self.path}: {where} has shape {held[key]}, but {_describe(network)} needs "
                    f"{needed}. The weights are of another architecture."
                )
        # A residual network with fewer blocks would take the first ones without a word.
        if left := sorted(set(held) - set(wanted)):
            raise ArchitectureError(
                f"{self.path} has a weight {name}/{one_line(left[0])} that {_describe(network)} "
                "has no place for. The weights are of another architecture."
            )

    def fill(self, name: str, network) -> None:
        """Set a network's weights, which `compare` has found to fit.

        One weight is in memory twice at a time, not all of them.

        Raises:
            IntegrityError: the numbers cannot be read.
        """
        for key, weight in weight_names(network):
            try:
                value = self._data[name][key][()]
            except Exception as error:
                raise IntegrityError(
                    f"{self.path}: {name}/{key} is damaged ({one_line(error)}). Get it again."
                ) from error
            weight.assign(value.astype(weight.dtype))

    def _network(self, name):
        """Return the data sets of a network by their weights' names."""
        import h5py

        found = {}
        if name not in self._file:
            return found
        group = self._item(self._file, name, name)
        if isinstance(group, h5py.Group):
            self._walk(group, "", name, found, 0)
        return found

    def _walk(self, group, prefix, name, found, depth):
        import h5py

        if depth > _DEEPEST:
            raise IntegrityError(f"{self.path}: {name} holds groups within groups without end.")
        for key in group:
            self._names += 1
            if self._names > _MOST_NAMES:
                raise IntegrityError(f"{self.path} holds more than {_MOST_NAMES:,} names; refused.")
            where = one_line(f"{name}/{prefix}{key}")
            item = self._item(group, key, where)
            if isinstance(item, h5py.Group):
                self._walk(item, f"{prefix}{key}/", name, found, depth + 1)
            else:
                self._check(item, where)
                found[f"{prefix}{key}"] = item

    def _item(self, group, key, where):
        import h5py

        if not isinstance(group.get(key, getlink=True), h5py.HardLink):
            raise IntegrityError(f"{self.path}: {where} points to another file or name; refused.")
        return group[key]

    def _check(self, data, where):
        """Check that a data set is an array of floats that lie in this file as they are."""
        import h5py
        import numpy as np

        if not isinstance(data, h5py.Dataset) or data.shape is None:
            raise IntegrityError(f"{self.path}: {where} is no array of numbers; refused.")
        if data.external or data.is_virtual:
            raise IntegrityError(f"{self.path}: {where} points to another file; refused.")
        if data.dtype.newbyteorder("=") not in (np.float16, np.float32, np.float64):
            raise IntegrityError(
                f"{self.path}: {where} holds {one_line(data.dtype)}, not float16, float32 or "
                "float64."
            )
        if data.id.get_create_plist().get_nfilters():
            raise IntegrityError(
                f"{self.path}: {where} is compressed; the weights of a preset are stored as they "
                "are. Load the model where it was trained and save it anew."
            )
        if data.id.get_storage_size() < data.nbytes:
            raise IntegrityError(
                f"{self.path}: {where} claims {data.nbytes:,} bytes and holds "
                f"{data.id.get_storage_size():,}. Get it again."
            )

    def _check_claims(self, size):
        claimed = sum(data.nbytes for found in self._data.values() for data in found.values())
        if claimed > size:
            raise IntegrityError(
                f"{self.path} has {size:,} bytes and claims weights of {claimed:,}; refused."
            )


def _describe(network):
    arguments = ", ".join(f"{k}={v!r}" for k, v in network.get_config().items() if k != "name")
    return f"{type(network).__name__}({one_line(arguments)})"
