"""The feed-forward style network (Johnson et al. 2016), for many styles (Dumoulin et al. 2017)."""

import keras
from keras import layers

from tfstyle.layers import (
    BilinearUpsampling2D,
    ConditionalInstanceNormalization,
    Conv2D,
    InstanceNormalization,
    NearestUpsampling2D,
    PictureRange,
    ReflectionPadding2D,
    bounds,
)
from tfstyle.networks.configured import Configured
from tfstyle.networks.johnson_layout import check_layout_weights, johnson_layout
from tfstyle.roles import Role

_RESIZED = {"resize": NearestUpsampling2D, "antialiased": BilinearUpsampling2D}


@keras.saving.register_keras_serializable("tfstyle")
class StyleNetwork(Configured, keras.Model):
    """Paints a picture in a learned style in one pass, or in a blend of learned styles.

    A 9x9 convolution, two halvings, residual blocks, two doublings each followed by a convolution,
    a 9x9 convolution; reflection padding and instance norm with a learned scale and offset
    throughout. With several styles each has a scale and an offset of its
    own and shares all convolutions.

    Args:
        filters: channels at full resolution, 1 to 1024; 32 is Johnson's width, 16 makes 0.42 M
            parameters.
        num_blocks: residual blocks, 0 to 64; 5 in the paper.
        num_styles: 1, or more for conditional instance norm, up to 4096.
        upsampling: `"resize"`: nearest neighbour, whose blocks show through as a fine weave; or
            `"antialiased"`: bilinear, which leaves none. The weights of one fit the other.
        name: of the network.

    Input: (B, H, W, 3) in [-1, 1], H and W multiples of 4 and at least 8; with several styles
    `[pictures, weights]`, weights float32 (B, num_styles) that sum to 1.
    Output: (B, H, W, 3) float32 in [-1, 1], a little beyond while training: `PictureRange` stands
    for the tanh of the paper.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = StyleNetwork(filters=4, num_blocks=1, num_styles=2)
        >>> half = np.array([[0.5, 0.5]], "float32")
        >>> network([np.zeros((1, 32, 48, 3), "float32"), half]).shape
        TensorShape([1, 32, 48, 3])
    """

    role = Role.GENERATOR

    def __init__(
        self, filters=32, num_blocks=5, num_styles=1, upsampling="resize", name="style_network"
    ):
        bounds.check_choice(tuple(_RESIZED), upsampling=upsampling)
        bounds.check_shared(
            "StyleNetwork", filters=filters, num_blocks=num_blocks, num_styles=num_styles
        )
        check_layout_weights("StyleNetwork", filters, num_blocks)
        bounds.check_weights(
            "StyleNetwork", 2 * num_styles * 2 * num_blocks * 4 * filters, filters=filters,
            num_blocks=num_blocks, num_styles=num_styles,
        )
        pictures = keras.Input((None, None, 3), name="image")
        weights = keras.Input((num_styles,), name="style") if num_styles > 1 else None

        def conv(x, width, kernel, prefix, strides=1, bias=False):
            x = ReflectionPadding2D(kernel // 2, name=f"{prefix}_pad")(x)
            return Conv2D(width, kernel, strides=strides, use_bias=bias, name=f"{prefix}_conv")(x)

        def norm(x, prefix):
            if weights is None:
                return InstanceNormalization(name=f"{prefix}_norm")(x)
            return ConditionalInstanceNormalization(num_styles, name=f"{prefix}_norm")([x, weights])

        def step(x, width, kernel, prefix, strides=1, relu=True):
            x = norm(conv(x, width, kernel, prefix, strides), prefix)
            return layers.ReLU(name=f"{prefix}_activation")(x) if relu else x

        def double(x, width, prefix):
            x = _RESIZED[upsampling](name=f"{prefix}_resize")(x)
            return step(x, width, 3, prefix)

        x = johnson_layout(pictures, filters, num_blocks, step, double)
        x = conv(x, 3, 9, "picture", bias=True)
        outputs = PictureRange(dtype="float32", name="picture")(x)

        super().__init__(pictures if weights is None else [pictures, weights], outputs, name=name)
        self.filters = filters
        self.num_blocks = num_blocks
        self.num_styles = num_styles
        self.upsampling = upsampling

    interchangeable = (*Configured.interchangeable, "upsampling")
    in_channels = 3
    out_channels = 3
    size_multiple = 4
    min_size = 8
