"""The convolution of the networks: Keras' own, with a faster backward pass where there is one."""

import keras

from tfstyle.layers import tensorflow_convolution
from tfstyle.layers.picture_size import check_size


@keras.saving.register_keras_serializable("tfstyle")
class Conv2D(keras.layers.Conv2D):
    """`keras.layers.Conv2D`, the same numbers; see `tensorflow_convolution` for what is faster.

    Raises:
        ValueError: when called without padding on a picture smaller than the kernel.

    Example:
        >>> import numpy as np
        >>> Conv2D(3, 7)(np.zeros((1, 32, 32, 8), "float32")).shape
        TensorShape([1, 26, 26, 3])
    """

    def convolution_op(self, inputs, kernel):
        """Convolve `inputs` (B, H, W, C) with `kernel` (k, l, C, D)."""
        if self.padding == "valid" and self.data_format == "channels_last":
            sides = zip(self.kernel_size, self.dilation_rate, strict=True)
            inputs = check_size(self.name, inputs, [(size - 1) * rate + 1 for size, rate in sides])
        if self.groups == 1 and tensorflow_convolution.applies(
            kernel.shape, self.strides, self.padding, self.dilation_rate, self.data_format
        ):
            return tensorflow_convolution.convolve(
                inputs, keras.ops.convert_to_tensor(kernel, inputs.dtype)
            )
        return super().convolution_op(inputs, kernel)
