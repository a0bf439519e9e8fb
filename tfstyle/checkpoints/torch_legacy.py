"""PyTorch's file before 1.6: five pickles, then the storages, each after its count.

    magic number, protocol 1001, the writer's machine, the content, the storages' keys;
    count (int64) numbers, count numbers, ...

Numbers are little-endian, whatever machine wrote them. Those of such a file seldom lie on even
addresses: NumPy reads them all the same, a little more slowly.
"""

import struct

from tfstyle.checkpoints.names import shown
from tfstyle.checkpoints.torch_zip import Pickled, storage_bytes
from tfstyle.checkpoints.unpickler import MOST_BYTES, Unpickler
from tfstyle.errors import CheckpointError

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001


def load(data: memoryview) -> Pickled:
    """Read the pickles and find the storages.

    Args:
        data: the whole file.

    Raises:
        CheckpointError: the pickle is not PyTorch's, asks for more than tensors, or something is
            damaged or cut short.
    """
    start = bytes(data[:MOST_BYTES])
    magic = Unpickler(start)
    value = magic.load()
    if type(value) is not int or value != _MAGIC:
        raise CheckpointError(
            "it is a Python pickle, but not one of torch.save: nothing was run. PyTorch's, "
            ".safetensors and .npz are read."
        )
    protocol = Unpickler(start, magic.position)
    value = protocol.load()
    if type(value) is not int or value != _PROTOCOL:
        raise CheckpointError("its PyTorch protocol is not 1001: it is damaged.")
    machine = Unpickler(start, protocol.position)
    machine.load()
    pickle = Unpickler(start, machine.position)
    content = pickle.load()
    keys = Unpickler(start, pickle.position)
    places = _places(data, keys.load(), pickle.storages, keys.position)

    def storage(wanted):
        if wanted.key not in places:
            raise CheckpointError(f"storage {shown(wanted.key)} is missing: the file is damaged.")
        begin, end = places[wanted.key]
        return data[begin:end]

    return Pickled(content, storage, "<")


def _places(data, keys, storages, position):
    if not isinstance(keys, list):
        raise CheckpointError("its list of storages is none: it is damaged.")
    places = {}
    for key in keys:
        storage = storages.get(key) if isinstance(key, str) else None
        if storage is None or key in places:
            raise CheckpointError(f"storage {shown(key)} belongs to no tensor: it is damaged.")
        begin, size = position + 8, storage_bytes(storage)
        if begin + size > len(data):
            raise CheckpointError(
                f"storage {shown(key)} claims {size} bytes, and {max(len(data) - begin, 0)} are "
                "left: the file is cut short or damaged. Fetch it again."
            )
        (count,) = struct.unpack_from("<q", data, position)
        if count != storage.size:
            raise CheckpointError(
                f"storage {shown(key)} has {count} numbers where its tensors claim "
                f"{storage.size}: the file is damaged."
            )
        position = begin + size
        places[key] = (begin, position)
    return places
