"""NumPy's `.npz`: a zip archive of arrays, each after a header of text.

The header is matched as a whole, not evaluated. Arrays of Python objects are pickles and refused;
arrays of text hold no weights and are left out.
"""

import math
import re
import struct
from functools import partial

import numpy as np

from tfstyle.checkpoints.arrays import Stored
from tfstyle.checkpoints.mapped import release
from tfstyle.checkpoints.names import shown
from tfstyle.checkpoints.tensors import DTYPES, is_shape, to_native
from tfstyle.checkpoints.zip_directory import ZipDirectory
from tfstyle.errors import CheckpointError

_LONGEST_HEADER = 10_000
_HEADER = re.compile(
    rb"\{'descr': '([<>|=])([a-zA-Z])(\d{1,6})', 'fortran_order': (True|False), "
    rb"'shape': \(((?:\d{1,15}L?, ?)*(?:\d{1,15}L?)?)\),? ?\} *\n?"
)
_KINDS = {kind: name for name, kind in DTYPES.items() if name not in ("bfloat16", "bool")} | {
    "b1": "bool"
}


def load(directory: ZipDirectory) -> dict[str, Stored]:
    """Return the arrays by their names without `.npy`; checksums are compared.

    Packed ones are unpacked one at a time: here, to check them, and whenever they are asked for.

    Raises:
        CheckpointError: an array holds Python objects, or something is damaged.
    """
    stored = {}
    for name in directory.entries:
        key = name.removesuffix(".npy")
        array = _array(directory.verified(name), shown(key))
        release(directory.data)
        if array is not None:
            stored[key] = Stored(array.shape, partial(_make, directory, name))
    return stored


def _make(directory, name):
    return _array(directory.read(name), shown(name))


def _array(data, key):
    start = bytes(data[:12])
    long = start[6:7] in (b"\x02", b"\x03")
    if not start.startswith(b"\x93NUMPY") or len(start) < 12 or start[6] not in (1, 2, 3):
        raise CheckpointError(f"{key} is no NumPy array.")
    size = struct.unpack_from("<L" if long else "<H", start, 8)[0]
    begin = 8 + (4 if long else 2)
    if size > _LONGEST_HEADER or begin + size > len(data):
        raise CheckpointError(f"{key} is damaged: its header has {size} bytes.")
    header = bytes(data[begin : begin + size])
    found = _HEADER.fullmatch(header)
    if found is None:
        if b"'|O" in header:
            raise CheckpointError(f"{key} holds Python objects (a pickle); nothing was run.")
        raise CheckpointError(f"{key} is no plain array: {shown(repr(header)[2:-1])}.")
    order, kind, itemsize, fortran, shape = (part.decode() for part in found.groups())
    if kind in "SU":
        return None
    if f"{kind}{itemsize}" not in _KINDS:
        raise CheckpointError(f"{key} has the data type {kind}{itemsize}, which is not read.")
    shape = tuple(int(n) for n in re.findall(r"\d+", shape))
    body = data[begin + size :]
    if not is_shape(shape) or math.prod(shape) * int(itemsize) != len(body):
        raise CheckpointError(f"{key} claims the shape {shape}, but has {len(body)} bytes.")
    name = _KINDS[f"{kind}{itemsize}"]
    flat = np.frombuffer(body, f"{order.replace('|', '=')}{DTYPES[name]}")
    return to_native(flat.reshape(shape, order="F" if fortran == "True" else "C"), name)
