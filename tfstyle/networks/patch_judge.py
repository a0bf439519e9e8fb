"""Looks at every patch of a picture, and says what is wrong there and how badly."""

import keras
from keras import layers

from tfstyle.layers import Conv2D, LogDifferences, bounds
from tfstyle.layers.receptive_field import reach_of, receptive_field
from tfstyle.networks.configured import Configured
from tfstyle.roles import Role

# What a leaky ReLU and a kernel of norm 1 take of a signal, given back: four such layers would
# leave a tenth of it.
_GAIN = 2.0
# Of the first three layers: how much of each belongs to a patch, and how far the next one lies.
_WINDOWS = ((18, 4), (8, 2), (3, 1))


@keras.saving.register_keras_serializable("tfstyle")
class PatchJudge(Configured, keras.Model):
    """A PatchGAN's body with more to say: for each patch a logit, and the severity of each kind.

    Differences of neighbouring pixels (`layers.LogDifferences`), three strided 4x4 convolutions
    (Isola et al. 2017) and one of 3x3, nothing padded and nothing normalized: how strong noise or a
    lattice is shows in amplitudes, which a normalization takes away. All layers are heard: noise is
    known after the first, what a painted window lacks after the last. Each severity comes with a
    weight, for where it can be seen: a blue sky tells nothing of blur (Bosse et al. 2018, "Deep
    Neural Networks for No-Reference and Full-Reference Image Quality Assessment", section III.C).

    Args:
        filters: channels of the first layer, 1 to 1024.
        kinds: of what may be wrong, 1 to 64.
        in_channels: of the pictures.
        spectral_normalization: divide every kernel by its largest singular value (Miyato et al.
            2018).

    Input: (B, H, W, in_channels) in [-1, 1], H and W at least 42. Output: (B, h, w, 1 + 2 kinds),
    float32: the logit of a real patch, the severities, and the logits of their weights. Patch (i,
    j) sees the 42 pixels from `8 i` down and from `8 j` to the right.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> PatchJudge(filters=4, kinds=6)(np.zeros((1, 64, 64, 3), "float32")).shape
        TensorShape([1, 3, 3, 13])
    """

    role = Role.JUDGE
    stride = 8  # pixels from one patch to the next
    min_size = 42

    def __init__(
        self, filters=24, kinds=6, in_channels=3, spectral_normalization=True, name="patch_judge"
    ):
        bounds.check_shared("PatchJudge", filters=filters, in_channels=in_channels)
        bounds.check_whole("PatchJudge", kinds=(kinds, 1, 64))
        bounds.check_flag("PatchJudge", spectral_normalization=spectral_normalization)
        widths = [filters, 2 * filters, 4 * filters, 3 * filters]
        weights = bounds.chain_weights(widths, 16)
        bounds.check_weights("PatchJudge", weights, filters=filters)

        inputs = keras.Input((None, None, in_channels), name="image")
        x = LogDifferences(name="differences")(inputs)  # (B, H - 4, W - 4, 3C + 4)
        seen = []
        for index, width in enumerate(widths):
            kernel, stride = (4, 2) if index < 3 else (3, 1)
            x = strided(x, width, kernel, stride, f"layer{index}", spectral_normalization)
            # (B, H / 2^(index + 1), ..., width)
            seen.append(x)
        # Of each layer what a patch has of it: (B, h, w, width).
        for index, (window, stride) in enumerate(_WINDOWS):
            seen[index] = layers.AveragePooling2D(window, stride, name=f"pool{index}")(seen[index])
        x = layers.Concatenate(name="seen")(seen)  # (B, h, w, 10F)
        x = Conv2D(2 * filters, 1, kernel_initializer="he_normal", name="hidden")(x)
        x = layers.LeakyReLU(0.2, name="hidden_activation")(x)
        x = Conv2D(1 + 2 * kinds, 1, name="patches")(x)
        outputs = layers.Activation("linear", dtype="float32", name="findings")(x)
        super().__init__(inputs, outputs, name=name)
        self.filters = filters
        self.kinds = kinds
        self.in_channels = in_channels
        self.spectral_normalization = spectral_normalization

    def receptive_field(self) -> int:
        """Side in pixels of the patch that one output sees."""
        return int(receptive_field(reach_of(self)))


def strided(x, width, kernel, stride, name, spectral_normalization):
    """Return a symbolic picture after a convolution without padding and a leaky ReLU."""
    layer = Conv2D(
        width, kernel, strides=stride, kernel_initializer="he_normal", name=f"{name}_conv"
    )
    if spectral_normalization:
        # float32 also under mixed precision: float16 overflows in the power iteration.
        layer = layers.SpectralNormalization(layer, dtype="float32", name=f"{name}_spectral")
    x = layers.LeakyReLU(0.2, name=f"{name}_activation")(layer(x))
    return _GAIN * x if spectral_normalization else x
