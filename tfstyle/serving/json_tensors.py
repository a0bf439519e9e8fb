"""Nested lists of JSON to arrays and back, as TensorFlow Serving has them.

A picture is a million numbers, so nothing here looks at one after the other in Python: a level of
the nesting is taken at a time, by functions that loop in C. Only what is wrong is looked for.
"""

import base64
import binascii
import itertools
import re

import numpy as np
import orjson

from tfstyle.serving.json_values import said, type_name
from tfstyle.serving.problems import ServingError

_MAX_RANK = 32  # below what NumPy takes
# TensorFlow's names of types in messages, where they are not NumPy's.
_NAMES = {"float16": "half", "float32": "float", "float64": "double"}
_SPACE = str.maketrans("", "", " \t\r\n\v\f")


def to_array(value, dtype: str) -> np.ndarray:
    """Return the array that a number, a string, an object of base64 or nested lists of them are.

    Args:
        value: of parsed JSON.
        dtype: as `TensorInfo` has it. Nothing is rounded, clipped or cast from another kind: 0.5
            and 300 are no uint8, `true` is no float.

    Raises:
        ServingError: INVALID_ARGUMENT; ragged, of another type, out of the type's range, not
            base64. UNIMPLEMENTED for a type that JSON does not carry.

    Example:
        >>> to_array([[1, 2.5]], "float32")
        array([[1. , 2.5]], dtype=float32)
    """
    shape, leaves = _flat(value)
    if dtype == "string":
        array = np.empty(len(leaves), object)
        array[:] = [_bytes(leaf) for leaf in leaves]
        return array.reshape(shape)
    kind = np.dtype(dtype).kind if dtype in np.sctypeDict else "?"
    if kind == "f":
        return _floats(leaves, np.dtype(dtype)).reshape(shape)
    if kind in "iu":
        return _integers(leaves, np.dtype(dtype)).reshape(shape)
    if kind == "b":
        _only(leaves, {bool}, dtype)
        return np.array(leaves, bool).reshape(shape)
    raise ServingError("UNIMPLEMENTED", f"Conversion of JSON values to type: {dtype}")


def to_json(name: str, array: np.ndarray) -> bytes:
    """Return an array as JSON: nested lists, or a value alone.

    Args:
        name: of the tensor. A string tensor is written as `{"b64": …}` if it ends in `_bytes`,
            and as text otherwise.
        array: of any shape; NaN and infinities become the tokens NaN, Infinity and -Infinity.

    Example:
        >>> to_json("stylized", np.array([[0.1, np.nan]], "float32"))
        b'[[0.1,NaN]]'
    """
    if array.dtype == object:
        write = _base64 if name.endswith("_bytes") else _text
        flat = np.empty(array.size, object)
        flat[:] = [write(data) for data in array.flat]
        return orjson.dumps(flat.reshape(array.shape).tolist())
    if array.ndim == 0:
        return to_json(name, array.reshape(1))[1:-1]
    if array.dtype.kind == "f" and array.dtype.itemsize not in (4, 8):
        array = array.astype("float32")
    written = orjson.dumps(np.ascontiguousarray(array), option=orjson.OPT_SERIALIZE_NUMPY)
    if array.dtype.kind != "f" or (finite := np.isfinite(array)).all():
        return written
    tokens = map(_token, array[~finite].tolist())  # orjson writes each of these as null
    return re.sub(b"null", lambda _: next(tokens), written)


def from_base64(text: str) -> bytes:
    """Return what base64 says, without padding, too, but not of the URL-safe alphabet.

    Raises:
        ServingError: INVALID_ARGUMENT; it is none.

    Example:
        >>> from_base64("aGk")
        b'hi'
    """
    text = text.translate(_SPACE)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ServingError("INVALID_ARGUMENT", "Unable to base64 decode") from None


def _flat(value):
    """Return the shape of nested lists, and their leaves as one list."""
    shape, level = [], [value]
    while level and type(level[0]) is list:
        if len(shape) == _MAX_RANK:
            raise _refused(f"Encountered lists nested more than {_MAX_RANK} times")
        if set(map(type, level)) != {list}:
            leaf = next(one for one in level if type(one) is not list)
            raise _refused(
                f"JSON Value: {said(leaf)} found at incorrect level: {len(shape) + 1} in the "
                "JSON DOM."
            )
        size = len(level[0])
        if set(map(len, level)) != {size}:
            other = next(len(one) for one in level if len(one) != size)
            raise _refused(
                f"Encountered list at unexpected size: {other} at level: {len(shape)} expected "
                f"size: {size}"
            )
        shape.append(size)
        level = list(itertools.chain.from_iterable(level))
    if list in set(map(type, level)):
        raise _refused(
            f"Encountered list at unexpected level: {len(shape)} expected < {len(shape)}"
        )
    return shape, level


def _floats(leaves, dtype):
    kinds = _only(leaves, {int, float}, dtype.name)
    try:
        array = np.array(leaves, np.float64)
    except OverflowError:  # a whole number of hundreds of digits
        raise _refused(f"Cannot convert a JSON value to {_NAMES[dtype.name]}") from None
    size = np.abs(array)
    lossy = (size > np.finfo(dtype).max) & np.isfinite(array)
    exact = 2 ** (np.finfo(dtype).nmant + 1)  # above it some whole numbers are none of the type's
    if int in kinds and (size >= exact).any():
        lossy |= (size >= exact) & np.fromiter((type(leaf) is int for leaf in leaves), bool)
    if lossy.any():
        leaf = leaves[int(lossy.argmax())]
        raise _refused(
            f"Cannot convert JSON value: {said(leaf)} to {_NAMES[dtype.name]} without loss of "
            "precision."
        )
    return array.astype(dtype)


def _integers(leaves, dtype):
    _only(leaves, {int}, dtype.name)
    try:
        return np.array(leaves, dtype)
    except OverflowError:
        limits = np.iinfo(dtype)
        leaf = next(leaf for leaf in leaves if not limits.min <= leaf <= limits.max)
        raise _refused(
            f"JSON Value: {said(leaf)} Type: Number is not of expected type: {dtype.name} "
            f"({limits.min} to {limits.max})"
        ) from None


def _only(leaves, kinds, dtype):
    """Return the types of leaves; raise if one is none of `kinds`."""
    found = set(map(type, leaves))
    if not found <= kinds:
        raise _type_error(next(leaf for leaf in leaves if type(leaf) not in kinds), dtype)
    return found


def _bytes(leaf):
    if isinstance(leaf, str):
        try:
            return leaf.encode()
        except UnicodeEncodeError:  # half of a surrogate pair
            raise _type_error(leaf, "string") from None
    if not isinstance(leaf, dict):
        raise _type_error(leaf, "string")
    text = leaf.get("b64")
    if len(leaf) != 1 or not isinstance(text, str):
        raise _refused(f"JSON Value: {said(leaf)} not formatted correctly for base64 data")
    return from_base64(text)


def _type_error(leaf, dtype) -> ServingError:
    return _refused(
        f"JSON Value: {said(leaf)} Type: {type_name(leaf)} is not of expected type: "
        f"{_NAMES.get(dtype, dtype)}"
    )


def _refused(what) -> ServingError:
    return ServingError("INVALID_ARGUMENT", what)


def _base64(data: bytes):
    return {"b64": base64.b64encode(data).decode()}


def _text(data) -> str:
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)


def _token(number: float) -> bytes:
    if number != number:
        return b"NaN"
    return b"Infinity" if number > 0 else b"-Infinity"
