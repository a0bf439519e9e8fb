"""Halving and doubling without aliases (Zhang 2019; the sampling of CUT's generator)."""

import keras
from keras import ops

from tfstyle.layers import tensorflow_kernels
from tfstyle.layers.picture_size import check_known_size
from tfstyle.layers.reach import doubling, window
from tfstyle.layers.upsampling import NearestUpsampling2D


@keras.saving.register_keras_serializable("tfstyle")
class BlurDownsampling2D(keras.layers.Layer):
    """Blurs with the binomial filter [1, 2, 1] / 4 along H and W and keeps every second pixel.

    A stride alone folds what is finer than two pixels into false patterns; they crawl when the
    picture moves.

    Input: (B, H, W, C), H and W even and at least 2. Output: (B, H/2, W/2, C).

    Raises:
        ValueError: when called on a picture of a single row or column.

    Example:
        >>> import numpy as np
        >>> stripes = np.tile([[0.0, 1.0], [0.0, 1.0]], (2, 2))[None, ..., None]
        >>> BlurDownsampling2D()(stripes.astype("float32")).numpy().ravel().tolist()
        [0.5, 0.5, 0.5, 0.5]
    """

    reach = window(3, stride=2, padding=1)

    def call(self, x):
        """Halve `x` (B, H, W, C)."""
        check_known_size(self.name, x, 2)
        return _blur(x, stride=2)

    def compute_output_shape(self, input_shape):
        """Return (B, H/2, W/2, C)."""
        batch, height, width, channels = input_shape
        halved = [None if size is None else (size + 1) // 2 for size in (height, width)]
        return (batch, *halved, channels)


@keras.saving.register_keras_serializable("tfstyle")
class BilinearUpsampling2D(keras.layers.Layer):
    """Doubles H and W by bilinear interpolation between pixel centres.

    Repeating every pixel and blurring with [1, 2, 1] / 4 *is* that interpolation: between copies
    of a and b stand 3/4 a + 1/4 b and 1/4 a + 3/4 b.

    Input: (B, H, W, C). Output: (B, 2H, 2W, C).

    Example:
        >>> import numpy as np
        >>> row = np.array([0.0, 4.0], "float32").reshape(1, 1, 2, 1)
        >>> BilinearUpsampling2D()(row).numpy()[0, 0, :, 0].tolist()
        [0.0, 1.0, 3.0, 4.0]
    """

    reach = doubling(2).then(window(3, padding=1))

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.repeat = NearestUpsampling2D(2, dtype=self.dtype_policy)

    def build(self, input_shape):
        """Build the layer that repeats: Keras warns of one that a file brings back unbuilt."""
        self.repeat.build(input_shape)

    def call(self, x):
        """Double `x` (B, H, W, C)."""
        if keras.config.backend() == "tensorflow":
            return tensorflow_kernels.resize_bilinear(x)
        return _blur(self.repeat(x), stride=1)

    def compute_output_shape(self, input_shape):
        """Return (B, 2H, 2W, C)."""
        return self.repeat.compute_output_shape(input_shape)


def _blur(x, stride):
    channels = x.shape[-1]
    kernel = ops.array([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]) / 16.0
    kernel = ops.cast(ops.tile(kernel[:, :, None, None], (1, 1, channels, 1)), x.dtype)
    x = ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect")
    return ops.depthwise_conv(x, kernel, strides=stride, padding="valid")
