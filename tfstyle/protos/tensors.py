"""`TensorProto` to an array and back.

TensorFlow writes a tensor as `tensor_content`, the bytes of all values, or as a list of values in
the field of its type, where the last one stands for all that follow.
"""

import numpy as np

from tfstyle.errors import TensorError
from tfstyle.protos.tf_serving import SCHEMA, TensorProto
from tfstyle.protos.values import MAX_BYTES, from_bytes, from_values

_NUMBERS = SCHEMA.enum("tensorflow.DataType")
# TensorFlow's name to NumPy's, and the field of single values. object is an array of bytes.
_KINDS = {
    "DT_FLOAT": ("float32", "float_val"),
    "DT_DOUBLE": ("float64", "double_val"),
    "DT_HALF": ("float16", "half_val"),
    "DT_INT8": ("int8", "int_val"),
    "DT_INT16": ("int16", "int_val"),
    "DT_INT32": ("int32", "int_val"),
    "DT_INT64": ("int64", "int64_val"),
    "DT_UINT8": ("uint8", "int_val"),
    "DT_UINT16": ("uint16", "int_val"),
    "DT_UINT32": ("uint32", "uint32_val"),
    "DT_UINT64": ("uint64", "uint64_val"),
    "DT_BOOL": ("bool", "bool_val"),
    "DT_STRING": ("object", "string_val"),
}
_BY_NUMBER = {_NUMBERS[name]: (np.dtype(dtype), field) for name, (dtype, field) in _KINDS.items()}
_BY_DTYPE = {np.dtype(dtype): _NUMBERS[name] for name, (dtype, _) in _KINDS.items()}


def data_type(dtype: str) -> int:
    """Return the number of a type; `dtype` is NumPy's name or `"string"`.

    Raises:
        TensorError: TensorFlow has none for it here.

    Example:
        >>> data_type("float32")
        1
    """
    try:
        return _BY_DTYPE[np.dtype("object" if dtype == "string" else dtype)]
    except (KeyError, TypeError) as error:
        raise TensorError(f"{dtype} has no type among {', '.join(_KINDS)}.") from error


def to_array(proto, *, max_bytes: int = MAX_BYTES) -> np.ndarray:
    """Return what a `TensorProto` holds; where it can, as a view of its bytes, read-only.

    Args:
        proto: a `TensorProto` of this package, or TensorFlow's.
        max_bytes: of an array that a repeated value fills.

    Returns:
        Array of the message's type and shape; strings are bytes in an array of objects.

    Raises:
        TensorError: the type is none of NumPy's, the shape is open or negative, or does not belong
            to the values.

    Example:
        >>> to_array(from_array(np.array([[1, 2]], "uint8")))
        array([[1, 2]], dtype=uint8)
    """
    if proto.dtype not in _BY_NUMBER:
        raise TensorError(
            f"the type is one of {', '.join(_KINDS)}. Received: number {proto.dtype}."
        )
    dtype, field = _BY_NUMBER[proto.dtype]
    if proto.tensor_shape.unknown_rank:
        raise TensorError("the shape is not known. Send one.")
    sides = [dim.size for dim in proto.tensor_shape.dim]
    values = getattr(proto, field)
    if proto.tensor_content:
        if dtype.kind == "O":
            raise TensorError("strings are sent as string_val, not as tensor_content.")
        if values:
            raise TensorError(f"tensor_content and {field} exclude each other.")
        return from_bytes(proto.tensor_content, dtype, sides)
    if field == "half_val":  # the bits of each value
        bits = from_values(values, np.dtype("uint16"), sides, repeat=True, max_bytes=max_bytes)
        return bits.view("float16")
    return from_values(values, dtype, sides, repeat=True, max_bytes=max_bytes)


def from_array(array: np.ndarray):
    """Return a `TensorProto` of an array; an array of objects holds bytes.

    Raises:
        TensorError: the array is of a type that TensorFlow does not have here.
    """
    proto = TensorProto(dtype=data_type(array.dtype.name))
    for side in array.shape:
        proto.tensor_shape.dim.add(size=side)
    if array.dtype.kind == "O":
        proto.string_val.extend(array.ravel())
    else:
        proto.tensor_content = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    return proto
