"""A picture and what to change in it, for networks that restore rather than paint."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("tfstyle")
class RetouchedPicture(keras.layers.Layer):
    """Changes a picture by a factor and an offset of its own for every pixel and channel.

    `y = clip(x + a x + b, -1, 1)`. Where a and b are 0 nothing changes; smooth a and b give back
    contrast and colour and leave the detail as it is; a = -1 paints b over it. The clip passes
    gradients as if it were not there: a value beyond the range can always come back.

    Input: `[x, change]`, x (B, H, W, C) in [-1, 1], change (B, H, W, 2C): a, then b.
    Output: (B, H, W, C) in [-1, 1].

    Example:
        >>> import numpy as np
        >>> picture, change = np.full((1, 1, 1, 1), 0.5), np.array([[[[0.5, -0.25]]]])
        >>> float(RetouchedPicture()([picture, change])[0, 0, 0, 0])
        0.5
    """

    def call(self, inputs):
        """Return the changed picture."""
        picture, change = inputs
        factor, offset = ops.split(change, 2, axis=-1)
        return clip_through(picture + factor * picture + offset)

    def compute_output_shape(self, input_shape):
        """Return the picture's shape."""
        return tuple(input_shape[0])


def clip_through(x):
    """Return x clipped to [-1, 1], with the gradient of x itself: what is outside can come back."""
    return x + ops.stop_gradient(ops.clip(x, -1.0, 1.0) - x)
