"""Any style from one picture, by small encoders instead of VGG19 (Wang et al. 2023)."""

import keras
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.layers import unbiased_statistics
from tfstyle.losses import (
    content_loss,
    layered_style_loss,
    signal_contrastive_loss,
    style_statistics,
)
from tfstyle.losses.style_statistics import check_statistics
from tfstyle.models.adain import ADAIN_LAYERS
from tfstyle.models.shared.one_player import OnePlayer
from tfstyle.models.shared.painting_losses import painting_losses
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.models.shared.taught import Taught
from tfstyle.models.shared.teachers import paints_in_pictures
from tfstyle.training import ExponentialMovingAverage, apply_gradients, no_gradients, record

_PAINTERS = ("content_encoder", "style_encoder", "modulator", "decoder")


@keras.saving.register_keras_serializable("tfstyle")
class MicroAST(PictureModel, Taught, OnePlayer, keras.Model):
    """Paints a photograph in the style of any picture with half a million weights.

    Two encoders E_c and E_s of one build look at photograph and style. The style speaks to the
    decoder twice over (section 3.2): by mean and deviation of its features, which the photograph's
    take on, and by weights and biases that the modulator M reads off them and that change what the
    decoder's convolutions do: `G(E_c(c); statistics(E_s(s)), M(E_s(s)))`.

    All four learn together (section 3.3), with features phi of a fixed VGG19 that painting does
    without: `content * d(phi_4(c), phi_4(x)) + style * mean_l [d(mean_l) + d(std_l)]
    + contrastive * L_ssc + tv * TV(x)`, L_ssc that the signals of the result x are those of its
    own style rather than of the batch's others. The distances d are mean squares divided by the
    target's own, where the paper scaled the encoder's weights; the published weights 1, 3 and 3, of
    sums over layers, weigh the terms of the published networks' pictures as 1, 8 and 0.8 do here.

    Args:
        content_encoder: `MicroASTEncoder()`.
        style_encoder: `MicroASTEncoder()`.
        modulator: `MicroASTModulator()`.
        decoder: `MicroASTDecoder()`.
        content: weight of the content loss.
        style: weight of the style loss.
        contrastive: weight of the contrastive loss of signals. It compares the pictures of a
            batch, under `tf.distribute` those of a replica: give each two or more.
        tv: weight of the total variation; 0 in the paper.
        tone: weight of the photograph's order of light, see `losses.tone_loss`: where the style
            weighs much, what is even comes out in patches without; 0 for none, as in the paper.
        lattice: weight of what repeats with the network's strides all over the painting, see
            `losses.lattice_loss`; 0 for none.
        statistics: what the style loss compares, see `losses.style_statistics`; moments in the
            paper.
        teacher: weight of what a teacher paints of the same batch, see `compile`; 0 for none.
        ema: decay of the networks' moving averages, 0 for none.
        style_size: pixels a style picture's shorter side is scaled to before it is looked at, or
            `None` to take it as it is. How large the strokes come out depends on it.
        inference_mode: kept with the weights; the networks paint alike in all modes.

    `fit` and `evaluate` take batches `(content, style)`: two (B, H, W, 3) float32 in [-1, 1].

    Raises:
        ValueError: networks of different widths.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import MicroASTDecoder, MicroASTEncoder, MicroASTModulator
        >>> model = MicroAST(
        ...     MicroASTEncoder(2), MicroASTEncoder(2), MicroASTModulator(8), MicroASTDecoder(2)
        ... )
        >>> photo, painting = np.zeros((30, 40, 3), "uint8"), np.ones((32, 32, 3), "uint8")
        >>> model.translate(photo, style=painting).shape
        (30, 40, 3)

    Reference: "MicroAST: Towards Super-Fast Ultra-Resolution Arbitrary Style Transfer", AAAI 2023.
    """

    capabilities = Capabilities(style="picture", signals=True, alpha=True)

    roles = (*_PAINTERS, *(f"{role}_ema" for role in _PAINTERS))
    directions = ("stylize",)
    size_multiple = 4
    min_size = 8
    encoder_layers = ADAIN_LAYERS

    def __init__(
        self,
        content_encoder,
        style_encoder,
        modulator,
        decoder,
        *,
        content=1.0,
        style=8.0,
        contrastive=0.8,
        tv=0.0,
        tone=0.0,
        lattice=0.0,
        statistics="moments",
        teacher=0.0,
        ema=0.0,
        style_size=512,
        inference_mode="eval",
        **kwargs,
    ):
        super().__init__(**kwargs)
        widths = {
            "content_encoder": content_encoder.out_channels,
            "style_encoder": style_encoder.out_channels,
            "modulator": modulator.channels,
            "decoder": decoder.in_channels,
        }
        if len(set(widths.values())) > 1:
            raise ValueError(
                "MicroAST needs four networks with the same number of feature channels. Received: "
                + ", ".join(f"{name} with {width}" for name, width in widths.items())
            )
        self.content_encoder = content_encoder
        self.style_encoder = style_encoder
        self.modulator = modulator
        self.decoder = decoder
        self.content = content
        self.style = style
        self.contrastive = contrastive
        self.tv = tv
        self.tone = tone
        self.lattice = lattice
        self.statistics = check_statistics(statistics)
        self.teacher = teacher
        self.ema = ema
        self.style_size = style_size
        self.inference_mode = inference_mode
        averages = {
            role: ExponentialMovingAverage(getattr(self, role), ema, f"{role}_ema")
            for role in _PAINTERS
        }
        for role, average in averages.items():
            setattr(self, f"{role}_ema", average.average)
        self._averages = tuple(averages.values())
        self.built = True

    def _painter(self, role, training=False):
        """Return one of the four networks: the one that learns, or what it shows of it."""
        average = None if training else getattr(self, f"{role}_ema")
        return average or getattr(self, role)

    def _generator_weights(self):
        return [w for role in _PAINTERS for w in getattr(self, role).trainable_weights]

    def compile(self, generator_optimizer=None, encoder=None, taught_by=None, **kwargs):
        """Set the optimizer and the losses' encoder.

        Args:
            generator_optimizer: Adam with rate 1e-3 if not given.
            encoder: network from pictures to the features `encoder_layers`; VGG19 with its
                trained weights if not given.
            taught_by: a model that paints in the style of any picture, for `teacher` above 0.
            **kwargs: see `OnePlayer.compile`.
        """
        super().compile(generator_optimizer, encoder, **kwargs)
        self._be_taught(taught_by, paints_in_pictures)

    def train_step(self, data):
        """Update the four networks on one batch of photographs and paintings."""
        self._check_ready()
        photos, paintings = self._batch(data)
        step = self.generator_optimizer.iterations.value

        targets = self._targets(photos, paintings)
        with record(self._generator_weights()) as tape:
            losses = self._painting_losses(photos, paintings, *targets, training=True)
        apply_gradients(self.generator_optimizer, tape, losses["generator/loss"])
        for average in self._averages:
            average.update(step)
        return self._log(losses, photos)

    def test_step(self, data):
        """Return the losses of what `translate` shows: the average's pictures, nothing updated."""
        self._check_ready()
        photos, paintings = self._batch(data)
        targets = self._targets(photos, paintings)
        losses = self._painting_losses(photos, paintings, *targets, training=False)
        return self._log(losses, photos)

    def _targets(self, photos, paintings):
        """Return the photographs' features, the paintings' statistics at each depth, a lesson."""
        *_, content = self.loss_encoder(photos)
        styles = [style_statistics(x, self.statistics) for x in self.loss_encoder(paintings)]
        return content, styles, self._lesson(photos, paintings)

    def _painting_losses(self, photos, paintings, content, styles, lesson, training):
        signals = self.signals(paintings, training)
        stylized = self.paint(photos, signals, training=training)
        features = self.loss_encoder(stylized)
        terms = {
            "content": self.content * content_loss(content, features[-1], normalize=True),
            "style": self.style * layered_style_loss(styles, features, self.statistics),
        }
        if self.contrastive:
            found = self.signals(stylized, training)
            terms["contrastive"] = self.contrastive * signal_contrastive_loss(found, signals)
        terms |= painting_losses(
            photos, stylized, tv=self.tv, tone=self.tone, lattice=self.lattice
        )
        terms = {f"generator/{name}": value for name, value in terms.items()}
        terms |= self._imitation(lesson, stylized, features)
        return {"generator/loss": sum(terms.values()), **terms}

    def _learns_from(self):
        # A painting is only looked at: it may have any size, and another than the photograph's.
        return self._sized("content", 3), self._sized("style", 3, multiple=1)

    def signals(self, styles, training=False):
        """Return what the decoder is told of styles: at the second depth, and at the first.

        Args:
            styles: (B, H, W, 3) in [-1, 1].
            training: ask the networks that learn, not their averages.

        Returns:
            Two float32 tensors (B, 4, C): mean, deviation, weight, bias.
        """
        features = self._painter("style_encoder", training)(styles, training=training)
        filters = self._painter("modulator", training)(features, training=training)  # (B, 4, C)
        told = []
        for depth, x in enumerate(features):
            mean, deviation = (statistic[:, 0] for statistic in unbiased_statistics(x))
            told.append(
                ops.concatenate([mean, deviation, filters[:, 2 * depth : 2 * depth + 2]], axis=1)
            )
        shallow, deep = told
        return deep, shallow

    def paint(self, pictures, signals, alpha=1.0, training=False):
        """Return pictures (B, H, W, 3) painted in the styles that signals tell.

        Args:
            pictures: (B, H, W, 3) in [-1, 1], H and W multiples of 4.
            signals: as `signals` returns them.
            alpha: see `translator`.
            training: paint by the networks that learn, not by their averages.
        """
        _, features = self._painter("content_encoder", training)(pictures, training=training)
        strength = alpha * ops.ones_like(features[:, 0, 0, :1])
        inputs = [features, *signals, strength]
        return self._painter("decoder", training)(inputs, training=training)

    def call(self, pictures, training=False):
        """Return the pictures (B, H, W, 3), each in its own style."""
        return self.paint(pictures, self.signals(pictures, training), training=training)

    def channels(self, direction=None) -> tuple[int, int]:
        """Return the channels of the pictures that go in and come out."""
        return 3, 3

    def tile_margin(self, direction=None) -> int:
        """Return how many pixels around a tile its translation depends on."""
        from tfstyle import inference

        return inference.tile_margin(self.content_encoder, self.decoder)

    def translator(self, direction=None, style=None, alpha=1.0):
        """Return the function from photographs to paintings in a style, in [-1, 1].

        Several styles mix as what the decoder is told of them does.

        Args:
            direction: there is one.
            style: see `check_style`.
            alpha: how far the features take the style's statistics on, 0 to 1.
                `translate(strength=...)` mixes pictures instead.
        """
        self.check_direction(direction)
        mixed = [0.0, 0.0]
        with no_gradients():
            for picture, weight in self.check_style(style):
                told = self.signals(picture)
                mixed = [sum_ + weight * x for sum_, x in zip(mixed, told, strict=True)]
        # Plain numbers: an exported function holds them as constants.
        mixed = [ops.convert_to_numpy(x) for x in mixed]

        def translate(pictures):
            with no_gradients():
                batch = ops.shape(pictures)[0]
                return self.paint(
                    pictures, [ops.tile(x, (batch, 1, 1)) for x in mixed], alpha
                )

        return translate

    def sample_row(self, photo, painting):
        """Return content, style and stylized picture, each (H, W, 3), to watch training by."""
        style = (ops.convert_to_numpy(painting), 1.0)
        stylized = self.translator(style=style)(ops.convert_to_tensor(photo[None]))[0]
        return [photo, painting, ops.convert_to_numpy(stylized)]
