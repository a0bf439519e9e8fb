"""PyTorch's zip archive, since 1.6: a pickle, and a file for every storage.

NAME/data.pkl  NAME/byteorder  NAME/data/0  NAME/data/1 ...  NAME/version

What is used is compared with its checksum: one wrong bit makes a weight of 5e37. PyTorch leaves
all checksums at 0 where `torch.serialization.set_crc32_options(False)` was called; then there is
nothing to compare.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tfstyle.checkpoints.mapped import release
from tfstyle.checkpoints.names import shown
from tfstyle.checkpoints.tensors import DTYPES, Storage
from tfstyle.checkpoints.unpickler import MOST_BYTES, Unpickler
from tfstyle.checkpoints.zip_directory import ZipDirectory
from tfstyle.errors import CheckpointError


@dataclass(frozen=True)
class Pickled:
    """What a file of `torch.save` holds.

    Attributes:
        content: what the pickle describes, its tensors as `Tensor`.
        storage: returns the bytes of a storage.
        order: `"<"` or `">"`: theirs.
    """

    content: object
    storage: Callable[[Storage], memoryview]
    order: str


def storage_bytes(storage: Storage) -> int:
    """Return how many bytes a whole storage has in the file."""
    itemsize = 1 if storage.dtype == "bytes" else np.dtype(DTYPES[storage.dtype]).itemsize
    return storage.size * itemsize


def load(directory: ZipDirectory) -> Pickled:
    """Read the archive's pickle.

    Raises:
        CheckpointError: the pickle asks for more than tensors, or something is damaged.
    """
    roots = [n[: -len("data.pkl")] for n in directory.entries
             if n.endswith("/data.pkl") and n.count("/") == 1]  # fmt: skip
    if len(roots) != 1:
        raise CheckpointError("its zip archive has several data.pkl. Unpack it and name one.")
    (root,) = roots
    if directory.entries[f"{root}data.pkl"].size > MOST_BYTES:
        raise CheckpointError(f"its pickle has more than {MOST_BYTES} bytes: it is no state dict.")
    checked = any(entry.checksum for entry in directory.entries.values())
    take = directory.verified if checked else directory.read
    content = Unpickler(bytes(take(f"{root}data.pkl"))).load()
    taken = {}

    def storage(wanted):
        if not wanted.size:
            return memoryview(b"")
        if wanted.key not in taken:
            taken[wanted.key] = take(f"{root}data/{wanted.key}")
            release(directory.data)
        data = taken[wanted.key]
        if len(data) != storage_bytes(wanted):
            raise CheckpointError(
                f"storage {shown(wanted.key)} has {len(data)} bytes where its tensors claim "
                f"{storage_bytes(wanted)}: the file is damaged."
            )
        return data

    return Pickled(content, storage, _order(directory, take, f"{root}byteorder"))


def _order(directory, take, name):
    if name not in directory.entries:
        return "<"
    order = bytes(take(name)[:10]).strip()
    if order not in (b"little", b"big"):
        raise CheckpointError(f"its byte order is {order!r}, neither little nor big.")
    return "<" if order == b"little" else ">"
