"""Judges a whole picture: by what its patches say together, and by one look from afar."""

import keras
from keras import layers, ops

from tfstyle.layers import bounds
from tfstyle.networks.configured import Configured
from tfstyle.networks.patch_judge import strided
from tfstyle.roles import Role


@keras.saving.register_keras_serializable("tfstyle")
class PictureJudge(Configured, keras.Model):
    """Adds a wide view to the findings of a `PatchJudge`: the picture at 64x64 pixels.

    From there a colour cast shows, which no patch can tell from a green wall.

    Args:
        filters: channels of the first layer, 1 to 1024.
        findings: numbers that sum up the patches, see `models.judge.pooling`, 3 to 256.
        kinds: of what may be wrong, 1 to 64.
        in_channels: of the pictures.
        spectral_normalization: of the convolutions, as of `PatchJudge`.

    Input: `[overview, findings]`, (B, 64, 64, in_channels) in [-1, 1] and (B, findings), the last
    `kinds` of which are severities. Output: (B, 1 + kinds), float32: the logit of a real picture,
    and the severities.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> judge = PictureJudge(filters=4, findings=14, kinds=6)
        >>> overview, findings = np.zeros((1, 64, 64, 3), "float32"), np.zeros((1, 14), "float32")
        >>> judge([overview, findings]).shape
        TensorShape([1, 7])
    """

    role = Role.JUDGE
    overview = 64  # pixels of a side
    min_size = 64

    def __init__(
        self, filters=24, findings=14, kinds=6, in_channels=3, spectral_normalization=True,
        name="picture_judge",
    ):  # fmt: skip
        bounds.check_shared("PictureJudge", filters=filters, in_channels=in_channels)
        bounds.check_whole("PictureJudge", kinds=(kinds, 1, 64), findings=(findings, 3, 256))
        bounds.check_flag("PictureJudge", spectral_normalization=spectral_normalization)
        widths = [filters, 2 * filters, 3 * filters]
        bounds.check_weights(
            "PictureJudge", bounds.chain_weights(widths, 16), filters=filters
        )
        if findings <= kinds:
            raise ValueError(
                f"findings end with a severity for each of {kinds} kinds. Received: {findings}"
            )
        side = self.overview
        overview = keras.Input((side, side, in_channels), name="overview")
        given = keras.Input((findings,), name="findings")
        x = overview
        for index, width in enumerate(widths):
            x = strided(x, width, 4, 2, f"layer{index}", spectral_normalization)
        seen = layers.Concatenate(name="seen")([
            layers.GlobalAveragePooling2D(name="mean")(x),
            layers.GlobalMaxPooling2D(name="most")(x),
        ])  # (B, 6F)
        x = layers.Concatenate(name="all")([seen, given])
        x = layers.Dense(64, name="hidden")(x)
        x = layers.LeakyReLU(0.2, name="hidden_activation")(x)
        x = layers.Dense(1 + kinds, name="verdict")(x)
        # What the patches found is the first guess of each severity.
        found = ops.concatenate([ops.zeros_like(given[:, :1]), given[:, findings - kinds :]], -1)
        outputs = layers.Activation("linear", dtype="float32", name="judgement")(x + found)
        super().__init__([overview, given], outputs, name=name)
        self.filters = filters
        self.findings = findings
        self.kinds = kinds
        self.in_channels = in_channels
        self.spectral_normalization = spectral_normalization
