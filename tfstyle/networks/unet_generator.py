"""The U-Net generator of pix2pix (Isola et al. 2017, section 3.2 and appendix 6.1)."""

import keras
from keras import layers

from tfstyle.layers import (
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

_UPSAMPLINGS = ("transpose", "resize")
# The paper drops out activations in the three innermost decoder blocks; this is its noise z.
_DROPOUT_BLOCKS = 3


@keras.saving.register_keras_serializable("tfstyle")
class UNetGenerator(Configured, keras.Model):
    """Encoder and decoder with a skip connection at every resolution.

    Level i has `filters * min(2**i, 8)` channels. The innermost level is 1x1 when the picture
    has `2**num_downs` pixels a side: 6 levels for 64, 8 for 256, 10 for 1024. Larger pictures
    pass too, as long as H and W are multiples of `size_multiple`.

    Args:
        filters: channels of the outermost level, 1 to 1024; the paper's width is 64.
        num_downs: halvings from the picture to the innermost level, 2 to 12.
        in_channels: channels of the input picture, 1 to 1024.
        out_channels: channels of the output picture, 1 to 1024.
        normalization: `"batch"` (the paper), `"instance"` or `"none"`.
        dropout: rate in the three innermost decoder blocks, active when `training=True`.
        upsampling: `"transpose"` (the paper) or `"resize"`: nearest neighbour and a 3x3
            convolution, which leave no lattice in the picture (Odena et al. 2016).
        labels: colours of a label map that stand for its classes, each a list of in_channels
            whole numbers from 0 to 255: the network sees a plane a class instead, and their
            outlines (`layers.LabelPlanes`). `None` for other pictures.

    Input: (B, H, W, in_channels) in [-1, 1]. Output: (B, H, W, out_channels) in [-1, 1], float32.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = UNetGenerator(filters=8, num_downs=5)
        >>> network(np.zeros((1, 64, 96, 3), "float32")).shape
        TensorShape([1, 64, 96, 3])
    """

    role = Role.GENERATOR

    def __init__(
        self,
        filters=64,
        num_downs=8,
        in_channels=3,
        out_channels=3,
        normalization="batch",
        dropout=0.5,
        upsampling="transpose",
        labels=None,
        name="unet_generator",
    ):
        bounds.check_shared(
            "UNetGenerator", filters=filters, in_channels=in_channels, out_channels=out_channels
        )
        bounds.check_whole("UNetGenerator", num_downs=(num_downs, 2, 12))
        bounds.check_choice(NORMALIZATIONS, normalization=normalization)
        bounds.check_number("UNetGenerator", dropout=(dropout, 0, 1))
        bounds.check_choice(_UPSAMPLINGS, upsampling=upsampling)
        check_labels("UNetGenerator", labels, in_channels)
        bias = needs_bias(normalization)
        widths = [filters * min(2**level, 8) for level in range(num_downs)]
        weights = 3 * bounds.chain_weights(widths, 16)  # down once, up with the skip beside it
        bounds.check_weights("UNetGenerator", weights, filters=filters, num_downs=num_downs)
        innermost = num_downs - 1

        inputs = keras.Input((None, None, in_channels), name="image")
        x = label_planes(inputs, labels)  # (B, H, W, N + 1)
        skips = []
        for level, width in enumerate(widths):
            if level > 0:
                x = layers.LeakyReLU(0.2, name=f"down{level}_activation")(x)
            x = layers.Conv2D(
                width, 4, strides=2, padding="same", use_bias=bias,
                kernel_initializer=normal_002(), name=f"down{level}_conv",
            )(x)  # (B, H/2**(level+1), W/2**(level+1), width)
            # No norm on the picture itself, nor on a 1x1 level, which it would set to zero.
            if 0 < level < innermost:
                x = normalization_layer(normalization, f"down{level}_norm")(x)
            skips.append(x)

        for level in range(innermost, 0, -1):
            if level < innermost:
                x = layers.Concatenate(name=f"up{level}_skip")([skips[level], x])
            x = layers.ReLU(name=f"up{level}_activation")(x)
            x = _doubling(x, widths[level - 1], upsampling, bias, f"up{level}")
            # (B, H/2**level, W/2**level, widths[level - 1])
            x = normalization_layer(normalization, f"up{level}_norm")(x)
            if dropout and level > innermost - _DROPOUT_BLOCKS:
                x = layers.Dropout(dropout, name=f"up{level}_dropout")(x)

        x = layers.Concatenate(name="up0_skip")([skips[0], x])
        x = layers.ReLU(name="up0_activation")(x)
        x = _doubling(x, out_channels, upsampling, True, "up0")  # (B, H, W, out_channels)
        # float32 also under mixed precision: 8 bits of mantissa would band the sky.
        outputs = layers.Activation("tanh", dtype="float32", name="picture")(x)

        super().__init__(inputs, outputs, name=name)
        self.filters = filters
        self.num_downs = num_downs
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.normalization = normalization
        self.dropout = dropout
        self.upsampling = upsampling
        self.labels = labels

    @property
    def size_multiple(self) -> int:
        """H and W must be multiples of this."""
        return 2**self.num_downs

    @property
    def min_size(self) -> int:
        """The smallest H and W; two pixels innermost keep instance norm from erasing them."""
        return 2**self.num_downs


def _doubling(x, width, upsampling, bias, name):
    """Double H and W of symbolic features."""
    options = {"use_bias": bias, "kernel_initializer": normal_002(), "name": f"{name}_conv"}
    if upsampling == "transpose":
        return layers.Conv2DTranspose(width, 4, strides=2, padding="same", **options)(x)
    x = NearestUpsampling2D(name=f"{name}_resize")(x)
    x = ReflectionPadding2D(1, name=f"{name}_pad")(x)
    return Conv2D(width, 3, **options)(x)
