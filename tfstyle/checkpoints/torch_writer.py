"""`write_torch`: a state dict in PyTorch's zip format, without PyTorch."""

import os
import struct
import zipfile
from collections.abc import Iterator, Mapping

import numpy as np

from tfstyle.checkpoints.names import check_names
from tfstyle.errors import CheckpointError
from tfstyle.files import atomic_file

_STORAGES = {
    "float32": "FloatStorage", "float64": "DoubleStorage", "float16": "HalfStorage",
    "int64": "LongStorage", "int32": "IntStorage", "int16": "ShortStorage", "int8": "CharStorage",
    "uint8": "ByteStorage", "bool": "BoolStorage",
}  # fmt: skip
_ROOT = "archive"
_ALIGNMENT = 64
_OLDEST = (1980, 1, 1, 0, 0, 0)


def write_torch(path: str | os.PathLike, arrays: Mapping[str, np.ndarray]) -> None:
    """Write a state dict that `torch.load(path, weights_only=True)` reads.

    The same arrays give the same bytes. The storages lie on multiples of 64 bytes, so that
    PyTorch and `read` can map them.

    Args:
        path: file to write; `.pth` is customary.
        arrays: dict from key to array of float32 (or 64, 16), int64 (or 32, 16, 8), uint8 or bool;
            `num_batches_tracked` is a 0-dimensional int64.

    Raises:
        CheckpointError: a key is no text, or an array of another data type.
        StorageError: the disk is full, or the place is not writable.

    Example:
        >>> import tempfile
        >>> write_torch(tempfile.mkdtemp() + "/g.pth", {"bias": np.zeros(3, "float32")})
    """
    for key, array in arrays.items():
        if not isinstance(key, str):
            raise CheckpointError(f"A state dict's keys are texts. Received: {key!r}")
        if np.asarray(array).dtype.name not in _STORAGES:
            raise CheckpointError(
                f"{key} has the data type {np.asarray(array).dtype}. PyTorch state dicts are "
                f"written of {', '.join(_STORAGES)}."
            )
    check_names(arrays)
    with atomic_file(path) as temporary, zipfile.ZipFile(temporary, "w") as file:
        _add(file, "data.pkl", b"".join(_pickle(arrays)))
        _add(file, "byteorder", b"little")
        for number, array in enumerate(arrays.values()):
            array = np.asarray(array)
            flat = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).reshape(-1)
            _add(file, f"data/{number}", flat.view(np.uint8).data)
        _add(file, "version", b"3\n")


def _add(file, name, data):
    info = zipfile.ZipInfo(f"{_ROOT}/{name}", _OLDEST)
    info.file_size = len(data)  # Tells zipfile whether 32 bits suffice.
    info.external_attr = 0o644 << 16
    # An extra field of zeros ("FB", as PyTorch names it) moves the bytes to their place.
    start = file.start_dir + zipfile.sizeFileHeader + len(info.filename) + 4
    padding = -start % _ALIGNMENT
    info.extra = struct.pack("<2sH", b"FB", padding) + bytes(padding)
    with file.open(info, "w") as entry:
        entry.write(data)


def _pickle(arrays) -> Iterator[bytes]:
    """Yield the pickle (protocol 2) of an OrderedDict of tensors, opcode by opcode."""
    ordered_dict = b"ccollections\nOrderedDict\n)R"
    yield b"\x80\x02" + ordered_dict + b"("
    for number, (key, array) in enumerate(arrays.items()):
        array = np.asarray(array)
        storage = _STORAGES[array.dtype.name].encode()
        yield _text(key) + b"ctorch._utils\n_rebuild_tensor_v2\n("
        yield b"(" + _text("storage") + b"ctorch\n" + storage + b"\n" + _text(str(number))
        yield _text("cpu") + _int(array.size) + b"tQ"
        strides = [int(np.prod(array.shape[i + 1 :])) for i in range(array.ndim)]
        yield _int(0) + _tuple(array.shape) + _tuple(strides)
        yield b"\x89" + ordered_dict + b"tR"
    yield b"u."


def _text(text):
    encoded = text.encode()
    return b"X" + struct.pack("<I", len(encoded)) + encoded


def _int(value):
    if value < 2**31:
        return b"J" + struct.pack("<i", value)
    return b"\x8a\x08" + struct.pack("<q", value)


def _tuple(values):
    return b"(" + b"".join(map(_int, values)) + b"t"
