"""A generator that mends a picture where it finds damage, and leaves the rest bit by bit."""

import keras
from keras import layers

from tfstyle.layers import (
    BilinearUpsampling2D,
    Conv2D,
    GatedChange,
    GatedLinearUnit,
    NearestUpsampling2D,
    ReflectionPadding2D,
    TonedPicture,
    bounds,
)
from tfstyle.layers.picture_size import check_size
from tfstyle.networks.configured import Configured
from tfstyle.networks.tones import tone_of
from tfstyle.roles import Role

_MOST_WIDTH = 4  # times `filters`, at the smallest sizes
_SHARE = 0.2  # of what a block adds: in place of a normalization, it keeps signals in bounds


@keras.saving.register_keras_serializable("tfstyle")
class RetouchingGenerator(Configured, keras.Model):
    """Finds what is damaged and changes that alone.

    The picture is `tone(x + m d)`: a mask m, 0 to 1, says of each pixel whether it is damaged, d
    by what to change its channels; whether the tones of all of it have faded is a gate of its own.
    Closed gates are exactly 0 (`layers.GatedChange`): a picture in which nothing is found comes
    back as it was.

    - **Blocks** are NAFNet's (Chen, Chu, Zhang and Sun 2022, "Simple Baselines for Image
      Restoration") less two parts. A normalization would take away the contrast that is to be
      judged: blocks begin as the identity instead (Zhang et al. 2019, "Fixup"), add a fixed share
      (Lim et al. 2017, "EDSR", section 3.2), and gates have their sigmoid
      (`layers.GatedLinearUnit`). Channel attention weighs by the mean of the whole
      picture: what is done to a scratch would hang on what else is in the picture, and in tiles
      on the tile.
    - **Holes** are filled from coarse to fine: at every size the network adds what is missing to
      the change of the size below, which sees far beyond a hole.
    - **Tones** see the colours of the whole picture, see `tones.tone_of`.

    Args:
        filters: channels at full resolution, 1 to 1024; they double with every halving, up to 4
            times.
        num_downs: halvings, 1 to 10.
        num_blocks: blocks at the smallest size, 0 to 64, beside two at each other; one at the
            largest.
        in_channels: channels of the picture, and of the result, 1 to 256.

    Input: (B, H, W, in_channels) in [-1, 1]. Output: the same, float32.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = RetouchingGenerator(filters=4, num_downs=2)
        >>> old = np.full((1, 64, 96, 3), 0.25, "float32")
        >>> bool(np.all(network(old) == old))  # before training it changes nothing
        True
    """

    role = Role.GENERATOR

    def __init__(
        self, filters=16, num_downs=4, num_blocks=2, in_channels=3, name="retouching_generator"
    ):
        bounds.check_shared("RetouchingGenerator", filters=filters, num_blocks=num_blocks)
        bounds.check_whole(
            "RetouchingGenerator", num_downs=(num_downs, 1, 10), in_channels=(in_channels, 1, 256)
        )
        widths = [filters * min(2**level, _MOST_WIDTH) for level in range(num_downs + 1)]
        blocks = 2 * sum(width**2 for width in widths) + num_blocks * widths[-1] ** 2
        bounds.check_weights(
            "RetouchingGenerator", 19 * blocks, filters=filters, num_downs=num_downs,
            num_blocks=num_blocks,
        )  # fmt: skip

        def conv(x, width, name, initializer="lecun_normal"):
            x = ReflectionPadding2D(1, name=f"{name}_pad")(x)
            return Conv2D(width, 3, kernel_initializer=initializer, name=f"{name}_conv")(x)

        def block(x, name):
            y = conv(x, 2 * x.shape[-1], f"{name}_0")
            y = GatedLinearUnit(name=f"{name}_gate")(y)
            y = Conv2D(x.shape[-1], 1, kernel_initializer="zeros", name=f"{name}_1_conv")(y)
            y = layers.Rescaling(_SHARE, name=f"{name}_share")(y)
            return layers.Add(name=f"{name}_add")([x, y])

        def changes(x, level):
            # Of each pixel what to add to its channels, and the logit of its mask.
            return conv(x, in_channels + 1, f"change{level}", "zeros")

        inputs = keras.Input((None, None, in_channels), name="image")
        x = conv(inputs, filters, "stem")  # (B, H, W, F)
        skips = []
        for level in range(1, num_downs + 1):
            skips.append(x)
            x = Conv2D(
                widths[level], 2, strides=2, kernel_initializer="lecun_normal",
                name=f"down{level}_conv",
            )(x)  # (B, H/2, W/2, 2F), and so on  # fmt: skip
            x = block(x, f"down{level}_block")
        for place in range(num_blocks):
            x = block(x, f"block{place}")
        change = changes(x, num_downs)
        for level, skip in reversed(list(enumerate(skips))):
            x = Conv2D(
                skip.shape[-1], 1, kernel_initializer="lecun_normal", name=f"up{level}_conv"
            )(x)
            x = NearestUpsampling2D(name=f"up{level}_resize")(x)
            x = block(layers.Add(name=f"up{level}_skip")([x, skip]), f"up{level}_block")
            change = BilinearUpsampling2D(name=f"change{level}_resize")(change)
            change = layers.Add(name=f"change{level}_add")([change, changes(x, level)])
        # float32 also under mixed precision: 8 bits of mantissa would band the sky.
        masked = GatedChange(dtype="float32", name="change")(change)
        picture = layers.Add(dtype="float32", name="retouched")([inputs, masked])

        tone = tone_of(inputs, (in_channels + 1) * in_channels + 1)
        toned = GatedChange(dtype="float32", name="tone_change")(tone)
        outputs = TonedPicture(dtype="float32", name="picture")([picture, toned])

        super().__init__(inputs, outputs, name=name)
        # Held at arm's length: Keras would count the weights of what it finds on a model twice.
        view = keras.Model(inputs, [outputs, change, tone])
        self._found = lambda pictures, training: view(pictures, training=training)
        self.filters = filters
        self.num_downs = num_downs
        self.num_blocks = num_blocks
        self.in_channels = in_channels

    def with_findings(self, pictures, training=False):
        """Return the result, and the logits of what was found to be damaged.

        Args:
            pictures: (B, H, W, in_channels) in [-1, 1].
            training: as in a call.

        Returns:
            The result (B, H, W, in_channels); logits of the mask (B, H, W, 1) and of whether the
            picture has faded (B, 1), float32.
        """
        pictures = check_size(type(self).__name__, pictures, self.min_size, self.size_multiple)
        picture, change, tone = self._found(pictures, training)
        marks, faded = (
            keras.ops.cast(logits[..., -1:], "float32") for logits in (change, tone)
        )
        return picture, marks, faded

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
