"""The outlines of a label map's regions, which tell one window from the next (pix2pixHD)."""

import keras
from keras import ops

from tfstyle.layers.bounds import check_number
from tfstyle.layers.reach import window


@keras.saving.register_keras_serializable("tfstyle")
class LabelEdges(keras.layers.Layer):
    """Appends a channel that is 1 where a pixel's label differs from a neighbour's, -1 elsewhere.

    `e = 1 where max over channels |x_p - x_q| > threshold for a q left, right, above or below p`
    (Wang et al. 2018, section 3.3, there on a map of instance numbers). A label map alone cannot
    part two objects of one class that touch; give the instances as a further channel of the input,
    and their edges are found with the labels'.

    Args:
        threshold: smallest difference, in units of [-1, 1], that is an edge, 0 to 2; above the
            noise that JPEG leaves in a map.

    Input: (B, H, W, C) in [-1, 1]. Output: (B, H, W, C + 1) in [-1, 1].

    Raises:
        ValueError: `threshold` out of range.

    Example:
        >>> import numpy as np
        >>> row = np.array([-1, -1, 1, 1, 1], "float32").reshape(1, 1, 5, 1)
        >>> LabelEdges()(row).numpy()[0, 0, :, 1].tolist()
        [-1.0, 1.0, 1.0, -1.0, -1.0]
    """

    reach = window(3, padding=1)

    def __init__(self, threshold=0.25, **kwargs):
        super().__init__(**kwargs)
        check_number("LabelEdges", threshold=(threshold, 0, 2))
        self.threshold = threshold

    def call(self, x):
        """Append the edges to `x` (B, H, W, C)."""
        edges = ops.cast(differs_from_neighbours(x, self.threshold), x.dtype)
        return ops.concatenate([x, 2.0 * edges - 1.0], axis=-1)

    def compute_output_shape(self, input_shape):
        """Return (B, H, W, C + 1)."""
        return (*input_shape[:-1], input_shape[-1] + 1)

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "threshold": self.threshold}


def differs_from_neighbours(x, threshold):
    """Return where a pixel differs from one left, right, above or below: bool (B, H, W, 1).

    Args:
        x: (B, H, W, C).
        threshold: by more than that, in any channel.
    """
    # At the border, the pixel itself. All axes are named for OpenVINO's sake, see `padding`.
    neighbours = [
        ops.concatenate([x[:, 1:, :, :], x[:, -1:, :, :]], axis=1),
        ops.concatenate([x[:, :1, :, :], x[:, :-1, :, :]], axis=1),
        ops.concatenate([x[:, :, 1:, :], x[:, :, -1:, :]], axis=2),
        ops.concatenate([x[:, :, :1, :], x[:, :, :-1, :]], axis=2),
    ]
    farthest = 0.0
    for other in neighbours:
        difference = ops.max(ops.abs(x - other), axis=-1, keepdims=True)  # (B, H, W, 1)
        farthest = ops.maximum(farthest, difference)
    return farthest > threshold
