"""What a loaded model can be asked: named tensors in, named tensors out."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from tfstyle.serving.problems import ServingError

Arrays = Mapping[str, np.ndarray]


@dataclasses.dataclass(frozen=True)
class TensorInfo:
    """A tensor that a signature takes or gives.

    Attributes:
        name: as requests call it.
        dtype: NumPy's name of its type, or `"string"`: such an array has dtype object and holds
            bytes.
        shape: with `None` for what is open; `None` as a whole if not even the rank is known.
    """

    name: str
    dtype: str
    shape: tuple[int | None, ...] | None

    def check(self, array: np.ndarray) -> None:
        """Raise if an array is none of these.

        Raises:
            ServingError: INVALID_ARGUMENT; another type or shape.
        """
        kind = "string" if array.dtype == object else array.dtype.name
        if kind != self.dtype:
            raise ServingError(
                "INVALID_ARGUMENT", f"{self.name} is {self.dtype}. Received: {kind}."
            )
        if self.shape is not None and not _fits(array.shape, self.shape):
            raise ServingError(
                "INVALID_ARGUMENT",
                f"{self.name} has shape {said(self.shape)}. Received: {said(array.shape)}.",
            )


@dataclasses.dataclass(frozen=True)
class Signature:
    """One way to ask a model.

    Attributes:
        name: e.g. `"serving_default"`.
        inputs: by name.
        outputs: by name.
        run: function of all inputs to all outputs; what it raises other than a `ServingError` is
            a request the model cannot take.
        batches: whether the first axis of every input and output counts pictures that do not
            mix, so that several requests may share one call.
    """

    name: str
    inputs: Mapping[str, TensorInfo]
    outputs: Mapping[str, TensorInfo]
    run: Callable[[Arrays], Arrays]
    batches: bool = True

    def check(self, arrays: Arrays) -> None:
        """Raise if these are not the inputs of the signature.

        Raises:
            ServingError: INVALID_ARGUMENT; a name is unknown or missing, a type or shape another.
        """
        if set(arrays) != set(self.inputs):
            raise ServingError(
                "INVALID_ARGUMENT",
                f"{self.name} takes {', '.join(self.inputs)}. Received: "
                f"{', '.join(arrays) or 'nothing'}.",
            )
        for name, array in arrays.items():
            self.inputs[name].check(array)


class Servable(Protocol):
    """One version of a model, loaded.

    Attributes:
        signatures: by name; one of them is `serving_default`.
    """

    signatures: Mapping[str, Signature]

    def close(self) -> None:
        """Let go of what it holds; nothing is asked of it afterwards."""


def said(shape) -> str:
    """Return a shape as words, `?` for what is open.

    Example:
        >>> said((None, 3))
        '(?, 3)'
    """
    return f"({', '.join('?' if side is None else str(side) for side in shape)})"


def _fits(shape, wanted) -> bool:
    return len(shape) == len(wanted) and all(
        want in (None, side) for side, want in zip(shape, wanted, strict=True)
    )
