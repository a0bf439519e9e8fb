"""The style network of PyTorch's examples: `StyleNetwork` for pictures of 0 to 255."""

import keras
from keras import layers

from tfstyle.layers import (
    ClippedPicture,
    Conv2D,
    InstanceNormalization,
    NearestUpsampling2D,
    ReflectionPadding2D,
    bounds,
)
from tfstyle.networks.configured import Configured
from tfstyle.networks.johnson_layout import check_layout_weights, johnson_layout
from tfstyle.roles import Role


@keras.saving.register_keras_serializable("tfstyle")
class PixelStyleNetwork(Configured, keras.Model):
    """Paints in one learned style (Johnson et al. 2016), as PyTorch's fast_neural_style does.

    Built like `StyleNetwork`, with three differences: every convolution has a bias (which the norm
    behind it takes away again), colours are counted from 0 to 255, and the last convolution ends
    linearly. The first and the last layer convert from [-1, 1] and back, so that weights are as
    published.

    Args:
        filters: channels at full resolution, 1 to 1024; 32 as published.
        num_blocks: residual blocks, 0 to 64; 5 as published.
        name: of the network.

    Input: (B, H, W, 3) in [-1, 1], H and W multiples of 4 and at least 8.
    Output: (B, H, W, 3) float32 in [-1, 1], beyond while training.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> PixelStyleNetwork(4, num_blocks=1)(np.zeros((1, 32, 48, 3), "float32")).shape
        TensorShape([1, 32, 48, 3])
    """

    role = Role.GENERATOR

    def __init__(self, filters=32, num_blocks=5, name="pixel_style_network"):
        bounds.check_shared("PixelStyleNetwork", filters=filters, num_blocks=num_blocks)
        check_layout_weights("PixelStyleNetwork", filters, num_blocks)

        def conv(x, width, kernel, prefix, strides=1):
            x = ReflectionPadding2D(kernel // 2, name=f"{prefix}_pad")(x)
            return Conv2D(width, kernel, strides=strides, name=f"{prefix}_conv")(x)

        def step(x, width, kernel, prefix, strides=1, relu=True):
            x = conv(x, width, kernel, prefix, strides)
            x = InstanceNormalization(name=f"{prefix}_norm")(x)
            return layers.ReLU(name=f"{prefix}_activation")(x) if relu else x

        def double(x, width, prefix):
            x = NearestUpsampling2D(name=f"{prefix}_resize")(x)
            return step(x, width, 3, prefix)

        pictures = keras.Input((None, None, 3), name="image")
        x = layers.Rescaling(127.5, 127.5, name="pixels")(pictures)  # 0 to 255
        x = johnson_layout(x, filters, num_blocks, step, double)
        x = conv(x, 3, 9, "picture")
        super().__init__(pictures, ClippedPicture(0, 255, name="picture")(x), name=name)
        self.filters = filters
        self.num_blocks = num_blocks

    in_channels = 3
    out_channels = 3
    num_styles = 1
    size_multiple = 4
    min_size = 8
