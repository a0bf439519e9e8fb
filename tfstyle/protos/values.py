"""What every tensor that comes from elsewhere is held against, whatever message it came in.

A shape is a claim. Nothing is allocated for it before it fits what came along, and where a message
may stand for more than it holds (one value, repeated) there is a limit in bytes.
"""

import math
from collections.abc import Iterable

import numpy as np

from tfstyle.errors import TensorError

MAX_BYTES = 64 << 20  # of a tensor that repeats a value
_MOST_AXES = 32


def check_shape(sides: Iterable[int]) -> tuple[tuple[int, ...], int]:
    """Return a shape and how many values it has.

    Raises:
        TensorError: negative sides, or more axes than arrays have.

    Example:
        >>> check_shape([2, 3])
        ((2, 3), 6)
    """
    shape = tuple(int(side) for side in sides)
    if any(side < 0 for side in shape):
        raise TensorError(f"no side of a shape is negative. Received: {shape}.")
    if len(shape) > _MOST_AXES:
        raise TensorError(f"at most {_MOST_AXES} axes are understood. Received: {len(shape)}.")
    return shape, math.prod(shape)


def from_bytes(
    content: bytes | memoryview, dtype: np.dtype, sides: Iterable[int]
) -> np.ndarray:
    """Return the array that little-endian bytes are, read-only and without a copy.

    Args:
        content: row by row.
        dtype: of numbers or truth values.
        sides: the shape.

    Raises:
        TensorError: as many bytes do not belong to the shape, or are no truth values.
    """
    shape, count = check_shape(sides)
    if len(content) != count * dtype.itemsize:
        raise TensorError(
            f"{dtype.name} of shape {shape} has {count * dtype.itemsize} bytes. "
            f"Received: {len(content)}."
        )
    if dtype.kind == "b" and bytes(content).strip(b"\0\1"):
        raise TensorError("a truth value is the byte 0 or 1.")
    return _shaped(np.frombuffer(content, dtype.newbyteorder("<")).astype(dtype, copy=False), shape)


def from_values(
    values, dtype: np.dtype, sides: Iterable[int], *, repeat: bool = False,
    max_bytes: int = MAX_BYTES,
) -> np.ndarray:  # fmt: skip
    """Return the array that single values are.

    Args:
        values: of a message, row by row.
        dtype: of numbers, or object for bytes.
        sides: the shape.
        repeat: whether fewer values than the shape has are the last one again and again, and no
            values are zeros.
        max_bytes: of an array that comes about by that.

    Raises:
        TensorError: as many values do not belong to the shape, they are out of the type's range,
            or what is repeated takes more than `max_bytes`.
    """
    shape, count = check_shape(sides)
    given = len(values)
    if given != count and not (repeat and given < count):
        raise TensorError(f"shape {shape} has {count} values. Received: {given}.")
    if given < count and count * dtype.itemsize > max_bytes:
        raise TensorError(
            f"{dtype.name} of shape {shape} has {count * dtype.itemsize} bytes, and a repeated "
            f"value fills {max_bytes} at most. Send the values."
        )
    try:
        array = np.fromiter(values, dtype, given)
    except (OverflowError, ValueError) as error:
        raise TensorError(f"a value is out of the range of {dtype.name}: {error}.") from error
    if given < count:
        last = array[-1] if given else (b"" if dtype.kind == "O" else dtype.type(0))
        array = np.concatenate([array, np.full(count - given, last, dtype)])
    return _shaped(array, shape)


def _shaped(array, shape):
    try:
        return array.reshape(shape)
    except ValueError as error:  # 0 values, of sides whose product no computer counts
        raise TensorError(f"shape {shape} is too large.") from error
