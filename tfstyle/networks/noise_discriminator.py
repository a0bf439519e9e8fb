"""The discriminator of pictures made from noise: DCGAN's, or with classes by projection."""

import keras
from keras import layers, ops

from tfstyle.layers import Conv2D, bounds, normal_002, normalization_layer
from tfstyle.layers.normalization import NORMALIZATIONS, needs_bias
from tfstyle.networks.configured import Configured
from tfstyle.networks.noise_generator import split_resolution
from tfstyle.roles import Role


@keras.saving.register_keras_serializable("tfstyle")
class NoiseDiscriminator(Configured, keras.Model):
    """Judges whole pictures: one logit each, or one critic value.

    Strided 4x4 convolutions halve the picture down to 4x4 or 7x7 pixels (Radford et al. 2016).
    With classes the logit is `w . h + (V y) . sum(h)`, h the last features, y the class: the
    projection discriminator (Miyato and Koyama 2018, equation 3).

    Args:
        filters: channels of the first layer, 1 to 1024; they double at each halving, up to 8
            filters.
        resolution: pixels of a side: 4 or 7 times a power of two, 28 to 256.
        channels: of the picture, 1 to 1024.
        num_classes: 0, or the number of classes it is told, up to 4096.
        normalization: `"none"` (with spectral normalization, and for WGAN-GP, whose penalty
            concerns each picture alone), `"batch"` (DCGAN; not in the first layer) or `"instance"`.
        spectral_normalization: divide every kernel by its largest singular value (Miyato et al.
            2018).
        name: of the network.

    Input: (B, resolution, resolution, channels) in [-1, 1]; with classes `[pictures, weights]`,
    weights float32 (B, num_classes), one-hot. Output: logits (B, 1), float32.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = NoiseDiscriminator(filters=4, resolution=28, channels=1)
        >>> network(np.zeros((2, 28, 28, 1), "float32")).shape
        TensorShape([2, 1])
    """

    role = Role.DISCRIMINATOR

    def __init__(
        self,
        filters=64,
        resolution=64,
        channels=3,
        num_classes=0,
        normalization="none",
        spectral_normalization=True,
        name="noise_discriminator",
    ):
        _, halvings = split_resolution(resolution)
        bounds.check_shared(
            "NoiseDiscriminator", filters=filters, channels=channels, num_classes=num_classes
        )
        bounds.check_choice(NORMALIZATIONS, normalization=normalization)
        bounds.check_flag("NoiseDiscriminator", spectral_normalization=spectral_normalization)
        widths = [filters * min(2**index, 8) for index in range(halvings)]
        weights = bounds.chain_weights(widths, 16)
        bounds.check_weights("NoiseDiscriminator", weights, filters=filters)

        def spectral(layer):
            if not spectral_normalization:
                return layer
            # float32 also under mixed precision: float16 overflows in the power iteration.
            return layers.SpectralNormalization(
                layer, dtype="float32", name=f"{layer.name}_spectral"
            )

        pictures = keras.Input((resolution, resolution, channels), name="image")
        classes = keras.Input((num_classes,), name="classes") if num_classes else None
        x = pictures
        for index in range(halvings):
            norm = normalization if index else "none"
            x = layers.ZeroPadding2D(1, name=f"layer{index}_pad")(x)
            x = spectral(Conv2D(
                widths[index], 4, strides=2, use_bias=needs_bias(norm),
                kernel_initializer=normal_002(), name=f"layer{index}_conv",
            ))(x)  # (B, R / 2^(index + 1), ..., F 2^index)
            x = normalization_layer(norm, f"layer{index}_norm")(x)
            x = layers.LeakyReLU(0.2, name=f"layer{index}_activation")(x)
        flat = layers.Flatten(name="flatten")(x)  # (B, base^2 F 2^(halvings - 1))
        logits = spectral(layers.Dense(1, kernel_initializer=normal_002(), name="logits"))(flat)
        if classes is not None:
            wanted = spectral(layers.Dense(
                x.shape[-1], use_bias=False, kernel_initializer=normal_002(), name="projection",
            ))(classes)  # (B, F 2^(halvings - 1))
            # The sum over places, as in the paper: under spectral normalization, which bounds
            # V, a mean would leave the class a sixteenth of the say.
            total = ops.sum(x, axis=(1, 2))
            projected = layers.Dot(1, name="class_logits")([wanted, total])
            logits = layers.Add(name="all_logits")([logits, projected])
        logits = layers.Activation("linear", dtype="float32", name="logit")(logits)

        super().__init__(
            pictures if classes is None else [pictures, classes], logits, name=name
        )
        self.filters = filters
        self.resolution = resolution
        self.channels = channels
        self.num_classes = num_classes
        self.normalization = normalization
        self.spectral_normalization = spectral_normalization
