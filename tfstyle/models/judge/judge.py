"""A judge of single pictures: how probably one is real, what is wrong with it, and where."""

import keras
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.errors import DataError
from tfstyle.layers import bounds
from tfstyle.models.judge import losses as terms
from tfstyle.models.judge import pooling
from tfstyle.models.judge.looking import Judgement, as_pixels, look
from tfstyle.models.shared.batches import Pictures
from tfstyle.models.shared.keras_habits import KerasHabits
from tfstyle.models.shared.networks_fit import check_network
from tfstyle.models.shared.optimizers import prepare_optimizer
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.training import ExponentialMovingAverage, FusedAdam, apply_gradients, record

# `data.degradations.KINDS`, which would import TensorFlow.
KINDS = ("blur", "noise", "jpeg", "checkerboard", "cast", "holes")


@keras.saving.register_keras_serializable("tfstyle")
class Judge(PictureModel, KerasHabits, keras.Model):
    """A discriminator that nobody plays against: it learns real from bad, and bad from worse.

    Of each picture it gives a logit l of being real, of each kind of degradation k a severity s_k,
    and of each patch a logit. It minimizes, over a batch that holds photographs, the same spoiled
    to known severities, and bad pictures of other origins,

    `real * CE(l, real) + patches * CE(l_patch, real) + severity * sum_k 2 (s_k - severity_k)^2
    + order * relu(margin * (t_j - t_i) - (l_i - l_j))`,

    the last over all pairs of which i is nowhere spoiled worse than j, t the sums of severities (a
    ranking loss as in Liu et al. 2017, "RankIQA").

    Args:
        patch_judge: `PatchJudge(kinds=len(kinds))`.
        picture_judge: `PictureJudge` of as many kinds, and of `2 + 2 * len(kinds)` findings.
        kinds: names of the degradations, in the order of the severities.
        real: weight of telling real from bad pictures.
        patches: weight of telling it of patches: a bad picture must show it in some of them.
        severity: weight of how badly.
        order: weight of the order.
        margin: by how much l should fall for a severity of 1.
        calibration: a and b of `probability = sigmoid(a l + b)`, found on held-out pictures (Platt
            1999); see `judging.calibrate`.
        patch_calibration: the same of the logit of a patch, for the heat map.
        ema: decay of the moving average of both networks, 0 for none.

    `fit` and `evaluate` take `(pictures, severities)`: float32 (B, H, W, C) in [-1, 1] and (B,
    kinds), 0 for what is not there, all negative for pictures that are bad in no known way.

    Raises:
        ValueError: networks of other kinds or channels, or an argument out of range.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import PatchJudge, PictureJudge
        >>> judge = Judge(PatchJudge(filters=2), PictureJudge(filters=2))
        >>> judgement = judge.judge(np.zeros((50, 40, 3), "uint8"))
        >>> 0 <= judgement.probability <= 1, judgement.heat.shape
        (True, (50, 40))
    """

    capabilities = Capabilities(translates=False, judges=True, directions=0, tiles=False)

    roles = ("patch_judge", "picture_judge", "patch_judge_ema", "picture_judge_ema")
    # The name that every model's first optimizer has.
    optimizer_names = ("generator_optimizer",)
    generator_optimizer = None

    def __init__(
        self,
        patch_judge,
        picture_judge,
        *,
        kinds=KINDS,
        real=1.0,
        patches=0.5,
        severity=2.0,
        order=1.0,
        margin=6.0,
        calibration=(1.0, 0.0),
        patch_calibration=(1.0, 0.0),
        ema=0.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_network(patch_judge, "patch_judge", ("in_channels", "kinds", "stride"))
        check_network(picture_judge, "picture_judge", ("in_channels", "kinds", "findings"))
        for name in ("in_channels", "kinds"):
            two = getattr(patch_judge, name), getattr(picture_judge, name)
            if two[0] != two[1]:
                raise ValueError(
                    f"patch_judge and picture_judge need the same {name}. Received: {two}"
                )
        if len(kinds) != patch_judge.kinds or picture_judge.findings != 2 + 2 * len(kinds):
            raise ValueError(
                f"kinds must name the {patch_judge.kinds} of the networks, and picture_judge take "
                f"2 + 2 kinds findings. Received: kinds={tuple(kinds)}, "
                f"findings={picture_judge.findings}"
            )
        for name, pair in (("calibration", calibration), ("patch_calibration", patch_calibration)):
            bounds.check_list("Judge", 2, **{name: pair})
            for place, number in enumerate(pair):
                bounds.check_number("Judge", **{f"{name}[{place}]": (number, -1e6, 1e6)})
        self.patch_judge = patch_judge
        self.picture_judge = picture_judge
        self.kinds = tuple(kinds)
        self.real = real
        self.patches = patches
        self.severity = severity
        self.order = order
        self.margin = margin
        self.calibration = tuple(calibration)
        self.patch_calibration = tuple(patch_calibration)
        self.ema = ema
        self._averages = [
            ExponentialMovingAverage(patch_judge, ema, "patch_judge_ema"),
            ExponentialMovingAverage(picture_judge, ema, "picture_judge_ema"),
        ]
        self.patch_judge_ema, self.picture_judge_ema = (one.average for one in self._averages)
        self.built = True

    def compile(self, generator_optimizer=None, image_shape=None, *, optimizer=None, **kwargs):
        """Set the optimizer.

        Args:
            generator_optimizer: Keras optimizer, its name or its config; Adam with rate 1e-3 if not
                given. There is no generator: it is what all models call their first.
            image_shape: not needed here.
            optimizer: another name of `generator_optimizer`, Keras' own.
            **kwargs: for `keras.Model.compile`.

        Raises:
            UnsupportedOptionError: `loss` or `metrics`, of which a judge takes none.
        """
        if optimizer is not None and generator_optimizer is not None:
            raise ValueError("compile takes optimizer or generator_optimizer, not both.")
        self.generator_optimizer = prepare_optimizer(
            optimizer or generator_optimizer or FusedAdam(1e-3), self._weights()
        )
        self._compile_keras(self.generator_optimizer, **kwargs)

    def get_compile_config(self):
        """Return the optimizer, serialized, for a `.keras` file."""
        return self._optimizers_config()

    def compile_from_config(self, config):
        """Compile with the optimizer of `get_compile_config()`."""
        self.compile(keras.saving.deserialize_keras_object(config["generator_optimizer"]))

    def _weights(self):
        return [*self.patch_judge.trainable_weights, *self.picture_judge.trainable_weights]

    def train_step(self, data):
        """Update both networks on one batch."""
        pictures, severities = self._unpack(data)
        step = self.generator_optimizer.iterations.value
        with record(self._weights()) as tape:
            judged = self._look(self.patch_judge, self.picture_judge, pictures, training=True)
            losses = self._terms(*judged, severities)
        apply_gradients(self.generator_optimizer, tape, losses["judge/loss"])
        for average in self._averages:
            average.update(step)
        return self._log(losses, pictures)

    def test_step(self, data):
        """Return the losses of what `judge` says, nothing updated."""
        pictures, severities = self._unpack(data)
        judged = self._look(*self._trained(), pictures, training=False)
        return self._log(self._terms(*judged, severities), pictures)

    def _look(self, patch_judge, picture_judge, pictures, training):
        """Return the logit of each patch (B, h, w, 1), what they found, and what it comes to."""
        maps = patch_judge(pictures, training=training)
        found = pooling.findings(pooling.sums(maps, len(self.kinds)))
        side = picture_judge.overview
        # As `images.resize` does, which makes it of a picture of any size.
        overview = ops.image.resize(pictures, (side, side), "lanczos3", antialias=True)
        return maps[..., :1], found, picture_judge([overview, found], training=training)

    def _terms(self, patches, found, judged, severities):
        real = terms.is_real(severities)
        logits, kinds = judged[:, 0], len(self.kinds)
        # The severities of the patches alone are taught, too: they are half of the way.
        off = [
            terms.severity_loss(one[:, -kinds:], severities) for one in (judged, found)
        ]
        parts = {
            "judge/real": self.real * ops.mean(terms.cross_entropy(logits, real)),
            "judge/patches": self.patches * ops.mean(terms.patch_loss(patches, real)),
            "judge/severity": self.severity * ops.mean(off[0] + 0.5 * off[1]),
            "judge/order": self.order * terms.order_loss(logits, severities, self.margin),
        }
        return {"judge/loss": sum(parts.values()), **parts}

    def _learns_from(self):
        return (Pictures("pictures", self.patch_judge.in_channels, least=self.min_size),)

    def _unpack(self, data):
        (pictures,) = self._batch(data)
        _, severities, _ = keras.utils.unpack_x_y_sample_weight(data)
        if severities is None or severities.shape[-1] != len(self.kinds):
            got = "severities of" if severities is not None else "a batch of pictures alone"
            shape = "" if severities is None else f" shape {tuple(severities.shape)}"
            raise DataError(
                f"This Judge learns from (pictures, severities), float32 (B, {len(self.kinds)}) of "
                f"{', '.join(self.kinds)}. Received: {got}{shape}."
            )
        return pictures, ops.cast(severities, "float32")

    def _trained(self):
        """Return the networks that judge: their averages where there are any."""
        if self.patch_judge_ema is None:
            return self.patch_judge, self.picture_judge
        return self.patch_judge_ema, self.picture_judge_ema

    def judge(self, picture) -> Judgement:
        """Judge a picture of any size.

        Args:
            picture: path, PIL image, or array (H, W), (H, W, 1), (H, W, 3) or (H, W, 4): uint8, or
                floats in [-1, 1].

        Raises:
            ImageError: it cannot be read.
        """
        return look(self, self.pixels(picture), *self._trained())

    def pixels(self, picture):
        """Return a picture as `judge` sees it: uint8 (H, W, C), with the channels it knows."""
        return as_pixels(picture, self.patch_judge.in_channels)

    def call(self, pictures, training=False):
        """Return the probability of being real, (B, 1), of pictures (B, H, W, C) in [-1, 1]."""
        networks = (self.patch_judge, self.picture_judge) if training else self._trained()
        *_, judged = self._look(*networks, ops.convert_to_tensor(pictures), training=training)
        scale, offset = self.calibration
        return ops.sigmoid(scale * judged[:, :1] + offset)

    def sample_row(self, photo, *bad):
        """Return a photograph (H, W, 3) and where it looks wrong; bad ones, too, if there are."""
        import numpy as np

        row = []
        for picture in (photo, *bad):
            heat = self.judge(np.asarray(picture)).heat
            row += [picture, np.repeat(2 * heat[..., None] - 1, picture.shape[-1], axis=-1)]
        return row

    @property
    def size_multiple(self) -> int:
        """It judges pictures of any size."""
        return 1

    @property
    def min_size(self) -> int:
        """The smallest H and W to learn from; smaller pictures are judged mirrored."""
        return self.patch_judge.min_size

    def _export_signature(self):
        channels = self.patch_judge.in_channels
        return keras.InputSpec(shape=(None, None, None, channels), dtype="float32")
