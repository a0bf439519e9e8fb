"""How neighbouring pixels differ, on the eye's scale: where damage to detail shows."""

import keras
from keras import ops

from tfstyle.layers.reach import window

_LAGS = (1, 2, 4)
_LEVELS = 64.0  # in units of [-1, 1]: half a level of 255 is where the logarithm bends


@keras.saving.register_keras_serializable("tfstyle")
class LogDifferences(keras.layers.Layer):
    """Appends differences to the right and down: 1 pixel apart by channel, 2 and 4 of the mean.

    `sign(d) log(1 + 64 |d|) / 2`. What noise, a lattice or a blur is hides behind the picture's own
    contrast, a hundred times as strong; on this scale doubled noise is the same step whether it is
    weak or strong, and a ratio, of fine detail to coarse, is a difference.

    Input: (B, H, W, C) in [-1, 1]. Output: (B, H - 4, W - 4, 3 C + 4), the picture first.

    Example:
        >>> import numpy as np
        >>> LogDifferences()(np.zeros((1, 8, 9, 3), "float32")).shape
        TensorShape([1, 4, 5, 13])
    """

    reach = window(_LAGS[-1] + 1)

    def call(self, x):
        """Append the differences to `x` (B, H, W, C)."""
        gray = ops.mean(x, axis=-1, keepdims=True)
        parts = [_window(x, 0, 0)]
        for lag in _LAGS:
            of = x if lag == 1 else gray
            parts += [
                _compressed(_window(of, *there) - _window(of, 0, 0))
                for there in ((lag, 0), (0, lag))
            ]
        return ops.concatenate(parts, axis=-1)

    def compute_output_shape(self, input_shape):
        """Return (B, H - 4, W - 4, 3 C + 4)."""
        batch, height, width, channels = input_shape
        sides = [None if side is None else side - _LAGS[-1] for side in (height, width)]
        return (batch, *sides, 3 * channels + 2 * (len(_LAGS) - 1))


def _window(x, down, right):
    height, width = ops.shape(x)[1] - _LAGS[-1], ops.shape(x)[2] - _LAGS[-1]
    return x[:, down : down + height, right : right + width]


def _compressed(difference):
    return ops.sign(difference) * ops.log1p(_LEVELS * ops.abs(difference)) / 2
