"""Padding by reflection, which shows no dark frame around a translated picture."""

import keras
from keras import ops

from tfstyle.layers import tensorflow_kernels
from tfstyle.layers.bounds import check_whole
from tfstyle.layers.picture_size import check_known_size
from tfstyle.layers.reach import shift


@keras.saving.register_keras_serializable("tfstyle")
class ReflectionPadding2D(keras.layers.Layer):
    """Mirrors the picture at its edges without repeating the edge itself.

    Args:
        padding: pixels on every side, 0 to 64; the picture must be larger than that in H and W.

    Input: (B, H, W, C). Output: (B, H + 2 padding, W + 2 padding, C).

    Raises:
        ValueError: `padding` out of range, or a picture not larger than it.

    Example:
        >>> import numpy as np
        >>> row = np.arange(4, dtype="float32").reshape(1, 1, 4, 1).repeat(2, axis=1)
        >>> ReflectionPadding2D(1)(row).numpy()[0, 0, :, 0].tolist()
        [1.0, 0.0, 1.0, 2.0, 3.0, 2.0]
    """

    def __init__(self, padding=1, **kwargs):
        super().__init__(**kwargs)
        check_whole("ReflectionPadding2D", padding=(padding, 0, 64))
        self.padding = padding

    @property
    def reach(self):
        """How far an output pixel sees; what is mirrored lies nearer than what is missing."""
        return shift(self.padding)

    def call(self, x):
        """Pad `x` (B, H, W, C)."""
        p = self.padding
        check_known_size(self.name, x, p + 1)
        if keras.config.backend() == "tensorflow" and not tensorflow_kernels.enabled():
            return _joined(_joined(x, p, axis=1), p, axis=2)
        return ops.pad(x, ((0, 0), (p, p), (p, p), (0, 0)), mode="reflect")

    def compute_output_shape(self, input_shape):
        """Return (B, H + 2 padding, W + 2 padding, C)."""
        batch, height, width, channels = input_shape
        grown = [None if size is None else size + 2 * self.padding for size in (height, width)]
        return (batch, *grown, channels)

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "padding": self.padding}


def _joined(x, padding, axis):
    """Return `x` padded along an axis by single rows of it, put in front and behind.

    What is exported is written so: TFLite's MIRROR_PAD finds each value's source anew, which was
    three quarters of the time of a small network; slices and a concatenation copy. Each slice names
    all axes: of one that leaves out the last ones OpenVINO 2026.4 looks up the missing bounds past
    the end of their list where `x` was joined along such an axis, and glibc ends the process.
    """
    if not padding:
        return x
    before, after = (slice(None),) * axis, (slice(None),) * (len(x.shape) - axis - 1)

    def row(start, stop):
        return x[(*before, slice(start, stop), *after)]

    front = [row(place, place + 1) for place in range(padding, 0, -1)]
    behind = [row(-place - 1, -place) for place in range(1, padding + 1)]
    return ops.concatenate([*front, x, *behind], axis=axis)
