"""The closed list of names a pickle may ask for, and what this project does in their stead.

None of these names is ever imported. `torch._utils._rebuild_tensor_v2` in a file leads to
`_tensor` below and to nothing else; a name that is not on the list ends the reading.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tfstyle.checkpoints.names import shown
from tfstyle.checkpoints.tensors import MOST_DIMENSIONS, Tensor, is_size, make_tensor
from tfstyle.errors import CheckpointError


class Pairs(list):
    """A dict of the file, as the pairs in the order they came.

    Not a `dict`: keys of a file can be made to collide, so that filling a dict takes hours, or to
    be tuples of tuples whose hash takes years.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A name that a pickle calls; `action` is ours."""

    name: str
    action: Callable


@dataclass(frozen=True, slots=True, eq=False)
class StorageType:
    """A name that says what a storage holds, e.g. `torch.FloatStorage`."""

    name: str
    dtype: str


@dataclass(frozen=True, slots=True, eq=False)
class Inert:
    """What may lie beside a state dict, and is neither made nor looked at: options, numbers."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class DType:
    """`torch.float32` and the like."""

    name: str


def call(function, arguments):
    """Do what a pickle's call stands for.

    Raises:
        CheckpointError: `function` is nothing that is called, or `arguments` do not suit it.
    """
    if isinstance(function, Inert):
        return function
    if not isinstance(function, Function) or not isinstance(arguments, tuple):
        name = getattr(function, "name", function)
        raise CheckpointError(f"the pickle calls {shown(name)}; nothing was run.")
    try:
        return function.action(*arguments)
    except TypeError as error:
        raise CheckpointError(
            f"{function.name} has {len(arguments)} arguments: the file is damaged."
        ) from error


def _ordered_dict(pairs=(), /):
    if isinstance(pairs, Pairs):
        return Pairs(pairs)
    if not isinstance(pairs, list | tuple) or not all(
        isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs
    ):
        raise CheckpointError("an OrderedDict is not made of pairs: the file is damaged.")
    return Pairs(tuple(pair) for pair in pairs)  # Python 2 wrote them so.


def _tensor(storage, offset, shape, strides, grad=None, hooks=None, metadata=None, /):
    # Metadata says that the numbers mean something else: negated, or complex conjugates.
    if metadata:
        raise CheckpointError("a tensor is negated or conjugated only by a mark, not read here.")
    return make_tensor(storage, offset, shape, strides)


def _tensor_of_bytes(storage, offset, shape, strides, grad, hooks, dtype, metadata=None, /):
    if not isinstance(dtype, DType):
        raise CheckpointError(f"a tensor's data type is {shown(dtype)}: the file is damaged.")
    if getattr(storage, "dtype", None) != "bytes" or metadata:
        raise CheckpointError("a tensor with a data type of its own lies on no plain bytes.")
    return make_tensor(storage, offset, shape, strides, dtype.name)


def _parameter(tensor, grad=None, hooks=None, state=None, /):
    if not isinstance(tensor, Tensor):
        raise CheckpointError(f"a parameter holds {shown(tensor)}, not a tensor.")
    return tensor


def _size(shape=(), /):
    if not isinstance(shape, tuple | list) or not all(map(is_size, shape[:MOST_DIMENSIONS])):
        raise CheckpointError("a torch.Size holds no sizes: the file is damaged.")
    return tuple(shape[: MOST_DIMENSIONS + 1])  # One too many is found where a tensor has it.


_FUNCTIONS: dict[str, Callable] = {
    "collections.OrderedDict": _ordered_dict,
    "torch._utils._rebuild_tensor": _tensor,
    "torch._utils._rebuild_tensor_v2": _tensor,
    "torch._utils._rebuild_tensor_v3": _tensor_of_bytes,
    "torch._utils._rebuild_parameter": _parameter,
    "torch._utils._rebuild_parameter_with_state": _parameter,
    "torch.Size": _size,
}
_STORAGES = {
    "torch.FloatStorage": "float32", "torch.DoubleStorage": "float64",
    "torch.HalfStorage": "float16", "torch.BFloat16Storage": "bfloat16",
    "torch.LongStorage": "int64", "torch.IntStorage": "int32", "torch.ShortStorage": "int16",
    "torch.CharStorage": "int8", "torch.ByteStorage": "uint8", "torch.BoolStorage": "bool",
    "torch.UntypedStorage": "bytes", "torch.storage.UntypedStorage": "bytes",
}  # fmt: skip
_DTYPES = (
    "float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool",
    "uint16", "uint32", "uint64",
)  # fmt: skip
# Beside a state dict: options, losses and epochs as NumPy numbers, schedulers' counters.
_INERT = (
    "argparse.Namespace", "collections.Counter", "collections.defaultdict", "torch.device",
    "numpy.dtype", "numpy.ndarray", "_codecs.encode",
    "numpy.core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
    "numpy._core.multiarray.scalar", "numpy._core.multiarray._reconstruct",
    *(f"{module}.{name}" for module in ("builtins", "__builtin__")
      for name in ("dict", "list", "int", "float", "set")),
)  # fmt: skip

ADMITTED = {
    **{name: Function(name, action) for name, action in _FUNCTIONS.items()},
    **{name: StorageType(name, dtype) for name, dtype in _STORAGES.items()},
    **{f"torch.{name}": DType(name) for name in _DTYPES},
    **{name: Inert(name) for name in _INERT},
}
