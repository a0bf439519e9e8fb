"""Style transfer in one pass (Johnson, Alahi and Fei-Fei 2016), for one style or many."""

import keras
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.errors import UnsupportedOptionError
from tfstyle.losses import (
    content_loss,
    preference_loss,
    style_loss,
    style_statistics,
)
from tfstyle.losses.style_statistics import check_statistics
from tfstyle.models.shared.loss_encoder import features_by_layer
from tfstyle.models.shared.networks_fit import GENERATOR, check_network
from tfstyle.models.shared.normalized_features import NormalizedFeatures
from tfstyle.models.shared.one_player import OnePlayer
from tfstyle.models.shared.one_style import one_style
from tfstyle.models.shared.painting_losses import painting_losses
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.models.shared.style_targets import (
    PAINTINGS,
    StyleTargets,
    check_painting,
    several,
    statistics_of,
)
from tfstyle.models.shared.taught import Taught
from tfstyle.models.shared.teachers import paints_in_names
from tfstyle.preferences.taste import NONE, Taste
from tfstyle.training import (
    ExponentialMovingAverage,
    apply_gradients,
    no_gradients,
    num_replicas,
    record,
    replica_index,
)


@keras.saving.register_keras_serializable("tfstyle")
class FastStyle(PictureModel, Taught, OnePlayer, keras.Model):
    """Learns a network G that paints any photograph in the style of one or several pictures.

    `L = content * d(phi_c(x), phi_c(G(x))) + style * mean_l d(Gram_l(s), Gram_l(G(x)))
    + tv * TV(G(x))` (section 3.2) with features phi of a fixed VGG19. Both distances d are mean
    squares, divided by the target's own mean square: the weights hold for any layers and any
    painting. That, and VGG19 for VGG16, is where this departs from the paper.

    With N styles (Dumoulin et al. 2017) each picture of a batch learns its own: picture i of step
    k takes style `(k B + i) mod N`.

    Args:
        generator: `StyleNetwork(num_styles=len(styles))`.
        styles: names of the styles, e.g. `("starry_night", "great_wave")`.
        content: weight of the content loss.
        style: weight of the style loss.
        tv: weight of the total variation.
        tone: weight of the photograph's order of light, see `losses.tone_loss`; 0 for none. It
            keeps places that are dark and even from being painted as black holes.
        outliers: weight of places that outweigh all others inside of the network, mean over its
            instance norms, see `losses.outlier_loss`; 0 for none. They are what holes come from.
        lattice: weight of what repeats with the network's strides all over the painting, see
            `losses.lattice_loss`; 0 for none.
        statistics: what of the features stands for style, see `losses.style_statistics`.
        preference: weight of what people liked, see `losses.preference_loss`; 0 for none.
        taste: what that is, see `preferences.taste`, or `"none"`.
        teacher: weight of what a teacher paints of the same batch, see `compile`; 0 for none.
        painting: which of a painter's a picture learns, of `PAINTINGS`: each in turn, which
            draws all pictures to the mean of the paintings, or the one nearest to the photograph.
        content_layer: of VGG19; relu3_1 stands for VGG16's relu2_2 of the paper: fewer copied
            textures. Shallower keeps more of the photograph.
        style_layers: of VGG19.
        ema: decay of the generator's moving average, 0 for none.
        inference_mode: kept with the weights; the network paints alike in all modes.

    `fit` and `evaluate` take photographs (B, H, W, 3) float32 in [-1, 1], alone or first in a
    tuple. `evaluate` gives picture i of a batch the style `i mod N`.

    Raises:
        ValueError: not as many names as the network has styles, or `taste` is no taste.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import VGG19, StyleNetwork
        >>> model = FastStyle(StyleNetwork(filters=4, num_blocks=1))
        >>> painting = np.zeros((64, 64, 3), "uint8")
        >>> model.compile(encoder=VGG19(model.encoder_layers, filters=4), style_pictures=[painting])
        >>> photos = np.zeros((1, 32, 32, 3), "float32")
        >>> history = model.fit(photos, batch_size=1, verbose=0)
        >>> sorted(history.history)
        ['generator/content', 'generator/loss', 'generator/style', 'generator/tv']
    """

    capabilities = Capabilities(style="names")

    roles = ("generator", "generator_ema")
    directions = ("stylize",)

    def __init__(
        self,
        generator,
        styles=("style",),
        *,
        content=1.0,
        style=1.0,
        tv=0.1,
        tone=0.0,
        outliers=0.0,
        lattice=0.0,
        statistics="gram",
        preference=0.0,
        taste=NONE,
        teacher=0.0,
        painting=PAINTINGS[0],
        content_layer="relu3_1",
        style_layers=("relu1_1", "relu2_1", "relu3_1", "relu4_1"),
        ema=0.0,
        inference_mode="eval",
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_network(generator, "generator", (*GENERATOR, "num_styles"))
        if len(styles) != generator.num_styles or len(set(styles)) != len(styles):
            raise ValueError(
                f"The network has {generator.num_styles} styles and needs as many different "
                f"names. Received: styles={tuple(styles)}"
            )
        self.generator = generator
        self.styles = tuple(styles)
        self.content = content
        self.style = style
        self.tv = tv
        self.tone = tone
        self.outliers = outliers
        self.lattice = lattice
        self.statistics = check_statistics(statistics)
        self.preference = preference
        self.taste = taste
        self._taste = None if taste == NONE else Taste.parse(taste)
        self.teacher = teacher
        self.painting = check_painting(painting)
        self.content_layer = content_layer
        self.style_layers = tuple(style_layers)
        self.ema = ema
        self.inference_mode = inference_mode
        self._average = ExponentialMovingAverage(generator, ema, "generator_ema")
        self.generator_ema = self._average.average
        self._inside = NormalizedFeatures(generator) if outliers else None
        self.built = True

    @property
    def encoder_layers(self) -> tuple[str, ...]:
        """The layers of VGG19 the losses look at."""
        return tuple(dict.fromkeys((*self.style_layers, self.content_layer)))

    def compile(
        self, generator_optimizer=None, encoder=None, style_pictures=None, style_size=256,
        taught_by=None, **kwargs,
    ):  # fmt: skip
        """Set the optimizer and look at the paintings once.

        Args:
            generator_optimizer: Adam with rate 1e-3 if not given (the paper's).
            encoder: VGG19 with its trained weights if not given.
            style_pictures: for each of `styles` a painting, uint8 (H, W, 3), or an iterable of
                paintings: a painter, whose style the pictures of a step learn in turn.
            style_size: pixels of a painting's shorter side: the strokes' size relative to the
                photographs the model trains on.
            taught_by: for `teacher` above 0: a model that paints in the style of any picture, one
                that knows styles of these names, or for one style any that translates.
            **kwargs: see `OnePlayer.compile`.
        """
        super().compile(generator_optimizer, encoder, **kwargs)
        if style_pictures is None or len(style_pictures) != len(self.styles):
            count = 0 if style_pictures is None else len(style_pictures)
            raise ValueError(
                f"style_pictures needs one painting for each of {self.styles}. Received: {count}"
            )
        self._style_targets = StyleTargets(
            style_pictures,
            lambda picture: statistics_of(
                picture, style_size, self._features, self.style_layers, self.statistics
            ),
        )
        # A teacher who asks for a picture of the style is shown a painter's first.
        self._be_taught(
            taught_by, lambda teacher: paints_in_names(
                teacher, self.styles, [next(iter(several(one))) for one in style_pictures]
            ),
        )  # fmt: skip

    def _features(self, pictures):
        return features_by_layer(self.loss_encoder, pictures)

    def train_step(self, data):
        """Update the generator on one batch of photographs."""
        self._check_ready()
        (photos,) = self._batch(data)
        step = self.generator_optimizer.iterations.value
        chosen = self._choose_styles(step, ops.shape(photos)[0])  # (B, N), one-hot rows

        lesson = self._lesson(photos, chosen)
        seen = self._see(photos, chosen, step)
        with record(self.generator.trainable_weights) as tape:
            stylized, inner = self._paint_and_look_inside(photos, chosen)
            losses = self._painting_losses(photos, *seen, stylized, lesson, inner)
        apply_gradients(self.generator_optimizer, tape, losses["generator/loss"])
        self._average.update(step)
        return self._log(losses, photos)

    def test_step(self, data):
        """Return the losses of what `translate` shows: the average's pictures, nothing updated."""
        self._check_ready()
        (photos,) = self._batch(data)
        chosen = self._choose_styles(0, ops.shape(photos)[0])
        seen = self._see(photos, chosen)
        network = self.generator_ema or self.generator
        stylized = self._paint(network, photos, chosen, training=False)
        lesson = self._lesson(photos, chosen)
        return self._log(self._painting_losses(photos, *seen, stylized, lesson), photos)

    def _see(self, photos, chosen, step=0):
        """Return what paintings of photographs should keep, and what they should have instead."""
        features = {name: ops.stop_gradient(x) for name, x in self._features(photos).items()}
        if self.painting == "nearest":
            own = {name: style_statistics(features[name], self.statistics)
                   for name in self.style_layers}  # fmt: skip
            targets = self._style_targets.nearest(chosen, own)
        else:
            targets = self._style_targets.of(chosen, self._turns(step, ops.shape(photos)[0]))
        return features[self.content_layer], targets

    def _painting_losses(self, photos, content, targets, stylized, lesson, inner=()):
        features = self._features(stylized)
        terms = {
            "generator/content": self.content
            * content_loss(content, features[self.content_layer], normalize=True),
            "generator/style": self.style * self._style_loss(features, targets),
        }
        more = painting_losses(
            photos, stylized, inner, tv=self.tv, tone=self.tone, outliers=self.outliers,
            lattice=self.lattice,
        )  # fmt: skip
        terms |= {f"generator/{name}": value for name, value in more.items()}
        if self.preference and self._taste:
            terms["generator/preference"] = self.preference * preference_loss(
                self._taste, stylized, photos
            )
        terms |= self._imitation(lesson, stylized, list(features.values()))
        return {"generator/loss": sum(terms.values()), **terms}

    def _learns_from(self):
        return (self._sized("photos", self.channels()[0]),)

    def _choose_styles(self, step, batch):
        """Return which style each picture of this replica's batch learns now, one-hot (B, N)."""
        first = (ops.cast(step, "int32") * num_replicas() + replica_index()) * batch
        return ops.one_hot((first + ops.arange(batch)) % len(self.styles), len(self.styles))

    def _turns(self, step, batch):
        """Return how often the style of each picture had its turn before, (B,)."""
        first = (ops.cast(step, "int32") * num_replicas() + replica_index()) * batch
        return (first + ops.arange(batch)) // len(self.styles)

    def _style_loss(self, features, targets):
        losses = [
            style_loss(wanted, features[layer], self.statistics)
            for layer, wanted in targets.items()
        ]
        return sum(losses) / len(losses)

    def _paint_and_look_inside(self, pictures, weights):
        """Return the training network's paintings, and the features `outliers` weighs."""
        if self._inside is None:
            return self._paint(self.generator, pictures, weights, training=True), ()
        return self._paint(self._inside, pictures, weights, training=True)

    def _paint(self, network, pictures, weights, training):
        pictures = ops.convert_to_tensor(pictures)
        inputs = pictures if len(self.styles) == 1 else [pictures, weights]
        return network(inputs, training=training)

    def paint(self, pictures, weights):
        """Return pictures (B, H, W, 3) in [-1, 1], each in its own mixture of the styles.

        Args:
            pictures: (B, H, W, 3) in [-1, 1].
            weights: of the styles, a row a picture, (B, number of styles).
        """
        return self._paint(self.generator_ema or self.generator, pictures, weights, training=False)

    def call(self, pictures, training=False):
        """Return the pictures (B, H, W, 3) in [-1, 1] in the first style."""
        return self.translator()(pictures)

    def translator(self, direction=None, style=None):
        """Return the trained function from photographs to paintings, in [-1, 1].

        It uses the moving average of the generator where there is one.

        Args:
            direction: there is one.
            style: see `check_style`.
        """
        self.check_direction(direction)
        weights = self.check_style(style)
        network = self.generator_ema or self.generator

        def translate(pictures):
            with no_gradients():
                rows = ops.tile(weights[None], (ops.shape(pictures)[0], 1))
                return self._paint(network, pictures, rows, training=False)

        return translate

    def sample_row(self, photo):
        """Return the photograph (H, W, 3) and its paintings, a style each, to watch training by."""
        paintings = [
            ops.convert_to_numpy(self.translator(style=name)(photo[None])[0])
            for name in self.styles
        ]
        return [photo, *paintings]

    def single(self, style):
        """Return a `FastStyle` of one style alone, cut out of this one.

        The convolutions are the same, the scales and offsets those of the style: it paints the
        same picture, can be trained on, and exports without the others.

        Args:
            style: a name, or a blend as in `check_style`, frozen.
        """
        weights = self.check_style(style)
        name = style if isinstance(style, str) else "blend"
        source = self.generator_ema or self.generator
        if len(self.styles) == 1:
            raise UnsupportedOptionError(f"This model has one style already: {self.styles[0]}.")
        network = one_style(source, weights)
        options = {**self.get_config(), "generator": network, "styles": (name,), "ema": 0.0}
        del options["name"]  # this model's
        return type(self)(**options)
