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
        kind: `"conv"`, `"transposed_conv"`, `"depthwise_conv"`, `"dense"` or `"same"`: the order
            of its axes.
    """

    key: str
    path: str
    kind: str = "same"

    def to_keras(self, array: np.ndarray) -> np.ndarray:
        """Return a file's array as Keras' layer holds it."""
        axes = _AXES[self.kind]
        return array if axes is None else np.transpose(array, axes)

    def from_keras(self, array: np.ndarray) -> np.ndarray:
        """Return a Keras weight as the file holds it."""
        axes = _AXES[self.kind]
        return array if axes is None else np.transpose(array, np.argsort(axes))

    def file_shape(self, shape) -> tuple[int, ...]:
        """Return the shape in the file of a Keras weight of `shape`."""
        axes = _AXES[self.kind]
        if axes is None:
            return tuple(shape)
        return tuple(shape[place] for place in np.argsort(axes))
