"""MicroAST's decoder: two blocks that a style modulates, then up to the picture."""

import keras
from keras import layers

from tfstyle.layers import (
    BilinearUpsampling2D,
    ClippedPicture,
    Conv2D,
    FeatureModulation,
    FilterModulation,
    GroupedConv2D,
    bounds,
)
from tfstyle.networks.configured import Configured
from tfstyle.networks.microast_encoder import padded
from tfstyle.roles import Role


@keras.saving.register_keras_serializable("tfstyle")
class MicroASTDecoder(Configured, keras.Model):
    """Paints features of a photograph in the style that its signals tell (Wang et al. 2023).

    Twice, for the style's second depth and then for its first: AdaIN gives the features the
    style's statistics, and a residual block follows whose two convolutions the style modulates
    (`FilterModulation`). Then two doublings, bilinear and separable convolutions, and a 9x9
    convolution. Pictures count from 0 to 1 inside; the last layer converts.

    Args:
        filters: channels at full resolution, 1 to 1024; 16 as published.
        name: of the network.

    Input: `[features, deep, shallow, strength]`: (B, H/4, W/4, 4 filters), the second of
    `MicroASTEncoder`'s; the signals of a style at its second depth and at its first, float32
    (B, 4, 4 filters) each, rows mean, deviation, weight, bias; how far the features take the
    style's statistics on, float32 (B, 1) in [0, 1].
    Output: (B, H, W, 3) float32 in [-1, 1], beyond while training.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> x, signals = np.zeros((1, 8, 12, 16), "float32"), np.zeros((1, 4, 16), "float32")
        >>> MicroASTDecoder(4)([x, signals, signals, np.ones((1, 1), "float32")]).shape
        TensorShape([1, 32, 48, 3])
    """

    role = Role.GENERATOR

    def __init__(self, filters=16, name="microast_decoder"):
        bounds.check_shared("MicroASTDecoder", filters=filters)
        channels = 4 * filters
        features = keras.Input((None, None, channels), name="features")
        signals = [keras.Input((4, channels), name=name) for name in ("deep", "shallow")]
        strength = keras.Input((1,), name="strength")

        x = features
        for block, signal in enumerate(signals):
            x = FeatureModulation(name=f"block{block}_features")([x, signal, strength])
            y = x
            for half in range(2):
                prefix = f"block{block}_{half}"
                convolved = padded(Conv2D, y, channels, 3, prefix)
                y = FilterModulation(name=f"{prefix}_filters")([convolved, y, signal])
                if half == 0:
                    y = layers.ReLU(name=f"{prefix}_activation")(y)
            x = layers.Add(name=f"block{block}_add")([x, y])  # (B, H/4, W/4, 4F)
        for step in range(2):  # (B, H/2, W/2, 2F), then (B, H, W, F)
            width, prefix = filters * 2 ** (1 - step), f"up{step}"
            x = BilinearUpsampling2D(name=f"{prefix}_resize")(x)
            x = padded(GroupedConv2D, x, width, 3, prefix)
            x = layers.ReLU(name=f"{prefix}_activation")(x)
            x = Conv2D(width, 1, name=f"{prefix}_mix_conv")(x)
            x = layers.ReLU(name=f"{prefix}_mix_activation")(x)
        x = padded(Conv2D, x, 3, 9, "picture")
        outputs = ClippedPicture(0, 1, name="picture")(x)
        super().__init__([features, *signals, strength], outputs, name=name)
        self.filters = filters

    out_channels = 3
    min_size = 2

    @property
    def in_channels(self) -> int:
        """Channels of the features."""
        return 4 * self.filters
