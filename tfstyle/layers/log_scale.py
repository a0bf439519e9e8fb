"""Small numbers told apart: a logarithmic scale that begins at 0."""

import math

import keras
from keras import ops

from tfstyle.layers.bounds import check_number
from tfstyle.layers.reach import POINTWISE


@keras.saving.register_keras_serializable("tfstyle")
class LogScale(keras.layers.Layer):
    """Maps 0 to 0 and 1 to about 1, in between by orders of magnitude.

    `y = 1 - log(max(x, 0) + floor) / log(floor)`.

    Args:
        floor: above 0 and below 1: much smaller values are as good as 0.

    Input: any shape; less than 0 counts as 0. Output: the same, float32.

    Example:
        >>> import numpy as np
        >>> LogScale(0.001)(np.array([0, 0.009, 0.999])).numpy().round(2)
        array([0.  , 0.33, 1.  ], dtype=float32)
    """

    reach = POINTWISE

    def __init__(self, floor=1e-3, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})
        check_number("LogScale", floor=(floor, 1e-12, 0.5))
        self.floor = floor

    def call(self, x):
        """Return `x` on the scale."""
        return 1.0 - ops.log(ops.relu(x) + self.floor) / math.log(self.floor)

    def compute_output_shape(self, input_shape):
        """Return the input's shape."""
        return input_shape

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "floor": self.floor}
