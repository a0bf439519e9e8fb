"""A generator of two pictures: what to paint, and how."""

import keras
from keras import layers

from tfstyle.layers import (
    BilinearUpsampling2D,
    BlurDownsampling2D,
    Conv2D,
    NearestUpsampling2D,
    ReflectionPadding2D,
    StyleModulation,
    StyleStatistics,
    bounds,
    normal_002,
    normalization_layer,
)
from tfstyle.networks.configured import Configured
from tfstyle.networks.resnet_generator import ResNetGenerator
from tfstyle.roles import Role

FUSIONS = ("add", "adain")
_UPSAMPLINGS = ("resize", "antialiased")


@keras.saving.register_keras_serializable("tfstyle")
class CrossDomainGenerator(Configured, keras.Model):
    """Paints a content picture x in the style of a picture s of another domain: `G(x, s)`.

    The content goes through a residual network with instance norm. The style goes through an
    encoder of its own without any norm, which would erase it, and is summed up in the mean and
    deviation of every channel, z. Behind each instance norm from the bottleneck on, the two meet:

    - `"add"`: `G(x) + f(s)`, `f(s) = W z` at every place;
    - `"adain"`: `G(x) (1 + scale(z)) + shift(z)`, learned from z (Huang and Belongie 2017,
      equation 8, as in Huang et al. 2018, section 5.1).

    What the content goes through is a `ResNetGenerator` of instance norms, layer for layer:
    training can begin with one (`--init`).

    Args:
        filters: channels at full resolution, 1 to 1024.
        num_blocks: residual blocks at a quarter of it, 0 to 64.
        fusion: `"add"` or `"adain"`.
        in_channels: of the content picture, 1 to 1024.
        out_channels: of the style picture and the output, 1 to 1024.
        upsampling: `"resize"`: nearest neighbour and a convolution, or `"antialiased"`: bilinear
            and a convolution, and a blur before pixels are dropped on the way down.
        name: of the network.

    Input: `[content, style]`, (B, H, W, in_channels) and (B, h, w, out_channels) in [-1, 1].
    Output: (B, H, W, out_channels) in [-1, 1], float32.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = CrossDomainGenerator(filters=4, num_blocks=1)
        >>> content, style = np.zeros((1, 32, 48, 3)), np.zeros((1, 24, 24, 3))
        >>> network([content, style]).shape
        TensorShape([1, 32, 48, 3])
    """

    role = Role.GENERATOR

    def __init__(
        self,
        filters=64,
        num_blocks=6,
        fusion="add",
        in_channels=3,
        out_channels=3,
        upsampling="resize",
        name="cross_domain_generator",
    ):
        bounds.check_shared(
            "CrossDomainGenerator", filters=filters, num_blocks=num_blocks,
            in_channels=in_channels, out_channels=out_channels,
        )
        bounds.check_choice(FUSIONS, fusion=fusion)
        bounds.check_choice(_UPSAMPLINGS, upsampling=upsampling)
        bounds.check_weights(
            "CrossDomainGenerator", 2 * num_blocks * 9 * (4 * filters) ** 2, filters=filters,
            num_blocks=num_blocks,
        )

        blurred = upsampling == "antialiased"
        doubling = BilinearUpsampling2D if blurred else NearestUpsampling2D

        def conv(x, width, kernel, prefix, strides=1, bias=False, first_weights=normal_002):
            x = ReflectionPadding2D(kernel // 2, name=f"{prefix}_pad")(x)
            return Conv2D(
                width, kernel, strides=strides, use_bias=bias,
                kernel_initializer=first_weights(), name=f"{prefix}_conv",
            )(x)

        def relu(x, prefix):
            return layers.ReLU(name=f"{prefix}_activation")(x)

        def norm(x, prefix):
            return normalization_layer("instance", f"{prefix}_norm")(x)

        def fused(x, prefix):
            x = norm(x, prefix)
            if fusion == "adain":
                x = StyleModulation(name=f"{prefix}_fusion")([x, code])
            else:
                shift = layers.Dense(
                    x.shape[-1], use_bias=False, kernel_initializer="zeros",
                    name=f"{prefix}_fusion",
                )(code)  # fmt: skip
                shift = layers.Reshape((1, 1, x.shape[-1]), name=f"{prefix}_broadcast")(shift)
                x = layers.Add(name=f"{prefix}_sum")([x, shift])
            return relu(x, prefix)

        def halved(x, width, prefix, activation):
            x = activation(conv(x, width, 3, prefix, strides=1 if blurred else 2), prefix)
            return BlurDownsampling2D(name=f"{prefix}_blur")(x) if blurred else x

        content = keras.Input((None, None, in_channels), name="content")
        style = keras.Input((None, None, out_channels), name="style")

        # No norm stands behind these: with 0.02, a style begins 110 times as faint at width 16.
        loud = keras.initializers.HeNormal
        y = style
        for index, (width, kernel) in enumerate(((1, 7), (2, 3), (4, 3))):
            prefix = f"style{index}"
            strides = min(index + 1, 2)
            y = conv(y, width * filters, kernel, prefix, strides, bias=True, first_weights=loud)
            y = relu(y, prefix)  # (B, h, w, F), (B, h/2, w/2, 2F), (B, h/4, w/4, 4F)
        code = StyleStatistics(name="style_code")(y)  # (B, 8F)

        x = relu(norm(conv(content, filters, 7, "stem"), "stem"), "stem")  # (B, H, W, F)
        x = halved(x, 2 * filters, "down0", lambda x, prefix: relu(norm(x, prefix), prefix))
        x = halved(x, 4 * filters, "down1", fused)  # (B, H/4, W/4, 4F)
        for block in range(num_blocks):
            prefix = f"block{block}"
            y = fused(conv(x, 4 * filters, 3, f"{prefix}_0"), f"{prefix}_0")
            y = norm(conv(y, 4 * filters, 3, f"{prefix}_1"), f"{prefix}_1")
            x = layers.Add(name=f"{prefix}_add")([x, y])  # (B, H/4, W/4, 4F)
        for step, width in enumerate((2 * filters, filters)):
            x = doubling(name=f"up{step}_resize")(x)
            x = fused(conv(x, width, 3, f"up{step}"), f"up{step}")  # (B, H/2, ..., 2F), then F
        x = conv(x, out_channels, 7, "picture", bias=True)  # (B, H, W, out_channels)
        outputs = layers.Activation("tanh", dtype="float32", name="picture")(x)

        super().__init__([content, style], outputs, name=name)
        self.filters = filters
        self.num_blocks = num_blocks
        self.fusion = fusion
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.upsampling = upsampling

    @property
    def begins_as(self):
        """The network that the content goes through, its class and arguments, but for biases.

        Its biases stand before instance norms, which take them away.
        """
        return ResNetGenerator, {
            "filters": self.filters, "num_blocks": self.num_blocks, "num_downs": 2,
            "in_channels": self.in_channels, "out_channels": self.out_channels,
            "normalization": "instance", "upsampling": self.upsampling, "labels": None,
            "downsampling": "antialiased" if self.upsampling == "antialiased" else "strided",
        }  # fmt: skip

    @property
    def size_multiple(self) -> int:
        """H and W must be multiples of this."""
        return 4

    @property
    def min_size(self) -> int:
        """The smallest H and W, and h and w: reflecting a pixel at a quarter of it needs two."""
        return 8

    def split(self):
        """Return the two halves: from style pictures to codes, from `[content, code]` to pictures.

        They share the weights with this network. With codes at hand a style is looked at once,
        and styles blend as their codes do.
        """
        content, style = self.inputs
        code = self.get_layer("style_code").output
        return keras.Model(style, code), keras.Model([content, code], self.outputs[0])
