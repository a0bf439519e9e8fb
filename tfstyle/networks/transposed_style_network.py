"""The style network of fast-style-transfer: zero padding and transposed convolutions."""

import keras
from keras import layers

from tfstyle.layers import ClippedPicture, Conv2D, InstanceNormalization, bounds
from tfstyle.networks.configured import Configured
from tfstyle.networks.johnson_layout import check_layout_weights, johnson_layout
from tfstyle.roles import Role

# Its pictures are 150 tanh(x) + 127.5: black and white lie where the tanh is 0.85.
_FULL = 127.5 / 150
_EPSILON = 1e-3


@keras.saving.register_keras_serializable("tfstyle")
class TransposedStyleNetwork(Configured, keras.Model):
    """Paints in one learned style, as the TensorFlow project fast-style-transfer does.

    Johnson's layout (2016) with TensorFlow's "same" padding by zeros, no biases, an instance norm
    of epsilon 1e-3 behind every convolution (the last included), transposed convolutions, and
    `150 tanh(x) + 127.5` at the end. It counts colours from 0 to 255; the first and the last layer
    convert from [-1, 1] and back, so that weights are as published.

    Args:
        filters: channels at full resolution, 1 to 1024; 32 as published.
        num_blocks: residual blocks, 0 to 64; 5 as published.
        name: of the network.

    Input: (B, H, W, 3) in [-1, 1], H and W multiples of 4 and at least 8.
    Output: (B, H, W, 3) float32 in [-1, 1], to 1.18 while training.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> TransposedStyleNetwork(4, num_blocks=1)(np.zeros((1, 32, 48, 3), "float32")).shape
        TensorShape([1, 32, 48, 3])
    """

    role = Role.GENERATOR

    def __init__(self, filters=32, num_blocks=5, name="transposed_style_network"):
        bounds.check_shared("TransposedStyleNetwork", filters=filters, num_blocks=num_blocks)
        check_layout_weights("TransposedStyleNetwork", filters, num_blocks)

        def step(x, width, kernel, prefix, strides=1, kind=Conv2D, relu=True):
            x = kind(
                width, kernel, strides=strides, padding="same", use_bias=False,
                name=f"{prefix}_conv",
            )(x)  # fmt: skip
            x = InstanceNormalization(_EPSILON, name=f"{prefix}_norm")(x)
            return layers.ReLU(name=f"{prefix}_activation")(x) if relu else x

        def double(x, width, prefix):
            return step(x, width, 3, prefix, strides=2, kind=layers.Conv2DTranspose)

        pictures = keras.Input((None, None, 3), name="image")
        x = layers.Rescaling(127.5, 127.5, name="pixels")(pictures)  # 0 to 255
        x = johnson_layout(x, filters, num_blocks, step, double)
        x = step(x, 3, 9, "picture", relu=False)
        x = layers.Activation("tanh", dtype="float32", name="tanh")(x)
        super().__init__(pictures, ClippedPicture(-_FULL, _FULL, name="picture")(x), name=name)
        self.filters = filters
        self.num_blocks = num_blocks

    in_channels = 3
    out_channels = 3
    num_styles = 1
    size_multiple = 4
    min_size = 8
