"""EfficientNet-Lite0, the fixed eye of projected GANs: no squeezing, no swish, ReLU6 everywhere."""

import keras
from keras import layers as keras_layers

from tfstyle.layers import bounds
from tfstyle.networks.configured import Configured
from tfstyle.networks.efficientnet_lite0_weights import (
    draw_efficientnet_weights,
    find_efficientnet_weights,
)
from tfstyle.roles import Role

# Of each stage: blocks, kernel, stride of the first, expansion, channels for a stem of 32, and
# whether its features are taken (Tan and Le 2019, table 1, without the head).
_STAGES = (
    (1, 3, 1, 1, 16, False),
    (2, 3, 2, 6, 24, True),
    (2, 5, 2, 6, 40, True),
    (3, 3, 2, 6, 80, False),
    (3, 5, 1, 6, 112, True),
    (4, 5, 2, 6, 192, False),
    (1, 3, 1, 6, 320, True),
)
_STEM = 32


@keras.saving.register_keras_serializable("tfstyle")
class EfficientNetLite0(Configured, keras.Model):
    """What EfficientNet-Lite0 sees of a picture at four strides, never trained.

    EfficientNet-B0 (Tan and Le 2019) as its authors made it for small devices: inverted bottlenecks
    without squeeze-and-excitation, ReLU6 for swish. Each batch norm stands in the convolution
    before it, which computes the same.

    The published weights expect pixels as `(p - 127) / 128` and TensorFlow's `"same"` padding,
    which pads the right and the bottom where a side is even; the PyTorch file that they come in was
    converted from TensorFlow and is padded so there, too.

    Args:
        filters: channels of the first layer, 1 to 1024; 32 is the published network, a smaller one
            serves tests.
        name: of the network.

    Input: (B, H, W, 3) in [-1, 1], any size. Output: a list of four float32 features, (B, H/s, W/s,
    C) for the strides s of 4, 8, 16, 32, rounded up, with 24, 40, 112 and 320 channels.

    Raises:
        ValueError: `filters` out of range.

    Example:
        >>> import numpy as np
        >>> network = EfficientNetLite0(filters=4)
        >>> [tuple(x.shape) for x in network(np.zeros((1, 64, 96, 3), "float32"))]
        [(1, 16, 24, 3), (1, 8, 12, 5), (1, 4, 6, 14), (1, 2, 3, 40)]
    """

    role = Role.ENCODER
    in_channels = 3
    layer_names = ("stride4", "stride8", "stride16", "stride32")

    def __init__(self, filters=_STEM, name="efficientnet_lite0"):
        bounds.check_shared("EfficientNetLite0", filters=filters)
        widths = [max(round(stage[4] * filters / _STEM), 1) for stage in _STAGES]
        weights = sum(
            count * 2 * expansion * width**2
            for width, (count, _, _, expansion, _, _) in zip(widths, _STAGES, strict=True)
        )
        bounds.check_weights("EfficientNetLite0", weights, filters=filters)

        pictures = keras.Input((None, None, 3), name="image")
        # ((x + 1) 127.5 - 127) / 128
        x = keras_layers.Rescaling(127.5 / 128, 0.5 / 128, name="centred")(pictures)
        x = keras_layers.Conv2D(filters, 3, 2, "same", activation="relu6", name="conv_stem")(x)
        features, place = [], 0
        for width, (count, kernel, stride, expansion, _, taken) in zip(
            widths, _STAGES, strict=True
        ):
            for index in range(count):
                first = stride if index == 0 else 1
                x = _bottleneck(x, width, kernel, first, expansion, f"blocks_{place}")
                place += 1
            if taken:
                name_of = self.layer_names[len(features)]
                features.append(
                    keras_layers.Activation("linear", dtype="float32", name=name_of)(x)
                )
        super().__init__(pictures, features, name=name)
        self.filters = filters
        self.trainable = False

    @property
    def out_channels(self) -> int:
        """Channels of the last of the four."""
        return self.outputs[-1].shape[-1]

    @property
    def convolutions(self) -> list:
        """Its layers with weights, each a kernel and a bias, in their order."""
        return [layer for layer in self.layers if layer.weights]


def _bottleneck(x, width, kernel, stride, expansion, name):
    """Return a symbolic picture after an inverted bottleneck (Sandler et al. 2018, figure 4)."""
    channels, before = x.shape[-1], x
    if expansion > 1:
        x = keras_layers.Conv2D(
            channels * expansion, 1, activation="relu6", name=f"{name}_expand_conv"
        )(x)
    x = keras_layers.DepthwiseConv2D(
        kernel, stride, "same", activation="relu6", name=f"{name}_depthwise_conv"
    )(x)
    x = keras_layers.Conv2D(width, 1, name=f"{name}_project_conv")(x)
    if stride == 1 and channels == width:
        x = keras_layers.Add(name=f"{name}_add")([before, x])
    return x


def load_efficientnet_lite0() -> EfficientNetLite0:
    """Return EfficientNet-Lite0 with its trained weights, see `efficientnet_lite0_weights`.

    Raises:
        OfflineError: the weights are not to be had; it says how to get them.
        CheckpointError: a file that cannot be read.
        ArchitectureError: weights of another network.
    """
    network = EfficientNetLite0()
    found = find_efficientnet_weights(_shapes(network))
    for layer in network.convolutions:
        layer.set_weights(found[layer.name])
    return network


def draw_efficientnet_lite0(seed=0) -> EfficientNetLite0:
    """Return EfficientNet-Lite0 with random weights, the same for the same seed.

    Args:
        seed: whole number, 0 or more.
    """
    network = EfficientNetLite0()
    drawn = draw_efficientnet_weights(_shapes(network), seed)
    for layer in network.convolutions:
        layer.set_weights(drawn[layer.name])
    return network


def _shapes(network):
    return {layer.name: [tuple(w.shape) for w in layer.weights] for layer in network.convolutions}
