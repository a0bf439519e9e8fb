"""The last step of a style network: into the range of a picture, with a slope everywhere."""

import keras
from keras import ops

from tfstyle.layers.reach import POINTWISE

# A little more than the range, so that pure white and black lie where the slope is still steep.
_LIMIT = 1.25


@keras.saving.register_keras_serializable("tfstyle")
class PictureRange(keras.layers.Layer):
    """`y = 1.25 x / (1 + |x|)`, clipped to [-1, 1] but while training.

    Where a tanh has painted pure black once its gradient has vanished exponentially, and the black
    holes stay; this one falls with the square only. Without any limit the first steps overshoot
    and the photograph is lost.

    Example:
        >>> import numpy as np
        >>> PictureRange()(np.array([-9.0, 0.0, 1.0], "float32")).numpy().tolist()
        [-1.0, 0.0, 0.625]
    """

    reach = POINTWISE

    def call(self, x, training=None):
        """Bring `x` of any shape and range into the range of a picture."""
        y = _LIMIT * x / (1.0 + ops.abs(x))
        return y if training else ops.clip(y, -1.0, 1.0)

    def compute_output_shape(self, input_shape):
        """Return `input_shape`."""
        return input_shape
