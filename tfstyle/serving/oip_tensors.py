"""Tensors of the Open Inference Protocol: in JSON, or as bytes behind it.

The binary extension puts a tensor's bytes after the JSON: little-endian, row by row, each element
of BYTES behind its length in four bytes. In JSON an element of BYTES is text; files are base64, and
say so by the parameter `content_type` as MLServer has it, or as TensorFlow Serving's
`{"b64": …}`.

Sources: kserve/open-inference-protocol, specification/protocol/inference_rest.md; Triton's
docs/protocol/extension_binary_data.md.
"""

import base64
import math

import numpy as np

from tfstyle.errors import TensorError
from tfstyle.protos.open_tensors import datatype, from_raw, to_raw
from tfstyle.serving.json_tensors import from_base64, to_array, to_json
from tfstyle.serving.json_values import dump, said
from tfstyle.serving.problems import ServingError

_MAX_RANK = 32


def datatype_of(dtype: str) -> str:
    """Return the protocol's name of a type; of one it does not know a name like it.

    Example:
        >>> datatype_of("string"), datatype_of("bfloat16")
        ('BYTES', 'BFLOAT16')
    """
    try:
        return datatype(dtype)
    except TensorError:
        return dtype.upper()


def read_shape(value) -> tuple[int, ...]:
    """Return the shape that a list of JSON is.

    Raises:
        ServingError: INVALID_ARGUMENT; it is none, or of more elements than there can be.
    """
    sides = value if isinstance(value, list) else [None]
    fits = len(sides) <= _MAX_RANK and all(type(one) is int and one >= 0 for one in sides)
    if not fits or math.prod(sides) >= 2**48:
        raise _wrong(f"shape must be a list of sizes. Received: {said(value)}")
    return tuple(sides)


def from_json(data, dtype: str, shape: tuple[int, ...], content_type=None) -> np.ndarray:
    """Return the array that `data` of a request is, flat or nested as its shape.

    Args:
        data: of parsed JSON.
        dtype: as `TensorInfo` has it.
        shape: of the array.
        content_type: `"base64"` if strings are.

    Raises:
        ServingError: INVALID_ARGUMENT; another type, or another number of elements.
    """
    array = to_array(data, dtype)
    if array.shape != shape and (array.ndim != 1 or array.size != math.prod(shape)):
        raise _wrong(f"data has shape {list(array.shape)}, and shape says {list(shape)}.")
    if dtype == "string" and content_type == "base64":
        array = _each(from_base64(text.decode("utf-8", "replace")) for text in array.flat)
    return array.reshape(shape)


def from_binary(data: memoryview, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return the array that bytes are.

    Args:
        data: all of them.
        dtype: as `TensorInfo` has it.
        shape: of the array.

    Raises:
        ServingError: INVALID_ARGUMENT; there are more or fewer than the shape has.
    """
    # Files are taken out; numbers are looked at where they lie.
    content = bytes(data) if dtype == "string" else data
    try:
        return from_raw(content, datatype(dtype), shape)
    except TensorError as error:
        raise _wrong(str(error)) from error


def write_output(name: str, array: np.ndarray, binary: bool) -> tuple[bytes, bytes]:
    """Return the JSON of an output, and the bytes that belong behind all JSON.

    Args:
        name: of the output; a BYTES one in JSON is base64 if it ends in `_bytes`.
        array: the output.
        binary: whether it goes as bytes.
    """
    dtype = "string" if array.dtype == object else array.dtype.name
    head = {"name": name, "shape": list(array.shape), "datatype": datatype_of(dtype)}
    if binary:
        data = to_raw(array)
        return dump({**head, "parameters": {"binary_data_size": len(data)}}), data
    if dtype == "string" and name.endswith("_bytes"):
        texts = [base64.b64encode(_raw(data)).decode() for data in array.flat]
        return dump({**head, "parameters": {"content_type": "base64"}, "data": texts}), b""
    return b'%b,"data":%b}' % (dump(head)[:-1], to_json(name, array.reshape(-1))), b""


def _each(elements) -> np.ndarray:
    found = list(elements)
    array = np.empty(len(found), object)
    array[:] = found
    return array


def _raw(data) -> bytes:
    return data if isinstance(data, bytes) else str(data).encode()


def _wrong(what) -> ServingError:
    return ServingError("INVALID_ARGUMENT", what)
