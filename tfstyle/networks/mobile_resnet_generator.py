"""A residual generator for phones: separable convolutions, and little at full resolution."""

import keras
from keras import layers

from tfstyle.layers import (
    BilinearUpsampling2D,
    Conv2D,
    DepthToSpace2D,
    InstanceNormalization,
    NearestUpsampling2D,
    ReflectionPadding2D,
    bounds,
)
from tfstyle.networks.configured import Configured
from tfstyle.roles import Role

_RESIZED = {"resize": NearestUpsampling2D, "antialiased": BilinearUpsampling2D}


@keras.saving.register_keras_serializable("tfstyle")
class MobileResNetGenerator(Configured, keras.Model):
    """The residual generator with a depthwise and a pointwise convolution for each of its 3x3.

    MobileNet's separable convolution (Howard et al. 2017) needs an eighth to a ninth of the
    multiplications. On a processor what is left is memory, so that little happens at full
    resolution: the stem halves the picture at once, the blocks are at an eighth, the width is
    reduced before the picture grows, not behind, and norms stand behind pointwise convolutions
    only. What the halvings saw of detail is added where the picture has grown again (Ronneberger
    et al. 2015, by addition).

    With a `patch` nothing at all happens there: squares of so many pixels are read as one by a
    strided convolution, as vision transformers read them, and painted as one by a sub-pixel
    convolution (Shi et al. 2016).

    It is made to imitate a larger one (`models.Distilled`).

    Args:
        filters: channels at full resolution, 1 to 1024; four times as many at half of it, doubled
            with each further halving.
        num_blocks: residual blocks at the smallest size, 0 to 64.
        in_channels: channels of the input picture, 1 to 1024.
        out_channels: channels of the output picture, 1 to 1024.
        num_downs: halvings, 1 to 10.
        upsampling: `"antialiased"`: bilinear, which leaves no weave, or `"resize"`: nearest
            neighbour. The weights of one fit the other.
        patch: side of the squares of pixels that are read and painted as one, 1, 2, 4 or 8, and no
            more than the halvings come to; 1 paints pixel by pixel.

    Input: (B, H, W, in_channels) in [-1, 1]. Output: (B, H, W, out_channels) in [-1, 1], float32.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = MobileResNetGenerator(filters=4, num_blocks=1)
        >>> network(np.zeros((1, 64, 96, 3), "float32")).shape
        TensorShape([1, 64, 96, 3])
    """

    role = Role.GENERATOR

    def __init__(
        self,
        filters=8,
        num_blocks=5,
        in_channels=3,
        out_channels=3,
        num_downs=3,
        upsampling="antialiased",
        patch=1,
        name="mobile_resnet_generator",
    ):
        bounds.check_shared(
            "MobileResNetGenerator", filters=filters, num_blocks=num_blocks,
            in_channels=in_channels, out_channels=out_channels,
        )
        bounds.check_whole("MobileResNetGenerator", num_downs=(num_downs, 1, 10))
        bounds.check_choice(tuple(_RESIZED), upsampling=upsampling)
        bounds.check_whole("MobileResNetGenerator", patch=(patch, 1, 8))
        if 2**num_downs % patch:
            raise ValueError(
                "MobileResNetGenerator: patch must be 1, or what 1 to num_downs halvings come to: "
                f"2, 4 or 8. Received: patch={patch}, num_downs={num_downs}"
            )
        widths = [filters, *(4 * filters * 2**step for step in range(num_downs))]
        deepest = widths[-1]
        finest = patch.bit_length() - 1  # halvings where the picture is painted
        first = max(1, finest)  # and where it has been read
        bounds.check_weights(
            "MobileResNetGenerator",
            2 * bounds.chain_weights(widths[1:], 1) + 2 * num_blocks * deepest**2
            + patch**2 * widths[first] * (in_channels + 9 * out_channels),
            filters=filters, num_blocks=num_blocks, num_downs=num_downs, patch=patch,
        )

        def conv(x, width, kernel, prefix, strides=1, bias=False):
            x = ReflectionPadding2D(kernel // 2, name=f"{prefix}_pad")(x)
            return Conv2D(width, kernel, strides=strides, use_bias=bias, name=f"{prefix}_conv")(x)

        def pointwise(x, width, prefix):
            return Conv2D(width, 1, use_bias=False, name=f"{prefix}_pointwise")(x)

        def separable(x, width, prefix, strides=1):
            x = ReflectionPadding2D(1, name=f"{prefix}_pad")(x)
            x = layers.DepthwiseConv2D(
                3, strides=strides, use_bias=False, name=f"{prefix}_depthwise"
            )(x)
            return pointwise(x, width, prefix)

        def norm(x, prefix):
            return InstanceNormalization(name=f"{prefix}_norm")(x)

        def norm_relu(x, prefix):
            return layers.ReLU(name=f"{prefix}_activation")(norm(x, prefix))

        inputs = keras.Input((None, None, in_channels), name="image")
        stem = conv(inputs, widths[first], max(5, patch + 1), "stem", strides=2**first)
        x = norm_relu(stem, "stem")  # (B, H/2, W/2, 4F), or (B, H/4, W/4, 8F) with patches of 4
        seen = [x]
        for step, width in enumerate(widths[first + 1 :], start=first):
            x = norm_relu(separable(x, width, f"down{step}", strides=2), f"down{step}")
            seen.append(x)  # (B, H/4, W/4, 8F), (B, H/8, W/8, 16F), ...

        for block in range(num_blocks):
            prefix = f"block{block}"
            y = norm_relu(separable(x, deepest, f"{prefix}_0"), f"{prefix}_0")
            y = norm(separable(y, deepest, f"{prefix}_1"), f"{prefix}_1")
            x = layers.Add(name=f"{prefix}_add")([x, y])  # (B, H/8, W/8, 16F)

        for step, width in enumerate(reversed(widths[finest:-1])):
            prefix = f"up{step}"
            x = norm_relu(separable(x, width, prefix), prefix)
            x = _RESIZED[upsampling](name=f"{prefix}_resize")(x)
            if step < len(seen) - 1:
                x = layers.Add(name=f"{prefix}_add")([x, seen[-2 - step]])
            # (B, H/4, W/4, 8F), (B, H/2, W/2, 4F), (B, H, W, F)

        x = conv(x, out_channels * patch**2, 3, "picture", bias=True)
        if patch > 1:
            x = DepthToSpace2D(patch, name="picture_pixels")(x)
        # float32 also under mixed precision: 8 bits of mantissa would band the sky.
        outputs = layers.Activation("tanh", dtype="float32", name="picture")(x)
        # (B, H, W, out_channels)

        super().__init__(inputs, outputs, name=name)
        self.filters = filters
        self.num_blocks = num_blocks
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.num_downs = num_downs
        self.upsampling = upsampling
        self.patch = patch

    interchangeable = (*Configured.interchangeable, "upsampling")

    @property
    def size_multiple(self) -> int:
        """H and W must be multiples of this."""
        return 2**self.num_downs

    @property
    def min_size(self) -> int:
        """The smallest H and W: reflecting one pixel at the smallest size needs two there."""
        return 2 * self.size_multiple
