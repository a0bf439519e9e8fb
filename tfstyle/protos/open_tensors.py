"""Tensors of the Open Inference Protocol to arrays and back.

A tensor has a type by name, a shape, and its values either typed in `contents` or as raw bytes
beside the message. Raw strings are a length of four bytes, little-endian, before each.
"""

import struct
from collections.abc import Iterable

import numpy as np

from tfstyle.errors import TensorError
from tfstyle.protos.open_inference import InferTensorContents
from tfstyle.protos.values import check_shape, from_bytes, from_values

# The protocol's name to NumPy's, and the field of typed values. object is an array of bytes.
_KINDS = {
    "BOOL": ("bool", "bool_contents"),
    "INT8": ("int8", "int_contents"),
    "INT16": ("int16", "int_contents"),
    "INT32": ("int32", "int_contents"),
    "INT64": ("int64", "int64_contents"),
    "UINT8": ("uint8", "uint_contents"),
    "UINT16": ("uint16", "uint_contents"),
    "UINT32": ("uint32", "uint_contents"),
    "UINT64": ("uint64", "uint64_contents"),
    "FP16": ("float16", None),
    "FP32": ("float32", "fp32_contents"),
    "FP64": ("float64", "fp64_contents"),
    "BYTES": ("object", "bytes_contents"),
}
_NAMES = {np.dtype(dtype): name for name, (dtype, _) in _KINDS.items()}
# The same, without fields, as signatures call types.
DTYPES = {name: "string" if dtype == "object" else dtype for name, (dtype, _) in _KINDS.items()}


def datatype(dtype: str) -> str:
    """Return the protocol's name of a type; `dtype` is NumPy's name or `"string"`.

    Raises:
        TensorError: the protocol has none for it.

    Example:
        >>> datatype("float32"), datatype("string")
        ('FP32', 'BYTES')
    """
    try:
        return _NAMES[np.dtype("object" if dtype == "string" else dtype)]
    except (KeyError, TypeError) as error:
        raise TensorError(f"{dtype} has no type among {', '.join(_KINDS)}.") from error


def from_raw(content: bytes | memoryview, datatype: str, sides: Iterable[int]) -> np.ndarray:
    """Return the array of raw bytes; of numbers it is a view, read-only.

    Args:
        content: row by row.
        datatype: the protocol's name, e.g. `"FP32"`.
        sides: the shape.

    Raises:
        TensorError: another type, or the bytes do not belong to the shape.
    """
    dtype, _ = _kind(datatype)
    if dtype.kind == "O":
        return _strings(content, sides)
    return from_bytes(content, dtype, sides)


def to_raw(array: np.ndarray) -> bytes:
    """Return the raw bytes of an array; one of objects holds bytes.

    Example:
        >>> to_raw(np.array([b"ab"], object))
        b'\\x02\\x00\\x00\\x00ab'
    """
    if array.dtype.kind == "O":
        return b"".join(struct.pack("<I", len(text)) + text for text in array.ravel())
    return array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()


def from_contents(contents, datatype: str, sides: Iterable[int]) -> np.ndarray:
    """Return the array of typed values.

    Args:
        contents: an `InferTensorContents`.
        datatype: the protocol's name, e.g. `"FP32"`.
        sides: the shape.

    Raises:
        TensorError: another type, or the values do not belong to the shape or are in the field of
            another type.
    """
    dtype, field = _kind(datatype)
    if field is None:
        raise TensorError(f"{datatype} has no typed contents. Send raw_input_contents.")
    others = [other.name for other, _ in contents.ListFields() if other.name != field]
    if others:
        raise TensorError(f"{datatype} is sent in {field}. Received: {', '.join(others)}.")
    return from_values(getattr(contents, field), dtype, sides)


def to_contents(array: np.ndarray):
    """Return the typed values of an array, as an `InferTensorContents`.

    Raises:
        TensorError: float16, which is sent raw only.
    """
    _, field = _kind(datatype(array.dtype.name))
    if field is None:
        raise TensorError(f"{array.dtype.name} has no typed contents.")
    return InferTensorContents(**{field: array.ravel().tolist()})


def _kind(datatype):
    if datatype not in _KINDS:
        raise TensorError(f"the type is one of {', '.join(_KINDS)}. Received: {datatype}.")
    dtype, field = _KINDS[datatype]
    return np.dtype(dtype), field


def _strings(content, sides):
    shape, count = check_shape(sides)
    texts, place = [], 0
    while place + 4 <= len(content) and len(texts) < count:
        (length,) = struct.unpack_from("<I", content, place)
        place += 4
        if place + length > len(content):
            break
        texts.append(content[place : place + length])
        place += length
    if place != len(content) or len(texts) != count:
        raise TensorError(
            f"BYTES of shape {shape} are {count} strings, each after its length in four bytes. "
            f"Received: {len(content)} bytes that are not."
        )
    return from_values(texts, np.dtype(object), shape)
