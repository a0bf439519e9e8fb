"""What a projected discriminator judges: the features of a fixed eye, mixed at random."""

from contextlib import contextmanager

import keras
from keras import layers, ops

from tfstyle.layers import BilinearUpsampling2D
from tfstyle.layers.reach import EVERYTHING, POINTWISE
from tfstyle.networks.efficientnet_lite0 import draw_efficientnet_lite0, load_efficientnet_lite0

BACKBONES = ("trained", "random")


@keras.saving.register_keras_serializable("tfstyle")
class FixedFeatures(layers.Layer):
    """Shows pictures to a fixed network and gives its features; they pass gradients on.

    The network is no part of what holds this layer: it is neither trained nor saved, and costs an
    optimizer nothing. It computes in float32 under mixed precision, too.

    Args:
        colors: how many of the last channels are the picture, 3, or 1 for gray.
        least_side: smaller pictures are enlarged until their shorter side has so many pixels; 0
            for none.
        backbone: `"trained"` or `"random"`, see `ProjectedDiscriminator`.
        seed: of the random weights.

    Input: (B, H, W, C) in [-1, 1]. Output: the four features of `EfficientNetLite0`.
    """

    reach = EVERYTHING

    def __init__(self, colors=3, least_side=0, backbone="trained", seed=0, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})
        self.colors = colors
        self.least_side = least_side
        self.backbone = backbone
        self.seed = seed
        with _full_precision():
            network = (
                load_efficientnet_lite0() if backbone == "trained"
                else draw_efficientnet_lite0(seed)
            )  # fmt: skip
        self._channels = [one.shape[-1] for one in network.outputs]
        # Behind a function: Keras would track the network, save it and count its weights.
        self._look = lambda pictures: network(pictures, training=False)
        self.built = True

    def call(self, x):
        """Return what the network sees in the last channels of `x` (B, H, W, C)."""
        x = ops.cast(x, "float32")[..., x.shape[-1] - self.colors :]
        if self.colors == 1:
            x = ops.repeat(x, 3, axis=-1)
        return self._look(_enlarged(x, self.least_side))

    def compute_output_spec(self, x):
        """Return the four shapes, whose sides are those of any picture."""
        return [
            keras.KerasTensor((x.shape[0], None, None, channels), "float32")
            for channels in self._channels
        ]

    def get_config(self):
        """Return the constructor's arguments."""
        names = ("colors", "least_side", "backbone", "seed")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}


@keras.saving.register_keras_serializable("tfstyle")
class AddedBelow(layers.Layer):
    """Adds to features those of a coarser scale, doubled, without what lies beyond their edge.

    A side is halved rounding up: doubled again it may be one longer.

    Input: features (B, H, W, C) and the doubled (B, H or H + 1, W or W + 1, C). Output: (B, H, W,
    C).
    """

    reach = POINTWISE

    def call(self, x, below):
        """Add `below` to `x`."""
        height, width = ops.shape(x)[1:3]
        return x + below[:, :height, :width]

    def compute_output_shape(self, x_shape, below_shape):
        """Return the shape of `x`."""
        return x_shape


def mixed_features(features, filters: int, seed: int) -> list:
    """Return features mixed across channels and scales by fixed random convolutions.

    Cross-channel mixing is a 1x1 convolution at each scale; cross-scale mixing adds to it, from
    coarse to fine, what the scale below gave, doubled, and convolves by 3x3 (Sauer et al. 2021,
    section 4.1, figure 1). They are linear: a discriminator cannot tell itself by a few channels,
    and no information is lost.

    Args:
        features: four symbolic tensors, fine to coarse, each half as large as the one before it.
        filters: channels F of the first.
        seed: of the weights, drawn from normal(0, 2 / fan_in) (He et al. 2015).

    Returns:
        Four tensors of the same sizes, with F, F, 2F and 4F channels.
    """

    def fixed(x, width, kernel, place, name):
        initializer = keras.initializers.HeNormal(seed=8 * seed + place)
        convolution = layers.Conv2D(
            width, kernel, padding="same", use_bias=False, kernel_initializer=initializer,
            trainable=False, name=name,
        )  # fmt: skip
        return convolution(x)

    mixed, below = [], None
    for scale in reversed(range(4)):
        name = f"stride{4 * 2**scale}"
        x = fixed(features[scale], filters * 2**scale, 1, scale, f"{name}_channels")
        if below is not None:
            below = BilinearUpsampling2D(name=f"{name}_doubled")(below)
            x = AddedBelow(name=f"{name}_added")(x, below)
        below = fixed(x, filters * 2 ** max(scale - 1, 0), 3, 4 + scale, f"{name}_scales")
        mixed.insert(0, below)
    return mixed


def _enlarged(x, least: int):
    """Return pictures with a shorter side of `least` pixels or more."""
    if not least:
        return x
    height, width = ops.shape(x)[1:3]
    known = isinstance(height, int) and isinstance(width, int)
    if known and min(height, width) >= least:
        return x
    shorter = min(height, width) if known else ops.minimum(height, width)
    wanted = max(shorter, least) if known else ops.maximum(shorter, least)
    rows, columns = (_interpolation(side, side * wanted // shorter) for side in (height, width))
    return ops.einsum("ih,bhwc,jw->bijc", rows, x, columns)


def _interpolation(size, wanted):
    """Return the matrix (wanted, size) that interpolates linearly between pixel centres.

    Keras' own resizing takes no size that only the run knows.
    """
    step = ops.cast(size, "float32") / ops.cast(wanted, "float32")
    places = (ops.cast(ops.arange(wanted), "float32") + 0.5) * step - 0.5
    places = ops.clip(places, 0.0, ops.cast(size - 1, "float32"))
    pixels = ops.cast(ops.arange(size), "float32")
    return ops.relu(1.0 - ops.abs(places[:, None] - pixels[None, :]))


@contextmanager
def _full_precision():
    """Make layers that compute in float32, whatever the policy is."""
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)
