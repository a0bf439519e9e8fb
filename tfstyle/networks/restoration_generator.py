"""A generator that mends a picture rather than painting one."""

import keras
from keras import layers

from tfstyle.layers import (
    Conv2D,
    NearestUpsampling2D,
    ReflectionPadding2D,
    RetouchedPicture,
    TonedPicture,
    bounds,
)
from tfstyle.networks.configured import Configured
from tfstyle.networks.tones import tone_of
from tfstyle.roles import Role

_MOST_WIDTH = 8  # times `filters`, at the smallest sizes


@keras.saving.register_keras_serializable("tfstyle")
class RestorationGenerator(Configured, keras.Model):
    """Retouches each pixel of a picture, then the tones of all of it.

    The two things that age does to a picture are undone apart, in reverse order, and each begins
    as no change at all, so that detail passes at full resolution from the first step on:

    - **Marks, noise, blur.** A U-Net (Ronneberger et al. 2015) of residual blocks tells each pixel
      a factor and an offset (`layers.RetouchedPicture`).
    - **Fading.** Two pointwise layers look at the colours of the picture, at a quarter of
      its size; the mean and deviation of every channel over the whole picture, which are smooth
      histograms, say by what matrix the colours are mapped (`layers.TonedPicture`).

    There is no normalization: it would take away the contrast that is to be judged. Layers begin
    at He's scale and blocks as the identity instead (Zhang et al. 2019, "Fixup").

    Args:
        filters: channels at full resolution, 1 to 1024; they double with every halving, up to 8
            times.
        num_downs: halvings, 1 to 10.
        num_blocks: residual blocks at the smallest size, 0 to 64, beside one at each other.
        in_channels: channels of the picture, and of the result, 1 to 256.

    Input: (B, H, W, in_channels) in [-1, 1]. Output: the same, float32.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = RestorationGenerator(filters=4, num_downs=2)
        >>> old = np.full((1, 64, 96, 3), 0.25, "float32")
        >>> bool(np.all(network(old) == old))  # before training it changes nothing
        True
    """

    role = Role.GENERATOR

    def __init__(
        self, filters=16, num_downs=4, num_blocks=2, in_channels=3, name="restoration_generator"
    ):
        bounds.check_shared("RestorationGenerator", filters=filters, num_blocks=num_blocks)
        # The channels' square counts: tones mix every channel with every other.
        bounds.check_whole(
            "RestorationGenerator", num_downs=(num_downs, 1, 10), in_channels=(in_channels, 1, 256)
        )
        widths = [filters * min(2**level, _MOST_WIDTH) for level in range(num_downs + 1)]
        bounds.check_weights(
            "RestorationGenerator",
            2 * bounds.chain_weights(widths, 9) + 2 * num_blocks * 9 * widths[-1] ** 2,
            filters=filters, num_downs=num_downs, num_blocks=num_blocks,
        )

        def conv(x, width, name, strides=1, zeros=False):
            x = ReflectionPadding2D(1, name=f"{name}_pad")(x)
            initializer = "zeros" if zeros else keras.initializers.HeNormal()
            return Conv2D(
                width, 3, strides=strides, kernel_initializer=initializer, name=f"{name}_conv"
            )(x)

        def conv_relu(x, width, name, strides=1):
            return layers.ReLU(name=f"{name}_activation")(conv(x, width, name, strides))

        def block(x, name):
            y = conv_relu(x, x.shape[-1], f"{name}_0")
            y = conv(y, x.shape[-1], f"{name}_1", zeros=True)
            return layers.Add(name=f"{name}_add")([x, y])

        inputs = keras.Input((None, None, in_channels), name="image")
        x = conv_relu(inputs, filters, "stem")  # (B, H, W, F)
        skips = []
        for level in range(1, num_downs + 1):
            skips.append(x)
            x = conv_relu(x, widths[level], f"down{level}", strides=2)
            # (B, H/2, W/2, 2F), and so on
            x = block(x, f"down{level}_block")
        for place in range(num_blocks):
            x = block(x, f"block{place}")
        for level, skip in reversed(list(enumerate(skips))):
            x = NearestUpsampling2D(name=f"up{level}_resize")(x)
            x = layers.Concatenate(name=f"up{level}_skip")([x, skip])
            x = conv_relu(x, skip.shape[-1], f"up{level}")
        change = conv(x, 2 * in_channels, "change", zeros=True)
        # float32 also under mixed precision: 8 bits of mantissa would band the sky.
        picture = RetouchedPicture(dtype="float32", name="retouched")([inputs, change])

        tone = tone_of(inputs, (in_channels + 1) * in_channels)
        outputs = TonedPicture(dtype="float32", name="picture")([picture, tone])

        super().__init__(inputs, outputs, name=name)
        self.filters = filters
        self.num_downs = num_downs
        self.num_blocks = num_blocks
        self.in_channels = in_channels

    @property
    def out_channels(self) -> int:
        """Channels of the result: those of the picture."""
        return self.in_channels

    @property
    def size_multiple(self) -> int:
        """H and W must be multiples of this."""
        return 2**self.num_downs

    @property
    def min_size(self) -> int:
        """The smallest H and W: reflecting one pixel at the smallest size needs two there."""
        return 2 * self.size_multiple
