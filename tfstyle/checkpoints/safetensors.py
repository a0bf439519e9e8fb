"""The safetensors format: eight bytes, a header in JSON, the arrays.

    size of the header (uint64), {"key": {"dtype": "F32", "shape": [...], "data_offsets": [a, b]}},
    arrays, little-endian

The format is described at https://github.com/huggingface/safetensors. The arrays must lie side by
side and leave nothing out; a header that says otherwise is refused.
"""

import json
import math
import struct
from functools import partial

import numpy as np

from tfstyle.checkpoints.arrays import Stored
from tfstyle.checkpoints.names import shown
from tfstyle.checkpoints.tensors import DTYPES, is_shape, is_size, to_native
from tfstyle.errors import CheckpointError

_LARGEST_HEADER = 2**23
_NAMES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64",
    "I32": "int32", "I16": "int16", "I8": "int8", "U64": "uint64", "U32": "uint32",
    "U16": "uint16", "U8": "uint8", "BOOL": "bool",
}  # fmt: skip


def load(data: memoryview) -> dict[str, Stored]:
    """Return the arrays of a safetensors file: views of `data`, but those of bfloat16.

    Raises:
        CheckpointError: the header is no header, or claims what the file has not.
    """
    (size,) = struct.unpack_from("<Q", data)
    if size > _LARGEST_HEADER or 8 + size > len(data):
        raise CheckpointError(
            f"its header claims {size} bytes: it is cut short or damaged. Fetch it again."
        )
    header = _parse(bytes(data[8 : 8 + size]))
    header.pop("__metadata__", None)
    stored, spans = {}, []
    for key, description in header.items():
        begin, end, shape, name = _check(key, description)
        spans.append((begin, end))
        if 8 + size + end > len(data):
            raise CheckpointError(
                f"{shown(key)} ends at byte {8 + size + end}, the file at {len(data)}: it is cut "
                "short or damaged. Fetch it again."
            )
        flat = np.frombuffer(data[8 + size + begin : 8 + size + end], f"<{DTYPES[name]}")
        stored[key] = Stored(tuple(shape), partial(to_native, flat.reshape(shape), name))
    position = 0
    for begin, end in sorted(spans):
        if begin != position:
            raise CheckpointError("its arrays overlap or leave holes: it is damaged.")
        position = end
    if 8 + size + position != len(data):
        raise CheckpointError("it is longer than its arrays: it is damaged.")
    return stored


def _parse(text):
    try:
        header = json.loads(text.decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(f"its header is no JSON ({type(error).__name__}).") from error
    if not isinstance(header, dict):
        raise CheckpointError("its header is no JSON object.")
    return header


def _unique(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CheckpointError("its header has a key twice.")
    return found


def _check(key, description):
    fields = description if isinstance(description, dict) else {}
    name, shape, offsets = (fields.get(k) for k in ("dtype", "shape", "data_offsets"))
    if not isinstance(name, str) or name not in _NAMES:
        raise CheckpointError(f"{shown(key)} has the data type {shown(name)}, which is not read.")
    if (
        not isinstance(shape, list) or not isinstance(offsets, list) or len(offsets) != 2
        or not all(map(is_size, (*shape, *offsets))) or not is_shape(shape)
    ):  # fmt: skip
        raise CheckpointError(f"{shown(key)} has no valid shape or offsets: it is damaged.")
    size = math.prod(shape) * np.dtype(DTYPES[_NAMES[name]]).itemsize
    if offsets[1] - offsets[0] != size:
        raise CheckpointError(
            f"{shown(key)} claims the shape {tuple(shape)}, but {offsets[1] - offsets[0]} bytes."
        )
    return *offsets, shape, _NAMES[name]
