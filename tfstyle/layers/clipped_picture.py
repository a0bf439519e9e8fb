"""The last step of a network that counts colours in its own way: 0 to 255, or 0 to 1."""

import keras
from keras import ops

from tfstyle.layers.bounds import check_number
from tfstyle.layers.reach import POINTWISE


@keras.saving.register_keras_serializable("tfstyle")
class ClippedPicture(keras.layers.Layer):
    """`y = 2 (x - low) / (high - low) - 1`, clipped to [-1, 1] but while training.

    Published style networks end linearly, and what lies beyond black and white is cut off when
    the picture is written. Clipping while training would end the learning there.

    Args:
        low: what is black, -1e6 to 1e6.
        high: what is white, -1e6 to 1e6.

    Input: any shape. Output: the same, float32 whatever the precision.

    Raises:
        ValueError: an argument out of range, or `high` not above `low`.

    Example:
        >>> import numpy as np
        >>> ClippedPicture(0, 255)(np.array([-9.0, 51.0, 300.0], "float32")).numpy().round(3)
        array([-1. , -0.6,  1. ], dtype=float32)
    """

    reach = POINTWISE

    def __init__(self, low=0.0, high=255.0, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})
        check_number("ClippedPicture", low=(low, -1e6, 1e6), high=(high, -1e6, 1e6))
        if not low < high:
            raise ValueError(f"ClippedPicture needs low < high. Received: low={low}, high={high}")
        self.low, self.high = float(low), float(high)

    def call(self, x, training=None):
        """Bring `x` into the range of a picture."""
        y = (x - self.low) * (2.0 / (self.high - self.low)) - 1.0
        return y if training else ops.clip(y, -1.0, 1.0)

    def compute_output_shape(self, input_shape):
        """Return `input_shape`."""
        return input_shape

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "low": self.low, "high": self.high}
