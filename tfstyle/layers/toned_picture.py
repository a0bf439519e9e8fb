"""A picture in other tones: one change of contrast, brightness and colour for all of its pixels."""

import keras
from keras import ops

from tfstyle.layers.reach import POINTWISE


@keras.saving.register_keras_serializable("tfstyle")
class TonedPicture(keras.layers.Layer):
    """Maps the channels of every pixel by the same affine function.

    `y_d = clip(x_d + sum_c x_c m_cd + b_d, -1, 1)`. Where m and b are 0 nothing changes. A faded,
    yellowed picture is such a function of the fresh one, and so is the way back. The clip passes
    gradients as if it were not there: a value beyond the range can always come back.

    Nothing before may clip in the same way. What a clipped value cannot reach would push it out
    for ever, and a network runs away within some hundred steps.

    Input: `[x, tone]`, x (B, H, W, C) in [-1, 1], tone (B, (C + 1) C): the rows of m, then b.
    Output: (B, H, W, C) in [-1, 1].

    Example:
        >>> import numpy as np
        >>> picture, tone = np.full((1, 1, 1, 1), 0.5), np.array([[0.5, -0.25]])
        >>> float(TonedPicture()([picture, tone])[0, 0, 0, 0])
        0.5
    """

    reach = POINTWISE

    def call(self, inputs):
        """Return the picture in its new tones."""
        picture, tone = inputs
        channels = picture.shape[-1]
        rows = ops.split(ops.reshape(tone, (-1, 1, 1, (channels + 1) * channels)), channels + 1, -1)
        out = picture + rows[-1]
        for channel, row in enumerate(rows[:-1]):
            out = out + picture[..., channel : channel + 1] * row
        # In this order: however large a value is, what is taken from it is itself.
        return ops.stop_gradient(ops.clip(out, -1.0, 1.0)) + (out - ops.stop_gradient(out))

    def compute_output_shape(self, input_shape):
        """Return the picture's shape."""
        return tuple(input_shape[0])
