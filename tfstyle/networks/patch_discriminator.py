"""The PatchGAN discriminator (Isola et al. 2017, section 3.3 and appendix 6.1.2)."""

import keras
from keras import layers

from tfstyle.layers import BlurDownsampling2D, Conv2D, bounds, normal_002, normalization_layer
from tfstyle.layers.label_planes import check_labels, label_planes
from tfstyle.layers.normalization import NORMALIZATIONS, needs_bias
from tfstyle.layers.picture_size import check_size
from tfstyle.layers.receptive_field import reach_of, receptive_field
from tfstyle.networks.configured import Configured
from tfstyle.roles import Role


@keras.saving.register_keras_serializable("tfstyle")
class PatchDiscriminator(Configured, keras.Model):
    """Judges every patch of a picture on its own: one logit a patch.

    Args:
        filters: channels of the first layer, 1 to 1024; the paper's width is 64.
        num_layers: strided layers, 1 to 5; 3 gives the paper's 70x70 patches. 0 is the paper's
            1x1 "PixelGAN".
        in_channels: channels of the input, 1 to 1024; 6 for pix2pix, which shows source and target
            together.
        normalization: `"batch"` (pix2pix), `"instance"` (CycleGAN) or `"none"`.
        spectral_normalization: divide every kernel by its largest singular value (Miyato et al.
            2018).
        antialiased: blur before pixels are dropped, instead of strides, as in CUT (Zhang 2019).
        labels: colours that stand for classes where the first channels are those of a label map,
            as of the generator's; of them it sees planes (`layers.LabelPlanes`).

    Input: (B, H, W, in_channels) in [-1, 1], H and W at least `min_size`: 24 for three layers.
    Output: logits (B, h, w, 1), float32; 30x30 for 256x256 and three layers.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> PatchDiscriminator(filters=8, num_layers=3).receptive_field()
        70
    """

    role = Role.DISCRIMINATOR

    def __init__(
        self,
        filters=64,
        num_layers=3,
        in_channels=3,
        normalization="instance",
        spectral_normalization=False,
        antialiased=False,
        labels=None,
        name="patch_discriminator",
    ):
        bounds.check_whole("PatchDiscriminator", num_layers=(num_layers, 0, 5))
        check_patches(
            "PatchDiscriminator", filters, num_layers, in_channels, normalization,
            spectral_normalization,
        )
        bounds.check_flag("PatchDiscriminator", antialiased=antialiased)
        if antialiased and num_layers == 0:
            raise ValueError("antialiased needs layers that halve. Received: num_layers=0")
        check_labels("PatchDiscriminator", labels, at_least=in_channels)
        inputs = keras.Input((None, None, in_channels), name="image")
        features = patch_features(
            label_planes(inputs, labels), filters, num_layers, normalization,
            spectral_normalization, antialiased=antialiased,
        )  # fmt: skip
        super().__init__(inputs, features[-1], name=name)
        view = keras.Model(inputs, features)
        # Behind a function: Keras would track a second model and save its layers twice.
        self._features = lambda pictures, training: view(pictures, training=training)
        self.filters = filters
        self.num_layers = num_layers
        self.in_channels = in_channels
        self.normalization = normalization
        self.spectral_normalization = spectral_normalization
        self.antialiased = antialiased
        self.labels = labels

    @property
    def min_size(self) -> int:
        """The smallest H and W that leave a logit."""
        return smallest_picture(self.num_layers)

    def features(self, pictures, training=False) -> list:
        """Return what every layer makes of pictures, as a loss may want it: logits last.

        Args:
            pictures: (B, H, W, in_channels) in [-1, 1].
            training: as in a call.

        Returns:
            The activations of the layers, (B, H/2, W/2, F) first, and the logits (B, h, w, 1).
        """
        pictures = check_size(type(self).__name__, pictures, self.min_size, self.size_multiple)
        return self._features(pictures, training)

    def receptive_field(self) -> int:
        """Side in pixels of the patch that one logit sees: 16, 34, 70, 142, 286 for 1..5."""
        return int(receptive_field(reach_of(self)))


def check_patches(
    owner: str, filters, num_layers, in_channels, normalization, spectral_normalization
):
    """Check what a PatchGAN of `num_layers` layers is made of.

    Raises:
        ValueError: an argument out of range.
    """
    bounds.check_shared(owner, filters=filters, in_channels=in_channels)
    bounds.check_choice(NORMALIZATIONS, normalization=normalization)
    bounds.check_flag(owner, spectral_normalization=spectral_normalization)
    widths = [filters * min(2**index, 8) for index in range(num_layers + 1)]
    weights = bounds.chain_weights(widths, 16)
    bounds.check_weights(owner, weights, filters=filters, num_layers=num_layers)


def smallest_picture(num_layers: int) -> int:
    """Return the side in pixels of the smallest picture of which such a PatchGAN makes a logit."""
    return 3 * 2**num_layers if num_layers else 1  # the last two convolutions take a pixel each


def patch_features(
    x, filters, num_layers, normalization, spectral_normalization=False, prefix="",
    antialiased=False,
) -> list:  # fmt: skip
    """Return what every layer of a PatchGAN makes of a symbolic picture, the logits last.

    Args:
        x: symbolic tensor (B, H, W, C).
        filters: and the others as of `PatchDiscriminator`.
        prefix: before the names of the layers, when a network holds several PatchGANs.
        antialiased: as of `PatchDiscriminator`.

    Returns:
        The activations of the layers, (B, H/2, W/2, F) first, and the logits (B, h, w, 1), float32.
    """
    kernel, pad = (1, 0) if num_layers == 0 else (4, 1)
    strides = [1] if num_layers == 0 else [2] * (num_layers - 1) + [1]

    def conv(x, width, stride, name, bias):
        if pad:
            # Explicit, not "same": with stride 1 the paper's network shrinks by one pixel.
            x = layers.ZeroPadding2D(pad, name=f"{prefix}{name}_pad")(x)
        layer = Conv2D(
            width, kernel, strides=1 if antialiased else stride, use_bias=bias,
            kernel_initializer=normal_002(), name=f"{prefix}{name}_conv",
        )
        if spectral_normalization:
            # float32 also under mixed precision: float16 overflows in the power iteration.
            layer = layers.SpectralNormalization(
                layer, dtype="float32", name=f"{prefix}{name}_spectral"
            )
        return layer(x)

    def activate(x, stride, name):
        x = layers.LeakyReLU(0.2, name=f"{prefix}{name}_activation")(x)
        if antialiased and stride == 2:
            x = BlurDownsampling2D(name=f"{prefix}{name}_blur")(x)
        return x

    first = 1 if num_layers == 0 else 2
    x = conv(x, filters, first, "layer0", bias=True)
    x = activate(x, first, "layer0")  # (B, H/2, W/2, F)
    features = [x]
    for index, stride in enumerate(strides, start=1):
        width = filters * min(2**index, 8)
        x = conv(x, width, stride, f"layer{index}", bias=needs_bias(normalization))
        x = normalization_layer(normalization, f"{prefix}layer{index}_norm")(x)
        x = activate(x, stride, f"layer{index}")
        features.append(x)
    # The PixelGAN's last layer follows the norm's bias habit in the reference, too.
    last_bias = needs_bias(normalization) if num_layers == 0 else True
    x = conv(x, 1, 1, "logits", bias=last_bias)  # (B, h, w, 1)
    return [*features, layers.Activation("linear", dtype="float32", name=f"{prefix}logits")(x)]
