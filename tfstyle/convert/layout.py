"""How arrays lie in PyTorch's files and in Keras' layers, both ways."""

from dataclasses import dataclass

import numpy as np

# What order of a file's axes Keras' weight has. PyTorch: (out, in, h, w); transposed (in, out, h,
# w); depthwise (channels, 1, h, w). Keras: (h, w, in, out), (h, w, out, in), (h, w, channels, 1).
_AXES = {
    "conv": (2, 3, 1, 0),
    "transposed_conv": (2, 3, 1, 0),
    "depthwise_conv": (2, 3, 0, 1),
    "dense": (1, 0),
    "same": None,
}


@dataclass(frozen=True)
class Entry:
    """One array: where a file has it, and where a network.

    Attributes:
        key: in the file.
        path: of the weight in the network, `"layer_name/kernel"`.
        shape: in the file.
        kind: `"conv"`, `"transposed_conv"`, `"depthwise_conv"`, `"dense"` or `"same"`: the order
            of its axes.
    """

    key: str
    path: str
    shape: tuple[int, ...]
    kind: str = "same"

    def to_keras(self, array: np.ndarray) -> np.ndarray:
        """Return a file's array as Keras' layer holds it."""
        axes = _AXES[self.kind]
        return array if axes is None else np.transpose(array, axes)

    def from_keras(self, array: np.ndarray) -> np.ndarray:
        """Return a Keras weight as the file holds it."""
        axes = _AXES[self.kind]
        return array if axes is None else np.transpose(array, np.argsort(axes))


def convolution(
    key: str, layer: str, before: int, after: int, kernel: int, kind: str = "conv",
    bias: bool = True,
) -> list[Entry]:  # fmt: skip
    """Return what a convolution of PyTorch has in a file.

    Args:
        key: of the module, e.g. `"model.1"`.
        layer: ours, e.g. `"stem_conv"`.
        before: channels that each of its filters looks at; of a depthwise one those of a group.
        after: channels it gives.
        kernel: pixels of a side.
        kind: as of `Entry`.
        bias: whether it has one.
    """
    channels = (before, after) if kind == "transposed_conv" else (after, before)
    entries = [Entry(f"{key}.weight", f"{layer}/kernel", (*channels, kernel, kernel), kind)]
    if bias:
        entries.append(Entry(f"{key}.bias", f"{layer}/bias", (after,)))
    return entries
