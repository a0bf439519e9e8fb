"""A generator that mends a picture where it finds damage, and leaves the rest bit by bit."""

from typing import Any, NamedTuple

import keras
from keras import layers, ops

from tfstyle.layers import (
    BilinearUpsampling2D,
    Conv2D,
    DamageFound,
    Detached,
    GatedChange,
    NearestUpsampling2D,
    PatchedPicture,
    ReflectionPadding2D,
    TonedPicture,
    bounds,
)
from tfstyle.layers.picture_size import check_size
from tfstyle.networks.configured import Configured
from tfstyle.networks.tones import tone_of
from tfstyle.roles import Role

_MOST_WIDTH = 4  # times `filters`, at the smallest sizes
_KINDS = "grain", "marks"


class Findings(NamedTuple):
    """What a retoucher makes of a picture (B, H, W, C), and why; float32."""

    picture: Any
    """(B, H, W, C): the result."""
    retouched: Any
    """(B, H, W, C): the result before its tones changed."""
    cleaned: Any
    """(B, H, W, C): the picture with its grain mended everywhere, whatever the mask says."""
    patched: Any
    """(B, H, W, C): the picture under a patch everywhere."""
    freshened: Any
    """(B, H, W, C): `retouched` with its tones changed, whatever their gate says."""
    grain: Any
    """(B, H, W, 1): logits of each pixel being noisy, blurred or in blocks."""
    marks: Any
    """(B, H, W, 1): logits of each pixel being hidden by a scratch or hole."""
    fading: Any
    """(B, 1): logits of the picture having faded."""


