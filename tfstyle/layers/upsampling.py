"""Nearest-neighbour upsampling that keeps its channels static, and so exports."""

import keras
from keras import ops

from tfstyle.layers import tensorflow_kernels
from tfstyle.layers.bounds import check_whole
from tfstyle.layers.reach import doubling


@keras.saving.register_keras_serializable("tfstyle")
class NearestUpsampling2D(keras.layers.Layer):
    """Repeats every pixel; before a convolution it avoids checkerboards (Odena et al. 2016).

    Keras' own `UpSampling2D` loses the channel dimension in TFLite when H and W are dynamic.

    Args:
        factor: copies of each pixel along H and along W, 1 to 64.

    Input: (B, H, W, C). Output: (B, factor H, factor W, C).

    Raises:
        ValueError: `factor` out of range.

    Example:
        >>> import numpy as np
        >>> row = np.array([1.0, 2.0], "float32").reshape(1, 1, 2, 1)
        >>> NearestUpsampling2D(2)(row).numpy()[0, 0, :, 0].tolist()
        [1.0, 1.0, 2.0, 2.0]
    """

    def __init__(self, factor=2, **kwargs):
        super().__init__(**kwargs)
        check_whole("NearestUpsampling2D", factor=(factor, 1, 64))
        self.factor = factor

    @property
    def reach(self):
        """How far an output pixel sees."""
        return doubling(self.factor)

    def call(self, x):
        """Enlarge `x` (B, H, W, C)."""
        if keras.config.backend() == "tensorflow":
            return tensorflow_kernels.resize_nearest(x, self.factor)
        return ops.repeat(ops.repeat(x, self.factor, axis=1), self.factor, axis=2)

    def compute_output_shape(self, input_shape):
        """Return (B, factor H, factor W, C)."""
        batch, height, width, channels = input_shape
        grown = [None if size is None else size * self.factor for size in (height, width)]
        return (batch, *grown, channels)

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "factor": self.factor}
