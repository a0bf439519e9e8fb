"""The generator from noise: DCGAN's, or with a say for the noise at every size (BigGAN)."""

import itertools
import numbers

import keras
from keras import layers

from tfstyle.layers import Conv2D, NearestUpsampling2D, bounds, normal_002, normalization_layer
from tfstyle.layers.normalization import NORMALIZATIONS, needs_bias
from tfstyle.networks.configured import Configured
from tfstyle.roles import Role

_UPSAMPLINGS = ("resize", "transpose")


@keras.saving.register_keras_serializable("tfstyle")
class NoiseGenerator(Configured, keras.Model):
    """Paints a picture from a vector of noise, doubling its size from 4x4 or 7x7 pixels.

    A dense layer makes the first 4x4 picture; each doubling is followed by a 3x3 convolution (or
    is a transposed 4x4 one, as in DCGAN), a normalization and a ReLU; tanh ends it.

    With `modulation`, the latent vector is cut into shares, one for the first picture and one for
    each doubling, and share i sets scale and offset after the normalization there, together with
    the class: `x <- x (1 + W_i [z_i, y]) + V_i [z_i, y]` (Brock et al. 2019, section 3). Early
    shares hold the shape, late ones the surface, and two pictures can be crossed share by share.

    Args:
        latent_dim: numbers in a latent vector, 1 to 4096.
        filters: channels at the finest size, 1 to 1024; they double towards the coarse end, up to
            8 filters.
        resolution: pixels of a side: 4 or 7 times a power of two, 28 to 256.
        channels: of the picture: 1, 3 or 4.
        num_classes: 0, or the number of classes it can be asked for, up to 4096.
        normalization: `"batch"` (DCGAN), `"instance"` or `"none"`.
        upsampling: `"resize"`: nearest neighbour and a convolution, which leaves no checkerboard;
            `"transpose"`: DCGAN's.
        modulation: whether noise and class speak at every size, or at the beginning only.
        name: of the network.

    Input: latent vectors (B, latent_dim), each number from normal(0, 1); with classes
    `[latents, weights]`, weights float32 (B, num_classes) that sum to 1, one-hot for a class.
    Output: (B, resolution, resolution, channels) in [-1, 1], float32.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = NoiseGenerator(latent_dim=8, filters=4, resolution=28, channels=1)
        >>> network(np.zeros((2, 8), "float32")).shape
        TensorShape([2, 28, 28, 1])
    """

    role = Role.GENERATOR

    def __init__(
        self,
        latent_dim=128,
        filters=64,
        resolution=64,
        channels=3,
        num_classes=0,
        normalization="batch",
        upsampling="resize",
        modulation=False,
        name="noise_generator",
    ):
        base, doublings = split_resolution(resolution)
        bounds.check_shared(
            "NoiseGenerator", filters=filters, channels=channels, num_classes=num_classes
        )
        bounds.check_whole("NoiseGenerator", latent_dim=(latent_dim, 1, 4096))
        bounds.check_choice(NORMALIZATIONS, normalization=normalization)
        bounds.check_choice(_UPSAMPLINGS, upsampling=upsampling)
        bounds.check_flag("NoiseGenerator", modulation=modulation)
        if modulation and latent_dim <= doublings:
            raise ValueError(
                f"NoiseGenerator needs a latent_dim of at least 1, with modulation {doublings + 1} "
                f"for {resolution} pixels. Received: latent_dim={latent_dim}"
            )

        def width(level):
            return filters * min(2 ** (doublings - level), 8)

        coarsest = (latent_dim + num_classes) * base * base * width(0)
        widths = [width(level) for level in range(doublings + 1)]
        bounds.check_weights(
            "NoiseGenerator", coarsest + bounds.chain_weights(widths, 9), latent_dim=latent_dim,
            filters=filters, num_classes=num_classes,
        )
        shares = _shares(latent_dim, doublings + 1 if modulation else 1)
        latents = keras.Input((latent_dim,), name="latent")
        classes = keras.Input((num_classes,), name="classes") if num_classes else None
        bias = needs_bias(normalization)

        def condition(index):
            share = latents[:, slice(*shares[index])]  # (B, latent_dim / number of shares)
            return share if classes is None else layers.Concatenate(
                name=f"condition{index}"
            )([share, classes])

        def dense(x, units, name, use_bias=True):
            return layers.Dense(
                units, use_bias=use_bias, kernel_initializer=normal_002(), name=name
            )(x)

        def norm_relu(x, prefix, signal=None):
            x = normalization_layer(normalization, f"{prefix}_norm")(x)
            if signal is not None:
                width = x.shape[-1]
                scale, offset = (
                    layers.Reshape((1, 1, width), name=f"{prefix}_{kind}_map")(
                        dense(signal, width, f"{prefix}_{kind}")
                    )
                    for kind in ("scale", "offset")
                )
                x = x * (1.0 + scale) + offset
            return layers.ReLU(name=f"{prefix}_activation")(x)

        x = dense(condition(0), base * base * width(0), "base", use_bias=bias)
        x = layers.Reshape((base, base, width(0)), name="base_map")(x)  # (B, base, base, 4F or 8F)
        x = norm_relu(x, "base")
        for level in range(1, doublings + 1):
            prefix = f"up{level}"
            x = _double(x, width(level), upsampling, bias, prefix)  # (B, base 2^level, ..., width)
            x = norm_relu(x, prefix, condition(level) if modulation else None)
        x = layers.ZeroPadding2D(1, name="picture_pad")(x)
        x = Conv2D(channels, 3, kernel_initializer=normal_002(), name="picture_conv")(x)
        # float32 also under mixed precision: 8 bits of mantissa would band smooth surfaces.
        outputs = layers.Activation("tanh", dtype="float32", name="picture")(x)

        super().__init__(
            latents if classes is None else [latents, classes], outputs, name=name
        )
        self.latent_dim = latent_dim
        self.filters = filters
        self.resolution = resolution
        self.channels = channels
        self.num_classes = num_classes
        self.normalization = normalization
        self.upsampling = upsampling
        self.modulation = modulation
        self.shares = shares

    @property
    def out_channels(self) -> int:
        """Channels of the pictures."""
        return self.channels


