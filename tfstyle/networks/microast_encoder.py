"""MicroAST's small eyes: what a picture shows, and what a style asks for (Wang et al. 2023)."""

import keras
from keras import layers

from tfstyle.layers import Conv2D, GroupedConv2D, ReflectionPadding2D, bounds
from tfstyle.networks.configured import Configured
from tfstyle.roles import Role


@keras.saving.register_keras_serializable("tfstyle")
class MicroASTEncoder(Configured, keras.Model):
    """Sees a picture at a quarter of its size, at two depths (section 3.1).

    It takes the place of VGG19: a 9x9 convolution, two halvings by separable convolutions (by
    groups, then 1x1), and two residual blocks without norm. Padding reflects. Pictures count from
    0 to 1 inside; the first layer converts.

    Args:
        filters: channels at full resolution, 1 to 1024; 16 as published.
        name: of the network.

    Input: (B, H, W, 3) in [-1, 1], H and W at least 5.
    Output: a list of two (B, ceil(H/4), ceil(W/4), 4 filters), behind the first residual block and
    behind the second.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> [tuple(x.shape) for x in MicroASTEncoder(4)(np.zeros((1, 32, 48, 3), "float32"))]
        [(1, 8, 12, 16), (1, 8, 12, 16)]
    """

    role = Role.ENCODER

    def __init__(self, filters=16, name="microast_encoder"):
        bounds.check_shared("MicroASTEncoder", filters=filters)
        pictures = keras.Input((None, None, 3), name="image")
        x = layers.Rescaling(0.5, 0.5, name="unit_range")(pictures)
        x = _relu(padded(Conv2D, x, filters, 9, "stem"), "stem")  # (B, H, W, F)
        for step in range(2):  # (B, H/2, W/2, 2F), then (B, H/4, W/4, 4F)
            width, prefix = filters * 2 ** (step + 1), f"down{step}"
            x = _relu(padded(GroupedConv2D, x, width, 3, prefix, strides=2), prefix)
            x = _relu(Conv2D(width, 1, name=f"{prefix}_mix_conv")(x), f"{prefix}_mix")
        features = []
        for block in range(2):
            y = _relu(padded(Conv2D, x, 4 * filters, 3, f"block{block}_0"), f"block{block}_0")
            y = padded(Conv2D, y, 4 * filters, 3, f"block{block}_1")
            x = layers.Add(name=f"block{block}_add")([x, y])
            features.append(x)
        super().__init__(pictures, features, name=name)
        self.filters = filters

    in_channels = 3
    min_size = 5  # the first layer reflects four pixels

    @property
    def out_channels(self) -> int:
        """Channels of each of the two features."""
        return 4 * self.filters


@keras.saving.register_keras_serializable("tfstyle")
class MicroASTModulator(Configured, keras.Model):
    """Turns the features of a style into changes of the decoder's filters (section 3.2).

    For each of the two depths one depthwise 3x3 convolution and the mean over the picture give the
    weights, another the biases.

    Args:
        channels: of each of the two features, 1 to 4096; 64 as published.
        name: of the network.

    Input: a list of two (B, H, W, channels), from `MicroASTEncoder`.
    Output: float32 (B, 4, channels): weights and biases of the first depth, then of the second.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> x = np.zeros((1, 8, 12, 16), "float32")
        >>> MicroASTModulator(16)([x, x]).shape
        TensorShape([1, 4, 16])
    """

    role = Role.MODULATOR

    def __init__(self, channels=64, name="microast_modulator"):
        bounds.check_whole("MicroASTModulator", channels=(channels, 1, 4096))
        inputs = [keras.Input((None, None, channels), name=f"depth{depth}") for depth in range(2)]
        rows = []
        for depth, features in enumerate(inputs):
            for what in ("weight", "bias"):
                prefix = f"{what}{depth}"
                x = padded(GroupedConv2D, features, channels, 3, prefix)
                x = layers.GlobalAveragePooling2D(dtype="float32", name=f"{prefix}_mean")(x)
                rows.append(layers.Reshape((1, channels), dtype="float32", name=prefix)(x))
        signals = layers.Concatenate(axis=1, dtype="float32", name="signals")(rows)
        super().__init__(inputs, signals, name=name)
        self.channels = channels

    min_size = 2

    @property
    def in_channels(self) -> int:
        """Channels of each of the two features."""
        return self.channels

    @property
    def out_channels(self) -> int:
        """Channels of the signals."""
        return self.channels


def padded(kind, x, width, kernel, prefix, strides=1):
    """Return a convolution of `kind` behind reflection padding that keeps the size."""
    x = ReflectionPadding2D(kernel // 2, name=f"{prefix}_pad")(x)
    return kind(width, kernel, strides=strides, name=f"{prefix}_conv")(x)


def _relu(x, prefix):
    return layers.ReLU(name=f"{prefix}_activation")(x)
