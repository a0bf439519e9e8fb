"""Passes on what it gets, and no slope back."""

import keras
from keras import ops

from tfstyle.layers.reach import POINTWISE


@keras.saving.register_keras_serializable("tfstyle")
class Detached(keras.layers.Layer):
    """The identity without a gradient: what follows looks on and does not teach what came before.

    Input: any shape. Output: the same.

    Example:
        >>> import numpy as np
        >>> Detached()(np.ones(2)).numpy().tolist()
        [1.0, 1.0]
    """

    reach = POINTWISE

    def call(self, x):
        """Return `x`."""
        return ops.stop_gradient(x)

    def compute_output_shape(self, input_shape):
        """Return the input's shape."""
        return input_shape