def split_resolution(resolution: int) -> tuple[int, int]:
    """Return the side of the smallest map and how often it doubles to `resolution`.

    Raises:
        ValueError: `resolution` is not 4 or 7 times a power of two from 28 to 256.

    Example:
        >>> split_resolution(28), split_resolution(64)
        ((7, 2), (4, 4))
    """
    whole = isinstance(resolution, numbers.Integral) and not isinstance(resolution, bool)
    for doublings in range(2, 7):
        for base in (4, 7):
            if whole and base * 2**doublings == resolution and 28 <= resolution <= 256:
                return base, doublings
    raise ValueError(
        "resolution must be 28, 32, 56, 64, 112, 128, 224 or 256. "
        f"Received: resolution={bounds.shown(resolution)}"
    )


def _double(x, width, upsampling, bias, prefix):
    """Twice the height and width, by a convolution with `width` filters."""
    if upsampling == "resize":
        x = NearestUpsampling2D(name=f"{prefix}_resize")(x)
        x = layers.ZeroPadding2D(1, name=f"{prefix}_pad")(x)
        return Conv2D(
            width, 3, use_bias=bias, kernel_initializer=normal_002(), name=f"{prefix}_conv"
        )(x)
    return layers.Conv2DTranspose(
        width, 4, strides=2, padding="same", use_bias=bias,
        kernel_initializer=normal_002(), name=f"{prefix}_conv",
    )(x)


def _shares(latent_dim: int, count: int) -> tuple[tuple[int, int], ...]:
    """Cut a latent vector into `count` nearly equal parts: (begin, end) of each."""
    ends = [latent_dim * i // count for i in range(count + 1)]
    return tuple(itertools.pairwise(ends))
