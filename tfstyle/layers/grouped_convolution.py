"""Convolution in small groups of channels, made of a depthwise one, which every backend has."""

import keras
from keras import ops

from tfstyle.layers.bounds import check_whole
from tfstyle.layers.picture_size import check_size
from tfstyle.layers.reach import window


@keras.saving.register_keras_serializable("tfstyle")
class GroupedConv2D(keras.layers.Layer):
    """A convolution in which a channel sees only those of its own group, with a bias.

    `filters = m C` gives every input channel m outputs, `filters = C / m` adds up the filtered m
    neighbours of each group. TensorFlow has no gradient for groups on a CPU and TFLite no fast
    kernel; the depthwise convolution, whose outputs are added up where a group has several
    inputs, is the same.

    Args:
        filters: output channels, 1 to 65536, a multiple or a divisor of the input's.
        kernel_size: pixels along H and W, 1 to 64.
        strides: along H and W, 1 to 64.

    Input: (B, H, W, C), already padded. Output: (B, H', W', filters), as padding `"valid"` gives.
    Weights: `kernel` (kernel_size, kernel_size, filters, inputs of a group), `bias` (filters,).

    Raises:
        ValueError: an argument out of range, or neither of `filters` and C is a multiple of the
            other.

    Example:
        >>> import numpy as np
        >>> GroupedConv2D(4, 3)(np.zeros((1, 8, 8, 8), "float32")).shape
        TensorShape([1, 6, 6, 4])
    """

    def __init__(self, filters, kernel_size, strides=1, **kwargs):
        super().__init__(**kwargs)
        check_whole(
            "GroupedConv2D", filters=(filters, 1, 65536), kernel_size=(kernel_size, 1, 64),
            strides=(strides, 1, 64),
        )
        self.filters = filters
        self.kernel_size = kernel_size
        self.strides = strides

    @property
    def reach(self):
        """How far an output pixel sees."""
        return window(self.kernel_size, self.strides)

    def build(self, input_shape):
        """Create the weights for the last axis of `input_shape`."""
        channels = int(input_shape[-1])
        if max(channels, self.filters) % min(channels, self.filters):
            raise ValueError(
                "filters must be a multiple or a divisor of the input's channels. Received: "
                f"filters={self.filters}, channels={channels}"
            )
        self.groups = min(channels, self.filters)
        size = self.kernel_size
        self.kernel = self.add_weight(
            shape=(size, size, self.filters, channels // self.groups), name="kernel",
            initializer=keras.initializers.VarianceScaling(
                2.0 * self.filters / self.groups / size**2, "fan_avg"
            ),
        )  # fmt: skip
        self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")

    def call(self, x):
        """Convolve `x` (B, H, W, C)."""
        x = check_size(self.name, x, self.kernel_size)
        size, inputs = self.kernel_size, self.kernel.shape[-1]
        outputs = self.filters // self.groups
        kernel = ops.reshape(self.kernel, (size, size, self.groups * inputs, outputs))
        y = ops.depthwise_conv(
            x, ops.cast(kernel, x.dtype), strides=self.strides, padding="valid"
        )
        if inputs > 1:
            _, height, width, _ = ops.shape(y)
            y = ops.sum(ops.reshape(y, (-1, height, width, self.filters, inputs)), axis=-1)
        return y + ops.cast(self.bias, y.dtype)

    def compute_output_shape(self, input_shape):
        """Return (B, H', W', filters)."""
        batch, height, width, _ = input_shape
        kept = [
            None if n is None else (n - self.kernel_size) // self.strides + 1
            for n in (height, width)
        ]
        return (batch, *kept, self.filters)

    def get_config(self):
        """Return the constructor's arguments."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
        }
