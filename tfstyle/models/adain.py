"""Any style from one picture, in one pass (Huang and Belongie 2017)."""

import keras
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.layers import (
    adapt_colors,
    adaptive_instance_normalization,
    color_statistics,
    unbiased_adaptive_normalization,
    unbiased_statistics,
)
from tfstyle.layers.instance_statistics import instance_moments
from tfstyle.losses import (
    content_loss,
    layered_style_loss,
    style_statistics,
)
from tfstyle.losses.style_statistics import check_statistics
from tfstyle.models.shared.networks_fit import check_network
from tfstyle.models.shared.one_player import OnePlayer
from tfstyle.models.shared.painting_losses import painting_losses
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.models.shared.taught import Taught
from tfstyle.models.shared.teachers import paints_in_pictures
from tfstyle.training import ExponentialMovingAverage, apply_gradients, no_gradients, record

ADAIN_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1")


def adain_layers(levels: int) -> tuple[str, ...]:
    """Return what the encoder of a decoder of so many `levels` looks at, the deepest last."""
    return ADAIN_LAYERS[: levels + 1]


@keras.saving.register_keras_serializable("tfstyle")
class AdaINStyle(PictureModel, Taught, OnePlayer, keras.Model):
    """Learns a decoder that paints features of a photograph with the statistics of a painting.

    With the fixed encoder f (VGG19 to relu4_1, or to relu3_1 for a decoder of two levels),
    `t = AdaIN(f(content), f(style))` and the decoder g, the stylized picture is g(t). The decoder
    minimizes `content * d(t, f(g(t))) + style * mean_l [d(mean_l) + d(std_l)] + tv * TV(g(t))`
    (equations 11 to 13). The distances d are mean squares divided by the target's own, where the
    paper instead scaled the encoder's weights.

    Args:
        encoder: `VGG19(ADAIN_LAYERS)`, fixed, and part of the model: it paints, too. Or
            `NormalizedVGG19()` with the plain decoder made for it.
        generator: `AdaINDecoder()`.
        content: weight of the content loss, 1 in the paper.
        style: weight of the style loss, 10 in the paper.
        tv: weight of the total variation; 0 in the paper.
        tone: weight of the photograph's order of light, see `losses.tone_loss`: where the style
            weighs much, what is even comes out in patches without; 0 for none, as in the paper.
        lattice: weight of what repeats with the network's strides all over the painting, see
            `losses.lattice_loss`; 0 for none.
        statistics: what the style loss compares, see `losses.style_statistics`: the paper's
            moments are looser than Gram matrices, by which colours come that go together.
        teacher: weight of what a teacher paints of the same batch, see `compile`; 0 for none.
        ema: decay of the decoder's moving average, 0 for none.
        style_size: pixels a style picture's shorter side is scaled to before it is looked at.
        match_colors: give each result the painting's mean and deviation of brightness and of the
            opponent colours, too (`layers.adapt_colors`): deep features tell the decoder little of
            how bright a painting is.
        unbiased: count deviations as PyTorch does, dividing by n - 1; for converted weights.
        inference_mode: kept with the weights; the network paints alike in all modes.

    `fit` and `evaluate` take batches `(content, style)`: two (B, H, W, 3) float32 in [-1, 1].

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import VGG19, AdaINDecoder
        >>> model = AdaINStyle(VGG19(ADAIN_LAYERS, filters=4), AdaINDecoder(4, in_channels=32))
        >>> model.compile()
        >>> x = np.zeros((1, 32, 32, 3), "float32")
        >>> sorted(model.fit(x, x, batch_size=1, verbose=0).history)
        ['generator/content', 'generator/loss', 'generator/style']
    """

    capabilities = Capabilities(style="picture", signals=True, alpha=True)

    roles = ("encoder", "generator", "generator_ema")
    directions = ("stylize",)
    min_size = 16

    def __init__(
        self,
        encoder,
        generator,
        *,
        content=1.0,
        style=10.0,
        tv=0.0,
        tone=0.0,
        lattice=0.0,
        statistics="moments",
        teacher=0.0,
        ema=0.0,
        style_size=256,
        match_colors=False,
        unbiased=False,
        inference_mode="eval",
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_network(encoder, "encoder", ("layer_names",))
        check_network(generator, "generator", ("levels",))
        deepest = f"relu{generator.levels + 1}_1"
        if encoder.layer_names[-1] != deepest:
            raise ValueError(
                f"A decoder of {generator.levels} levels paints from {deepest}, which must be the "
                f"encoder's last layer: use VGG19(adain_layers({generator.levels})). Received: "
                f"{encoder.layer_names}"
            )
        encoder.trainable = False
        self.encoder = encoder
        self.generator = generator
        self.content = content
        self.style = style
        self.tv = tv
        self.tone = tone
        self.lattice = lattice
        self.statistics = check_statistics(statistics)
        self.teacher = teacher
        self.ema = ema
        self.style_size = style_size
        self.match_colors = match_colors
        self.unbiased = unbiased
        self.inference_mode = inference_mode
        self._average = ExponentialMovingAverage(generator, ema, "generator_ema")
        self.generator_ema = self._average.average
        self.built = True

    @property
    def eye(self):
        """The encoder, by the name that Keras' files have for it."""
        return self.encoder

    def __dir__(self):
        # Keras keeps weights by the names of attributes, those that `dir` lists. Files of before
        # the encoder was called what the constructor calls it are read by this, and new ones alike.
        return [name for name in super().__dir__() if name != "encoder"]

    @property
    def encoder_layers(self) -> tuple[str, ...]:
        """The encoder's layers, the deepest last."""
        return tuple(self.encoder.layer_names)

    @property
    def size_multiple(self) -> int:
        """What H and W must be multiples of."""
        return 2**self.generator.levels

    def compile(self, generator_optimizer=None, encoder=None, taught_by=None, **kwargs):
        """Set the optimizer; the encoder is the model's own unless another is given.

        Args:
            generator_optimizer: Adam with rate 1e-3 if not given.
            encoder: network from pictures to the features `encoder_layers`.
            taught_by: a model that paints in the style of any picture, for `teacher` above 0.
            **kwargs: see `OnePlayer.compile`.
        """
        super().compile(generator_optimizer, encoder or self.encoder, **kwargs)
        self._be_taught(taught_by, paints_in_pictures)

    def train_step(self, data):
        """Update the decoder on one batch of photographs and paintings."""
        self._check_ready()
        photos, paintings = self._batch(data)
        step = self.generator_optimizer.iterations.value

        target, styles = self._targets(photos, paintings)
        lesson = self._lesson(photos, paintings)
        colors = self._colors(paintings)
        with record(self.generator.trainable_weights) as tape:
            stylized = self._decoded(self.generator, target, colors, training=True)
            losses = self._painting_losses(photos, target, styles, stylized, lesson)
        apply_gradients(self.generator_optimizer, tape, losses["generator/loss"])
        self._average.update(step)
        return self._log(losses, photos)

    def test_step(self, data):
        """Return the losses of what `translate` shows: the average's pictures, nothing updated."""
        self._check_ready()
        photos, paintings = self._batch(data)
        target, styles = self._targets(photos, paintings)
        stylized = self._decoded(self._decoder, target, self._colors(paintings))
        lesson = self._lesson(photos, paintings)
        losses = self._painting_losses(photos, target, styles, stylized, lesson)
        return self._log(losses, photos)

    @property
    def _decoder(self):
        """What paints once trained."""
        return self.generator_ema or self.generator

    def _colors(self, pictures):
        """Return what results take over of pictures' colours: mean and deviation, or nothing."""
        return color_statistics(pictures) if self.match_colors else ()

    def _decoded(self, decoder, features, colors, alpha=1.0, training=False):
        """Return what a decoder makes of features, in the colours that `_colors` told of."""
        picture = decoder(features, training=training)
        if not self.match_colors:
            return picture
        matched = adapt_colors(picture, *colors)
        if alpha != 1.0:
            matched = alpha * matched + (1.0 - alpha) * picture
        return matched if training else ops.clip(matched, -1.0, 1.0)

    def _targets(self, photos, paintings):
        """Return the features the decoder paints from, and the statistics it should give back."""
        *_, content = self.encoder(photos, training=False)
        paintings = self.encoder(paintings, training=False)
        styles = [style_statistics(x, self.statistics) for x in paintings]
        target = ops.stop_gradient(self._adapt(content, *self._statistics(paintings[-1])))
        return target, styles

    def _painting_losses(self, photos, target, styles, stylized, lesson):
        features = self.loss_encoder(stylized)
        terms = {
            "generator/content": self.content * content_loss(target, features[-1], normalize=True),
            "generator/style": self.style * layered_style_loss(styles, features, self.statistics),
        }
        more = painting_losses(
            photos, stylized, tv=self.tv, tone=self.tone, lattice=self.lattice
        )
        terms |= {f"generator/{name}": value for name, value in more.items()}
        terms |= self._imitation(lesson, stylized, features)
        return {"generator/loss": sum(terms.values()), **terms}

    def _learns_from(self):
        # A painting is only looked at: it may have any size, and another than the photograph's.
        return self._sized("content", 3), self._sized("style", 3, multiple=1)

    def _statistics(self, features):
        """Return what a style is to this model: mean and deviation of every channel."""
        if self.unbiased:
            return unbiased_statistics(features)
        mean, variance = instance_moments(features, "style")
        return mean, ops.sqrt(variance + 1e-5)

    def signals(self, styles):
        """Return what is told of styles: mean and deviation, (B, 1, 1, C) each.

        With `match_colors` those of the colours follow, (B, 1, 1, 3) each.

        Args:
            styles: (B, H, W, 3) in [-1, 1].
        """
        *_, features = self.encoder(styles, training=False)
        return (*self._statistics(features), *self._colors(styles))

    def paint(self, pictures, signals):
        """Return pictures (B, H, W, 3) painted in the styles that signals tell.

        Args:
            pictures: (B, H, W, 3) in [-1, 1], H and W multiples of `size_multiple`.
            signals: as `signals` returns them.
        """
        *_, features = self.encoder(pictures, training=False)
        mean, deviation, *colors = signals
        return self._decoded(self._decoder, self._adapt(features, mean, deviation), colors)

    def _adapt(self, features, mean, deviation):
        if self.unbiased:
            return unbiased_adaptive_normalization(features, mean, deviation)
        return adaptive_instance_normalization(features, mean, deviation)

    def call(self, pictures, training=False):
        """Return what the decoder makes of the pictures' own features, (B, H, W, 3)."""
        *_, features = self.encoder(pictures, training=False)
        colors = self._colors(pictures)
        return self._decoded(self._decoder, features, colors, training=training)

    def channels(self, direction=None) -> tuple[int, int]:
        """Return the channels of the pictures that go in and come out."""
        return 3, 3

    def tile_margin(self, direction=None) -> int:
        """Return how many pixels around a tile its translation depends on."""
        from tfstyle import inference

        return inference.tile_margin(self.encoder, self.generator)

    def translator(self, direction=None, style=None, alpha=1.0):
        """Return the function from photographs to paintings in a style, in [-1, 1].

        Several styles mix as their features do: `g(sum_k w_k AdaIN(f(c), f(s_k)))` (equation 15).

        Args:
            direction: there is one.
            style: see `check_style`.
            alpha: how far the features take the style's statistics on (section 5.3):
                `g(alpha AdaIN(f(c), f(s)) + (1 - alpha) f(c))`. 0 is what the decoder makes of the
                photograph. `translate(strength=...)` mixes pictures instead.
        """
        self.check_direction(direction)
        with no_gradients():
            told = [
                [weight * signal for signal in self.signals(picture)]
                for picture, weight in self.check_style(style)
            ]
        # Plain numbers: an exported function holds them as constants.
        signals = [ops.convert_to_numpy(sum(of_styles)) for of_styles in zip(*told, strict=True)]
        mean, deviation, *colors = signals
        decoder = self._decoder

        def translate(pictures):
            with no_gradients():
                *_, features = self.encoder(pictures, training=False)
                mixed = self._adapt(features, mean, deviation)
                if alpha != 1.0:
                    mixed = alpha * mixed + (1.0 - alpha) * features
                return self._decoded(decoder, mixed, colors, alpha)

        return translate

    def sample_row(self, photo, painting):
        """Return content, style and stylized picture, each (H, W, 3), to watch training by."""
        style = (ops.convert_to_numpy(painting), 1.0)
        stylized = self.translator(style=style)(ops.convert_to_tensor(photo[None]))[0]
        return [photo, painting, ops.convert_to_numpy(stylized)]
