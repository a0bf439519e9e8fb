"""A picture and what to change in it, for networks that restore rather than paint."""

import keras
from keras import ops

from tfstyle.layers.reach import POINTWISE


@keras.saving.register_keras_serializable("tfstyle")
class RetouchedPicture(keras.layers.Layer):
    """Changes a picture by a factor and an offset of its own for every pixel and channel.

    `y = x + a x + b`. Where a and b are 0 nothing changes; smooth a and b give back contrast and
    leave the detail as it is; a = -1 paints b over it.

    Input: `[x, change]`, x (B, H, W, C) in [-1, 1], change (B, H, W, 2C): a, then b.
    Output: (B, H, W, C), around [-1, 1]: `TonedPicture` clips.

    Example:
        >>> import numpy as np
        >>> picture, change = np.full((1, 1, 1, 1), 0.5), np.array([[[[0.5, -0.25]]]])
        >>> float(RetouchedPicture()([picture, change])[0, 0, 0, 0])
        0.5
    """

    reach = POINTWISE

    def call(self, inputs):
        """Return the changed picture."""
        picture, change = inputs
        factor, offset = ops.split(change, 2, axis=-1)
        return picture + factor * picture + offset

    def compute_output_shape(self, input_shape):
        """Return the picture's shape."""
        return tuple(input_shape[0])
