"""A discriminator that looks through a network which knows photographs (Sauer et al. 2021)."""

import keras
from keras import layers, ops

from tfstyle.layers import Conv2D, bounds, normal_002
from tfstyle.networks.configured import Configured
from tfstyle.networks.projected_features import BACKBONES, FixedFeatures, mixed_features
from tfstyle.roles import Role


@keras.saving.register_keras_serializable("tfstyle")
class ProjectedDiscriminator(Configured, keras.Model):
    """Judges what a fixed EfficientNet-Lite0 sees of a picture, at four scales.

    A discriminator that starts from nothing first has to find out what pictures are made of, and
    from a few hundred of them it learns them by heart. This one begins with the features of a
    network for classifying photographs, mixed at random so that it cannot rest on a few of them
    (`projected_features`), and learns a small head a scale alone ("Projected GANs Converge
    Faster", section 4). Each head halves to the coarsest scale, as in the paper, with spectral
    normalization (Miyato et al. 2018) alone: the paper's batch norm needs a batch of many.

    Train it with the hinge loss, as in the paper; beside a PatchGAN, which sees finer texture and
    a source picture, in a `JointDiscriminator`.

    Args:
        filters: channels of the mixed features at the finest scale, 1 to 1024; the paper's 64.
        in_channels: channels of the input, 1 to 1024; 6 for source and target side by side.
        colors: how many of them are the picture that it judges, the last ones: 3, or 1 for gray.
        num_classes: 0, or the number of classes it is told, up to 4096, by projection as in
            `NoiseDiscriminator`.
        least_side: smaller pictures are enlarged to this many pixels on their shorter side, up to
            1024; 0 shows them as they are. The paper's 224 is what EfficientNet was trained on.
        backbone: `"trained"`, by the weights of `efficientnet_lite0_weights`; `"random"` looks
            through random weights, to compare with, or where no others are.
        seed: of the random mixing, and of random weights, 0 to 2**20.
        name: of the network.

    Input: (B, H, W, in_channels) in [-1, 1], H and W at least `min_size`; with classes `[pictures,
    weights]`, weights float32 (B, num_classes), one-hot. Output: a list of logits, fine to coarse,
    each (B, ceil(H/32), ceil(W/32), 1), float32.

    Raises:
        ValueError: an argument out of range.
        OfflineError: the trained weights are not to be had.

    Example:
        >>> import numpy as np
        >>> network = ProjectedDiscriminator(filters=4, in_channels=6, backbone="random")
        >>> [tuple(x.shape) for x in network(np.zeros((1, 64, 96, 6), "float32"))]
        [(1, 2, 3, 1), (1, 2, 3, 1), (1, 2, 3, 1), (1, 2, 3, 1)]
    """

    role = Role.DISCRIMINATOR
    normalization = "none"
    resolution = None  # any
    penalized = None

    def __init__(
        self,
        filters=64,
        in_channels=3,
        colors=3,
        num_classes=0,
        least_side=0,
        backbone="trained",
        seed=0,
        name="projected_discriminator",
    ):
        owner = "ProjectedDiscriminator"
        bounds.check_shared(
            owner, filters=filters, in_channels=in_channels, num_classes=num_classes
        )
        bounds.check_whole(
            owner, colors=(colors, 1, 3), least_side=(least_side, 0, 1024), seed=(seed, 0, 2**20)
        )
        if colors not in (1, 3) or colors > in_channels:
            raise ValueError(
                f"{owner} judges 3 colors or 1 of the in_channels. Received: colors={colors}, "
                f"in_channels={in_channels}"
            )
        bounds.check_choice(BACKBONES, backbone=backbone)
        weights = 16 * 3 * (4 * filters) ** 2 + num_classes * 8 * filters
        bounds.check_weights(owner, weights, filters=filters, num_classes=num_classes)

        pictures = keras.Input((None, None, in_channels), name="image")
        classes = keras.Input((num_classes,), name="classes") if num_classes else None
        features = FixedFeatures(colors, least_side, backbone, seed, name="features")(pictures)
        logits = [
            _head(mixed, 3 - scale, 4 * filters, classes, f"stride{4 * 2**scale}")
            for scale, mixed in enumerate(mixed_features(features, filters, seed))
        ]
        super().__init__(
            pictures if classes is None else [pictures, classes], logits, name=name
        )
        self.filters = filters
        self.in_channels = in_channels
        self.colors = colors
        self.num_classes = num_classes
        self.least_side = least_side
        self.backbone = backbone
        self.seed = seed

    @property
    def min_size(self) -> int:
        """The smallest H and W: a pixel at the coarsest scale."""
        return 1 if self.least_side >= 32 else 32

    @property
    def channels(self) -> int:
        """Channels of the picture, as generators from noise count them."""
        return self.in_channels


def _head(x, halvings, most, classes, name):
    """Return the logits of a symbolic picture of features, halved so often.

    Args:
        x: (B, h, w, C).
        halvings: each doubles the channels, up to `most`.
        most: channels.
        classes: symbolic weights (B, N), or `None`.
        name: before the names of the layers.
    """

    def spectral(layer):
        # float32 also under mixed precision: float16 overflows in the power iteration.
        return layers.SpectralNormalization(layer, dtype="float32", name=f"{layer.name}_spectral")

    def conv(x, width, kernel, strides, part):
        # "same" pads even sides by a pixel each, as PatchGANs do, and leaves a pixel of a pixel.
        layer = Conv2D(
            width, kernel, strides, "same", kernel_initializer=normal_002(), name=f"{name}_{part}"
        )
        return spectral(layer)(x)

    for index in range(halvings):
        width = min(2 * x.shape[-1], most)
        x = layers.LeakyReLU(0.2, name=f"{name}_half{index}_activation")(
            conv(x, width, 4, 2, f"half{index}")
        )
    width = x.shape[-1]
    x = layers.LeakyReLU(0.2, name=f"{name}_last_activation")(conv(x, width, 3, 1, "last"))
    logits = conv(x, 1, 1, 1, "judge")  # (B, H/32, W/32, 1)
    if classes is not None:
        wanted = spectral(layers.Dense(
            width, use_bias=False, kernel_initializer=normal_002(), name=f"{name}_classes"
        ))(classes)  # (B, width)  # fmt: skip
        logits = logits + ops.sum(x * ops.reshape(wanted, (-1, 1, 1, width)), -1, keepdims=True)
    return layers.Activation("linear", dtype="float32", name=f"{name}_logits")(logits)
