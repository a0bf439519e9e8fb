"""A pixel's channels become a square of pixels: how a network paints more than it computes at."""

import keras
from keras import ops

from tfstyle.layers.bounds import check_whole
from tfstyle.layers.reach import doubling


@keras.saving.register_keras_serializable("tfstyle")
class DepthToSpace2D(keras.layers.Layer):
    """Lays the channels of every pixel out as a square of `factor` x `factor` pixels.

    Behind a convolution it is the sub-pixel convolution of Shi et al. 2016 (ESPCN): all of the
    work is done before the picture grows. Channels are in TensorFlow's order, the square's rows,
    then its columns, then what is left as channels; PyTorch's `PixelShuffle` has these first.

    Args:
        factor: pixels of the square along H and along W, 1 to 64.

    Input: (B, H, W, C), C a multiple of `factor` squared. Output:
    (B, factor H, factor W, C / factor^2).

    Raises:
        ValueError: `factor` out of range, or channels that it does not divide.

    Example:
        >>> import numpy as np
        >>> pixel = np.array([1.0, 2.0, 3.0, 4.0], "float32").reshape(1, 1, 1, 4)
        >>> DepthToSpace2D(2)(pixel).numpy()[0, :, :, 0].tolist()
        [[1.0, 2.0], [3.0, 4.0]]
    """

    def __init__(self, factor=2, **kwargs):
        super().__init__(**kwargs)
        check_whole("DepthToSpace2D", factor=(factor, 1, 64))
        self.factor = factor

    @property
    def reach(self):
        """How far an output pixel sees."""
        return doubling(self.factor)

    def call(self, x):
        """Lay out `x` (B, H, W, C)."""
        channels = self._channels(x.shape)
        if self.factor == 1:
            return x
        if keras.config.backend() == "tensorflow":
            import tensorflow as tf

            return tf.nn.depth_to_space(x, self.factor)
        _, height, width, _ = ops.shape(x)
        out = ops.reshape(x, (-1, height, width, self.factor, self.factor, channels))
        out = ops.transpose(out, (0, 1, 3, 2, 4, 5))
        return ops.reshape(out, (-1, self.factor * height, self.factor * width, channels))

    def compute_output_shape(self, input_shape):
        """Return (B, factor H, factor W, C / factor^2)."""
        batch, height, width, _ = input_shape
        grown = [None if size is None else size * self.factor for size in (height, width)]
        return (batch, *grown, self._channels(input_shape))

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "factor": self.factor}

    def _channels(self, shape):
        channels, rest = divmod(shape[-1], self.factor**2)
        if rest:
            raise ValueError(
                f"DepthToSpace2D: {shape[-1]} channels are no multiple of the {self.factor**2} "
                f"pixels of a square of {self.factor}. Give the layer before it as many."
            )
        return channels
