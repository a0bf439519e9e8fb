"""The decoder of arbitrary style transfer: VGG19 backwards (Huang and Belongie 2017)."""

import keras
from keras import layers

from tfstyle.layers import (
    ClippedPicture,
    Conv2D,
    NearestUpsampling2D,
    PictureRange,
    ReflectionPadding2D,
    bounds,
)
from tfstyle.networks.configured import Configured
from tfstyle.roles import Role

# VGG19 backwards from relu3_1 and from relu4_1: the convolutions between two doublings, as channels
# in multiples of `filters`.
_STAGES = {2: ((2,), (2, 1), (1,)), 3: ((4,), (4, 4, 4, 2), (2, 1), (1,))}


@keras.saving.register_keras_serializable("tfstyle")
class AdaINDecoder(Configured, keras.Model):
    """Paints a picture from features of VGG19's relu4_1 (the paper's) or relu3_1.

    The encoder mirrored: poolings become nearest-neighbour upsampling, padding reflects, and
    there is no normalization, which would undo the style that AdaIN has put into the statistics.

    Args:
        filters: channels at full resolution, 1 to 1024; 64 mirrors VGG19.
        in_channels: of the features, 1 to 8192; 512 in VGG19's relu4_1, 256 in relu3_1.
        levels: doublings back to the picture: 3 from relu4_1; 2 from relu3_1, which keeps more of
            the photograph and costs a third of the encoder's time.
        plain: as the PyTorch AdaIN project has it: features of `NormalizedVGG19`, which need no
            scale, and a linear end that counts colours from 0 to 1.
        name: of the network.

    Input: features (B, H/2^levels, W/2^levels, in_channels), as `VGG19` gives them (0 to some
    thousands; `NormalizedVGG19`'s are about 1).
    Output: (B, H, W, 3) float32 in [-1, 1], a little beyond while training (`PictureRange`;
    `ClippedPicture` if plain).

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> AdaINDecoder(filters=4, in_channels=32)(np.zeros((1, 4, 6, 32), "float32")).shape
        TensorShape([1, 32, 48, 3])
    """

    role = Role.GENERATOR

    def __init__(self, filters=64, in_channels=512, levels=3, plain=False, name="adain_decoder"):
        bounds.check_shared("AdaINDecoder", filters=filters)
        bounds.check_whole(
            "AdaINDecoder", in_channels=(in_channels, 1, 8192), levels=(levels, 2, 3)
        )
        bounds.check_flag("AdaINDecoder", plain=plain)
        widths = [width * filters for stage in _STAGES[levels] for width in stage]
        bounds.check_weights(
            "AdaINDecoder", bounds.chain_weights([in_channels, *widths], 9), filters=filters,
            in_channels=in_channels,
        )

        def conv(x, width, prefix):
            x = ReflectionPadding2D(1, name=f"{prefix}_pad")(x)
            return Conv2D(width, 3, kernel_initializer="he_normal", name=f"{prefix}_conv")(x)

        inputs = keras.Input((None, None, in_channels), name="features")
        # VGG19 counts colours from 0 to 255; its features are as much too large for He's weights.
        x = inputs if plain else layers.Rescaling(1 / 255, name="scale")(inputs)
        for stage, widths in enumerate(_STAGES[levels]):
            if stage:
                x = NearestUpsampling2D(name=f"up{stage}")(x)
            for index, width in enumerate(widths):
                prefix = f"stage{stage}_{index}"
                x = layers.ReLU(name=f"{prefix}_activation")(conv(x, width * filters, prefix))
        x = conv(x, 3, "picture")  # (B, H, W, 3)
        if plain:
            outputs = ClippedPicture(0, 1, name="picture")(x)
        else:
            outputs = PictureRange(dtype="float32", name="picture")(x)

        super().__init__(inputs, outputs, name=name)
        self.filters = filters
        self.in_channels = in_channels
        self.levels = levels
        self.plain = plain

    out_channels = 3
    min_size = 2  # features: one is reflected
