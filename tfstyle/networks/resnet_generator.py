"""The residual generator of CycleGAN (Zhu et al. 2017, appendix 7.2; Johnson et al. 2016)."""

import keras
from keras import layers

from tfstyle.layers import (
    BilinearUpsampling2D,
    BlurDownsampling2D,
    Conv2D,
    NearestUpsampling2D,
    ReflectionPadding2D,
    bounds,
    normal_002,
    normalization_layer,
)
from tfstyle.layers.label_planes import check_labels, label_planes
from tfstyle.layers.normalization import NORMALIZATIONS, needs_bias
from tfstyle.networks.configured import Configured
from tfstyle.roles import Role

_DOWNSAMPLINGS = ("strided", "antialiased")
_UPSAMPLINGS = ("transpose", "resize", "antialiased")


@keras.saving.register_keras_serializable("tfstyle")
class ResNetGenerator(Configured, keras.Model):
    """Halvings, a chain of residual blocks, as many doublings, 7x7 convolutions at both ends.

    Args:
        filters: channels at full resolution, 1 to 1024; the paper's width is 64.
        num_blocks: residual blocks, 0 to 64; the paper has 6 for 128 pixels and 9 for 256.
        in_channels: channels of the input picture, 1 to 1024.
        out_channels: channels of the output picture, 1 to 1024.
        normalization: `"instance"` (the paper), `"batch"` or `"none"`.
        upsampling: `"transpose"` (the paper), `"resize"`: nearest neighbour and a convolution,
            which leaves no checkerboard, or `"antialiased"` (CUT): bilinear and a convolution.
        dropout: rate inside the residual blocks, active when `training=True`; 0 is the paper's.
        num_downs: halvings, 1 to 10; 2 in the paper, 4 in pix2pixHD's global generator (Wang et
            al. 2018).
        downsampling: `"strided"` (the paper) or `"antialiased"`: blur before pixels are dropped;
            `None`: antialiased if `upsampling` is, else strided. CUT's code has an option for each.
        labels: colours of a label map that stand for its classes, each a list of in_channels
            whole numbers from 0 to 255: the network sees a plane a class instead, and their
            outlines (`layers.LabelPlanes`). `None` for other pictures.

    Input: (B, H, W, in_channels) in [-1, 1]. Output: (B, H, W, out_channels) in [-1, 1], float32.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = ResNetGenerator(filters=8, num_blocks=2, upsampling="resize")
        >>> network(np.zeros((1, 64, 96, 3), "float32")).shape
        TensorShape([1, 64, 96, 3])
    """

    role = Role.GENERATOR

    def __init__(
        self,
        filters=64,
        num_blocks=9,
        in_channels=3,
        out_channels=3,
        normalization="instance",
        upsampling="transpose",
        dropout=0.0,
        num_downs=2,
        downsampling=None,
        labels=None,
        name="resnet_generator",
    ):
        bounds.check_shared(
            "ResNetGenerator", filters=filters, num_blocks=num_blocks, in_channels=in_channels,
            out_channels=out_channels,
        )
        bounds.check_whole("ResNetGenerator", num_downs=(num_downs, 1, 10))
        bounds.check_number("ResNetGenerator", dropout=(dropout, 0, 1))
        bounds.check_choice(NORMALIZATIONS, normalization=normalization)
        bounds.check_choice(_UPSAMPLINGS, upsampling=upsampling)
        if downsampling is None:  # kept under its name: configurations of equal networks are equal
            downsampling = "antialiased" if upsampling == "antialiased" else "strided"
        bounds.check_choice(_DOWNSAMPLINGS, downsampling=downsampling)
        check_labels("ResNetGenerator", labels, in_channels)
        widths = [filters * 2**step for step in range(num_downs + 1)]
        deepest = widths[-1]
        weights = 2 * bounds.chain_weights(widths, 9) + 2 * num_blocks * 9 * deepest**2
        bounds.check_weights(
            "ResNetGenerator", weights, filters=filters, num_blocks=num_blocks, num_downs=num_downs
        )
        blurred = downsampling == "antialiased"

        bias = needs_bias(normalization)
        first_weights, block_end = normal_002, None
        if normalization == "none":
            # 0.02 would shrink what passes a thousandfold from end to end, and blocks that add
            # from the start let it grow: each begins as the identity (Zhang et al. 2019, "Fixup").
            first_weights, block_end = keras.initializers.HeNormal, "zeros"

        def conv(x, width, kernel, prefix, strides=1, reflect=0, bias=bias, initializer=None):
            pad = ReflectionPadding2D if reflect else layers.ZeroPadding2D
            x = pad(reflect or 1, name=f"{prefix}_pad")(x)
            return Conv2D(
                width, kernel, strides=strides, use_bias=bias,
                kernel_initializer=initializer or first_weights(), name=f"{prefix}_conv",
            )(x)

        def norm_relu(x, prefix):
            x = normalization_layer(normalization, f"{prefix}_norm")(x)
            return layers.ReLU(name=f"{prefix}_activation")(x)

        inputs = keras.Input((None, None, in_channels), name="image")
        x = label_planes(inputs, labels)  # (B, H, W, N + 1)
        x = norm_relu(conv(x, filters, 7, "stem", reflect=3), "stem")  # (B, H, W, F)
        for step, width in enumerate(widths[1:]):
            prefix = f"down{step}"
            x = norm_relu(conv(x, width, 3, prefix, strides=1 if blurred else 2), prefix)
            if blurred:
                x = BlurDownsampling2D(name=f"{prefix}_blur")(x)
            # (B, H/2, W/2, 2F), then (B, H/4, W/4, 4F), ...

        for block in range(num_blocks):
            prefix = f"block{block}"
            y = norm_relu(conv(x, deepest, 3, f"{prefix}_0", reflect=1), f"{prefix}_0")
            if dropout:
                y = layers.Dropout(dropout, name=f"{prefix}_dropout")(y)
            y = conv(y, deepest, 3, f"{prefix}_1", reflect=1, initializer=block_end)
            y = normalization_layer(normalization, f"{prefix}_1_norm")(y)
            x = layers.Add(name=f"{prefix}_add")([x, y])  # (B, H/4, W/4, 4F)

        for step, width in enumerate(reversed(widths[:-1])):
            prefix = f"up{step}"
            if upsampling == "resize":
                x = NearestUpsampling2D(name=f"{prefix}_resize")(x)
                x = conv(x, width, 3, prefix, reflect=1)
            elif upsampling == "antialiased":
                x = BilinearUpsampling2D(name=f"{prefix}_resize")(x)
                x = conv(x, width, 3, prefix)  # zeros around it, as in CUT's code
            else:
                x = layers.Conv2DTranspose(
                    width, 3, strides=2, use_bias=bias,
                    kernel_initializer=first_weights(), name=f"{prefix}_conv",
                )(x)  # one pixel too many: (B, 2h + 1, 2w + 1, width)
                # PyTorch's padding=1, output_padding=1 drops the first row and column.
                x = layers.Cropping2D(((1, 0), (1, 0)), name=f"{prefix}_crop")(x)
            x = norm_relu(x, prefix)  # (B, H/2, W/2, 2F), ..., (B, H, W, F)

        # float32 also under mixed precision: 8 bits of mantissa would band the sky.
        x = conv(x, out_channels, 7, "picture", reflect=3, bias=True)
        outputs = layers.Activation("tanh", dtype="float32", name="picture")(x)
        # (B, H, W, out_channels)

        super().__init__(inputs, outputs, name=name)
        self.filters = filters
        self.num_blocks = num_blocks
        self.num_downs = num_downs
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.normalization = normalization
        self.upsampling = upsampling
        self.dropout = dropout
        self.downsampling = downsampling
        self.labels = labels

    @property
    def size_multiple(self) -> int:
        """H and W must be multiples of this."""
        return 2**self.num_downs

    @property
    def min_size(self) -> int:
        """The smallest H and W: reflecting one pixel at the smallest size needs two there."""
        return 2 * self.size_multiple
