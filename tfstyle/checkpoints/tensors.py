"""Tensors as a pickle describes them, checked, and the arrays they become."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from tfstyle.checkpoints.arrays import Stored
from tfstyle.checkpoints.names import shown
from tfstyle.errors import CheckpointError

# PyTorch's data types and NumPy's. bfloat16 is the upper half of a float32.
DTYPES = {
    "float32": "f4", "float64": "f8", "float16": "f2", "bfloat16": "u2", "int64": "i8",
    "int32": "i4", "int16": "i2", "int8": "i1", "uint8": "u1", "bool": "u1", "uint16": "u2",
    "uint32": "u4", "uint64": "u8",
}  # fmt: skip
MOST_DIMENSIONS = 16
_MOST_TENSORS = 50_000
_LARGEST = 2**48


@dataclass(frozen=True, slots=True, eq=False)
class Storage:
    """A row of numbers in the file, or a part of one.

    Attributes:
        key: its name in the file.
        dtype: of `DTYPES`, or `"bytes"` where only the tensor knows.
        size: elements of the whole row.
        first: where the part begins; 0 for the whole.
        count: elements of the part.
    """

    key: str
    dtype: str
    size: int
    first: int
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """A view of a storage; `offset` and `strides` count elements."""

    storage: Storage
    dtype: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def is_size(value) -> bool:
    """Return whether `value` can count something: an int, not a bool, and not absurd."""
    return type(value) is int and 0 <= value <= _LARGEST


def is_shape(shape) -> bool:
    """Return whether NumPy can hold `shape`: empty arrays too may not be absurd otherwise."""
    return len(shape) <= MOST_DIMENSIONS and math.prod(n for n in shape if n) <= _LARGEST


def make_tensor(storage, offset, shape, strides, dtype=None) -> Tensor:
    """Return a tensor that lies inside its storage.

    The last element is at `offset + sum((n_i - 1) stride_i)`, which must be below the storage's
    count; nor may there be more elements than the storage has, which rules out zero strides that
    claim terabytes.

    Raises:
        CheckpointError: it does not, or an argument is of another type.
    """
    if not isinstance(storage, Storage):
        raise CheckpointError(f"a tensor lies on {shown(storage)}, not on a storage.")
    listed = all(
        isinstance(value, tuple | list) and len(value) <= MOST_DIMENSIONS
        for value in (shape, strides)
    )
    if (
        not listed
        or len(shape) != len(strides)
        or not all(map(is_size, (offset, *shape, *strides)))
    ):
        raise CheckpointError(
            f"a tensor of storage {shown(storage.key)} has no valid offset, shape or strides "
            "(negative, huge, too many or no numbers): the file is damaged."
        )
    count, itemsize = storage.count, 1
    if storage.dtype == "bytes":
        if dtype not in DTYPES:
            raise CheckpointError(f"a tensor has the data type {shown(dtype)}, which is not read.")
        itemsize = np.dtype(DTYPES[dtype]).itemsize
        count //= itemsize
    elements = math.prod(shape)
    last = offset + sum((n - 1) * stride for n, stride in zip(shape, strides, strict=True))
    if (elements and (last >= count or elements > count)) or not is_shape(shape):
        raise CheckpointError(
            f"a tensor of shape {shape} claims more than the {count} elements of storage "
            f"{shown(storage.key)}. The file is damaged; a tensor that was expanded must be "
            "saved as `.contiguous()`."
        )
    return Tensor(storage, dtype or storage.dtype, offset, tuple(shape), tuple(strides))


def to_stored(
    tensors: Mapping[str, Tensor], raw: Callable[[Storage], memoryview], order: str, most: int
) -> dict[str, Stored]:
    """Return how each tensor becomes an array: a view where the file allows, else a copy.

    Args:
        tensors: dict from key to tensor.
        raw: returns the bytes of a whole storage, checked to be `storage.size` elements.
        order: `"<"` or `">"`, the bytes' order.
        most: bytes that all arrays together may have. Many tensors on one storage would make
            terabytes of a small file.

    Raises:
        CheckpointError: more than `most`, or a storage is missing or of another size.
    """
    if len(tensors) > _MOST_TENSORS:
        raise CheckpointError(f"it has {len(tensors)} tensors: far more than a network.")
    total = sum(math.prod(tensor.shape) * _itemsize(tensor) for tensor in tensors.values())
    if total > most:
        raise CheckpointError(
            f"its tensors claim {total} bytes, far more than the file has, by sharing storages."
        )
    return {
        key: Stored(tensor.shape, partial(_to_array, tensor, raw(tensor.storage), order))
        for key, tensor in tensors.items()
    }


def to_native(array: np.ndarray, dtype: str) -> np.ndarray:
    """Return an array of PyTorch's `dtype` in a data type and order NumPy calculates with.

    Args:
        array: as in the file, its data type that of `DTYPES`, in any byte order.
        dtype: of `DTYPES`.

    Returns:
        Read-only; the same array where nothing had to be changed.
    """
    if dtype == "bfloat16":
        array = (array.astype(np.uint32) << 16).view(np.float32)
    elif dtype == "bool":
        array = array != 0  # A byte of a hostile file may be neither 0 nor 1.
    elif not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    array.flags.writeable = False
    return array


def _to_array(tensor, raw, order):
    dtype = np.dtype(DTYPES[tensor.dtype]).newbyteorder(order)
    if 0 in tensor.shape:
        return to_native(np.empty(tensor.shape, dtype), tensor.dtype)
    unit = 1 if tensor.storage.dtype == "bytes" else dtype.itemsize
    array = np.ndarray(
        tensor.shape, dtype, raw,
        offset=tensor.storage.first * unit + tensor.offset * dtype.itemsize,
        strides=tuple(stride * dtype.itemsize for stride in tensor.strides),
    )  # fmt: skip
    return to_native(array, tensor.dtype)


def _itemsize(tensor):
    return 4 if tensor.dtype == "bfloat16" else np.dtype(DTYPES[tensor.dtype]).itemsize
