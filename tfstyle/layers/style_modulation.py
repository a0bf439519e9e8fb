"""Cross-scale style: what the coarse picture looks like steers how the fine one is painted."""

import keras
from keras import ops

from tfstyle.layers.bounds import check_number
from tfstyle.layers.instance_statistics import instance_moments
from tfstyle.layers.reach import POINTWISE


@keras.saving.register_keras_serializable("tfstyle")
class StyleStatistics(keras.layers.Layer):
    """Returns mean and standard deviation of every channel: the style of a picture in 2C numbers.

    `z = [mean(f), sqrt(var(f) + epsilon)]` over H and W. Take features f from *before* an
    instance norm: behind it every picture's statistics are the same.

    Args:
        epsilon: added to the variance before the root, whose slope at 0 is infinite; 0 to 1.

    Input: (B, H, W, C). Output: (B, 2C), float32 whatever the precision.

    Example:
        >>> import numpy as np
        >>> x = np.array([1.0, 3.0], "float32").reshape(1, 1, 2, 1)
        >>> StyleStatistics(epsilon=0)(x).numpy().tolist()
        [[2.0, 1.0]]
    """

    reach = POINTWISE  # the statistics are those of the whole picture

    def __init__(self, epsilon=1e-5, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})
        check_number("StyleStatistics", epsilon=(epsilon, 0, 1))
        self.epsilon = epsilon

    def call(self, x):
        """Summarize `x` (B, H, W, C)."""
        mean, variance = instance_moments(x, self)  # the whole picture's, also of a tile
        deviation = ops.sqrt(variance + self.epsilon)
        return ops.reshape(ops.concatenate([mean, deviation], axis=-1), (-1, 2 * x.shape[-1]))

    def compute_output_shape(self, input_shape):
        """Return (B, 2C)."""
        return (input_shape[0], 2 * input_shape[-1])

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "epsilon": self.epsilon}


@keras.saving.register_keras_serializable("tfstyle")
class StyleModulation(keras.layers.Layer):
    """Scales and shifts every channel by a learned linear function of a style.

    `y = x (1 + scale(z)) + shift(z)`, with `[scale, shift] = W z + b`. After an instance norm this
    is AdaIN (Huang and Belongie 2017, equation 8) whose target statistics are not copied from
    another picture but learned from z. W and b begin at zero: the layer begins as the identity.

    Input: `[x, z]`, (B, H, W, C) of any range and (B, S). Output: like x.

    Example:
        >>> import numpy as np
        >>> x, z = np.ones((1, 4, 4, 2), "float32"), np.ones((1, 6), "float32")
        >>> float(StyleModulation()([x, z])[0, 0, 0, 0])
        1.0
    """

    reach = POINTWISE

    def build(self, input_shape):
        """Create W and b for the shapes of `[x, z]`."""
        (*_, self.channels), (_, size) = input_shape
        self.kernel = self.add_weight(
            shape=(size, 2 * self.channels), initializer="zeros", name="kernel"
        )
        self.bias = self.add_weight(shape=(2 * self.channels,), initializer="zeros", name="bias")

    def call(self, inputs):
        """Modulate x by z."""
        x, style = inputs
        affine = ops.matmul(style, self.kernel) + self.bias  # (B, 2C)
        affine = ops.reshape(affine, (-1, 1, 1, 2 * self.channels))
        scale, shift = affine[..., : self.channels], affine[..., self.channels :]
        return x * (1.0 + scale) + shift

    def compute_output_shape(self, input_shape):
        """Return the shape of x."""
        return input_shape[0]
