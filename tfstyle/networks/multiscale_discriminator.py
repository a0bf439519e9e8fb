"""PatchGANs at several sizes (Wang et al. 2018, "pix2pixHD", section 3.2)."""

import keras
from keras import layers

from tfstyle.layers import bounds
from tfstyle.layers.label_planes import check_labels, label_planes
from tfstyle.layers.receptive_field import reaches_of, receptive_field
from tfstyle.networks.configured import Configured
from tfstyle.networks.patch_discriminator import (
    check_patches,
    patch_features,
    smallest_picture,
)
from tfstyle.roles import Role


@keras.saving.register_keras_serializable("tfstyle")
class MultiScaleDiscriminator(Configured, keras.Model):
    """Judges a picture at full size, at a half and at a quarter, and tells what it looked at.

    One `PatchDiscriminator` a scale, all alike and none sharing a weight. The one at full size
    sees texture; each further one sees twice as far and judges whether the whole fits together.

    Args:
        num_scales: 1 to 3.
        filters: channels of each first layer, 1 to 1024; the paper's width is 64.
        num_layers: strided layers of each, 1 to 5.
        in_channels: channels of the input, 1 to 1024; source and target together in a conditional
            GAN.
        normalization: `"instance"` (the paper), `"batch"` or `"none"`.
        spectral_normalization: divide every kernel by its largest singular value.
        labels: colours that stand for classes where the first channels are those of a label map,
            as of the generator's; of them it sees planes (`layers.LabelPlanes`).

    Input: (B, H, W, in_channels) in [-1, 1], H and W multiples of `2**(num_scales - 1)`. Output: a
    list for each scale, full size first: the activations of every layer, then the logits
    (B, h, w, 1), float32. Sizes are halved by the mean of 2x2 pixels (the paper's code: 3x3).

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = MultiScaleDiscriminator(num_scales=2, filters=4, num_layers=2)
        >>> out = network(np.zeros((1, 64, 64, 3), "float32"))
        >>> [tuple(scale[-1].shape) for scale in out], len(out[0])
        ([(1, 14, 14, 1), (1, 6, 6, 1)], 4)
    """

    role = Role.DISCRIMINATOR

    def __init__(
        self,
        num_scales=2,
        filters=64,
        num_layers=3,
        in_channels=3,
        normalization="instance",
        spectral_normalization=False,
        labels=None,
        name="multiscale_discriminator",
    ):
        bounds.check_whole(
            "MultiScaleDiscriminator", num_scales=(num_scales, 1, 3), num_layers=(num_layers, 1, 5)
        )
        check_patches(
            "MultiScaleDiscriminator", filters, num_layers, in_channels, normalization,
            spectral_normalization,
        )
        check_labels("MultiScaleDiscriminator", labels, at_least=in_channels)
        inputs = keras.Input((None, None, in_channels), name="image")
        x = label_planes(inputs, labels)
        outputs = []
        for scale in range(num_scales):
            if scale:
                x = layers.AveragePooling2D(2, name=f"half{scale}")(x)
            outputs.append(
                patch_features(
                    x, filters, num_layers, normalization, spectral_normalization,
                    prefix=f"scale{scale}_",
                )
            )  # fmt: skip
        super().__init__(inputs, outputs, name=name)
        self.num_scales = num_scales
        self.filters = filters
        self.num_layers = num_layers
        self.in_channels = in_channels
        self.normalization = normalization
        self.spectral_normalization = spectral_normalization
        self.labels = labels

    def call(self, inputs, training=None, mask=None):
        """Judge `inputs` (B, H, W, in_channels)."""
        outputs = super().call(inputs, training=training, mask=mask)
        return [outputs] if self.num_scales == 1 else outputs  # Keras unpacks a list of one

    def receptive_fields(self) -> tuple[int, ...]:
        """Side in pixels of the full-size patch that one logit sees, for each scale."""
        reaches = reaches_of(self)
        depth = len(reaches) // self.num_scales  # each scale's logits come last
        return tuple(int(receptive_field(logits)) for logits in reaches[depth - 1 :: depth])

    @property
    def min_size(self) -> int:
        """The smallest H and W that leave a logit at every scale."""
        return smallest_picture(self.num_layers) * 2 ** (self.num_scales - 1)