@keras.saving.register_keras_serializable("tfstyle")
class RetouchingGenerator(Configured, keras.Model):
    """Finds what is damaged and changes that alone.

    The picture is `tone(r)` with `r = q + m (x + p - q)` and `q = x + g d`. A mask g, 0 to 1, says
    of each pixel whether noise, blur or blocks are to be seen there, d by what to change it; a mask
    m whether a scratch or hole hides the picture, x + p what lies below; whether the tones of all
    of it have faded is a gate of its own. The two are apart because they are so different: marks
    are few, large and opaque, grain is everywhere and small; a single mask found the noise of a
    mixture and no hole in 3,000 steps. Closed gates are exactly 0 (`layers.GatedChange`): a picture
    in which nothing is found comes back as it was.

    - **Blocks** are residual, without a normalization, which would take away the contrast that is
      to be judged (Lim et al. 2017, "EDSR", section 3.1); they begin as the identity instead
      (Zhang et al. 2019, "Fixup"). There is no attention by the mean of the whole picture, as in
      NAFNet (Chen et al. 2022): what is done to a scratch would hang on what else is in the
      picture, and in tiles on the tile.
    - **Holes** are filled from coarse to fine: at every size the network adds what is missing to
      the changes of the size below, which sees far beyond a hole.
    - **Tones** see the colours of the whole picture, as it came or mended, see `tones.tone_of`, and
      if asked the damage.

    Args:
        filters: channels at full resolution, 1 to 1024; they double with every halving, up to 4
            times.
        num_downs: halvings, 1 to 10.
        num_blocks: blocks at the smallest size, 0 to 64, beside two at each other; one at the
            largest.
        in_channels: channels of the picture, and of the result, 1 to 256.
        tone_filters: channels with which the tones look at colours, 1 to 1024.
        tones_see_damage: whether the tones also see how much grain and how many marks were found
            and mended: a picture with scratches has likelier faded than one without.
        tones_see_mended: whether they look at the colours of the mended picture, not of the one
            that came: holes are black, and noise hides what the darkest tone was.
        tone_ramps: tones beyond which they count the darkest and lightest pixels, 0 to 64.
            A faded picture has lost its black and its white.

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
        self,
        filters=16,
        num_downs=4,
        num_blocks=2,
        in_channels=3,
        tone_filters=32,
        tones_see_damage=False,
        tones_see_mended=False,
        tone_ramps=0,
        name="retouching_generator",
    ):
        bounds.check_shared("RetouchingGenerator", filters=filters, num_blocks=num_blocks)
        bounds.check_whole(
            "RetouchingGenerator", num_downs=(num_downs, 1, 10), in_channels=(in_channels, 1, 256),
            tone_filters=(tone_filters, 1, 1024), tone_ramps=(tone_ramps, 0, 64),
        )  # fmt: skip
        bounds.check_flag(
            "RetouchingGenerator", tones_see_damage=tones_see_damage,
            tones_see_mended=tones_see_mended,
        )  # fmt: skip
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
            y = conv(x, 2 * x.shape[-1], f"{name}_0", "he_normal")
            y = layers.ReLU(name=f"{name}_activation")(y)
            y = Conv2D(x.shape[-1], 1, kernel_initializer="zeros", name=f"{name}_1_conv")(y)
            return layers.Add(name=f"{name}_add")([x, y])

        def changes(x, level):
            # Of each pixel what to add to its channels, and the logit of the mask; of each kind.
            return {kind: conv(x, in_channels + 1, f"{kind}{level}", "zeros") for kind in _KINDS}

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
        found = changes(x, num_downs)
        for level, skip in reversed(list(enumerate(skips))):
            x = Conv2D(
                skip.shape[-1], 1, kernel_initializer="lecun_normal", name=f"up{level}_conv"
            )(x)
            x = NearestUpsampling2D(name=f"up{level}_resize")(x)
            x = block(layers.Add(name=f"up{level}_skip")([x, skip]), f"up{level}_block")
            for kind, finer in changes(x, level).items():
                coarse = BilinearUpsampling2D(name=f"{kind}{level}_resize")(found[kind])
                found[kind] = layers.Add(name=f"{kind}{level}_add")([coarse, finer])
        # float32 also under mixed precision: 8 bits of mantissa would band the sky.
        grain, marks = found["grain"], found["marks"]
        change = GatedChange(dtype="float32", name="grain_change")(grain)
        picture = layers.Add(dtype="float32", name="cleaned")([inputs, change])
        picture = PatchedPicture(dtype="float32", name="retouched")([picture, inputs, marks])

        damage = None
        if tones_see_damage:
            damage = DamageFound(name="damage_found")([picture, inputs, grain, marks])
        colours = Detached(name="mended")(picture) if tones_see_mended else inputs
        tone = tone_of(
            colours, (in_channels + 1) * in_channels + 1, tone_filters, tone_ramps, damage
        )
        toned = GatedChange(dtype="float32", name="tone_change")(tone)
        outputs = TonedPicture(dtype="float32", name="picture")([picture, toned])

        super().__init__(inputs, outputs, name=name)
        # What training looks at. Tones learn of what the marks left, not the marks of the tones.
        everywhere = [
            layers.Add(dtype="float32")([inputs, change[..., :-1]]) for change in (grain, marks)
        ]
        finished, freshened = (
            TonedPicture(dtype="float32")([ops.stop_gradient(picture), tones])
            for tones in (toned, tone[..., :-1])
        )
        logits = [change[..., -1:] for change in (grain, marks, tone)]
        view = keras.Model(inputs, [finished, picture, *everywhere, freshened, *logits])
        # Held at arm's length: Keras would count the weights of what it finds on a model twice.
        self._found = lambda pictures, training: view(pictures, training=training)
        self.filters = filters
        self.num_downs = num_downs
        self.num_blocks = num_blocks
        self.in_channels = in_channels
        self.tone_filters = tone_filters
        self.tones_see_damage = tones_see_damage
        self.tones_see_mended = tones_see_mended
        self.tone_ramps = tone_ramps

    def with_findings(self, pictures, training=False) -> Findings:
        """Return the result, what it was made of, and the logits of what was found.

        Args:
            pictures: (B, H, W, in_channels) in [-1, 1].
            training: as in a call.

        Returns:
            `Findings`. Gradients of the pictures in new tones reach the tones alone, those of the
            steps before all else.
        """
        pictures = check_size(type(self).__name__, pictures, self.min_size, self.size_multiple)
        found = self._found(pictures, training)
        return Findings(*(ops.cast(one, "float32") for one in found))

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
