"""Translation between domains far apart, steered by a style picture."""

import keras
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.losses import (
    L1Loss,
    content_loss,
    get_adversarial_loss,
    gram_loss,
    gram_matrix,
    lattice_loss,
)
from tfstyle.models.shared.inference_mode import check_inference_mode
from tfstyle.models.shared.loss_encoder import check_encoder, features_by_layer, loss_encoder
from tfstyle.models.shared.networks_fit import GENERATOR, check_judge, check_network
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.models.shared.two_players import TwoPlayers, penalty_seed
from tfstyle.training import ExponentialMovingAverage, apply_gradients, no_gradients, record


@keras.saving.register_keras_serializable("tfstyle")
class CrossDomain(PictureModel, TwoPlayers, keras.Model):
    """Three parts that pull at one picture `y = G(x, s)`: content, style, and a domain's judge.

    `L_G = adversarial * gan(D(y)) + content * d(phi_c(x), phi_c(y))
    + style * mean_l d(Gram_l(s), Gram_l(y)) + l1 * mean |t - y|`. The content preserver phi_c and
    the style layers look through a fixed VGG19; D judges whether y could be of the style's domain,
    against the batch's style pictures. Each d is a mean square divided by the target's own, so
    the weights are the balance of the parts, whatever the pictures' size. A part of weight 0 is not
    computed; with `adversarial=0` no discriminator is trained.

    Unpaired, a batch is `(content, style)` of unrelated pictures. Paired, it is
    `(content, target)`: the target is the style picture, too, and what `l1` compares with.

    Args:
        generator: `CrossDomainGenerator(...)`.
        discriminator: `PatchDiscriminator()`, or `None` for inference only.
        adversarial_loss: name in `losses.ADVERSARIAL_LOSSES` or a loss object.
        adversarial: weight of the adversarial loss.
        content: weight of the content loss.
        style: weight of the style loss.
        paired: the batches' second pictures are what the first should become.
        l1: weight of the L1 loss, for pairs.
        content_layer: of VGG19.
        style_layers: of VGG19.
        lattice: weight of what repeats with the generator's strides all over a picture, see
            `losses.lattice_loss`; 0 for none.
        ema: decay of the generator's moving average, 0 for none.
        style_size: pixels a style picture's shorter side is scaled to when translating.
        inference_mode: kept with the weights; the network paints alike in all modes.
        domains: names of content and style.

    Raises:
        ValueError: a negative weight, all weights 0, or `l1` without pairs.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import VGG19, CrossDomainGenerator, PatchDiscriminator
        >>> model = CrossDomain(
        ...     CrossDomainGenerator(filters=4, num_blocks=1), PatchDiscriminator(filters=4)
        ... )
        >>> model.compile(encoder=VGG19(model.encoder_layers, filters=4))
        >>> x = np.zeros((1, 32, 32, 3), "float32")
        >>> sorted(model.fit(x, x, batch_size=1, verbose=0).history)[-3:]
        ['generator/content', 'generator/loss', 'generator/style']
    """

    capabilities = Capabilities(style="picture", target=True)

    def __init__(
        self,
        generator,
        discriminator=None,
        *,
        adversarial_loss="least_squares",
        adversarial=1.0,
        content=1.0,
        style=1.0,
        paired=False,
        l1=0.0,
        content_layer="relu4_1",
        style_layers=("relu1_1", "relu2_1", "relu3_1", "relu4_1"),
        lattice=0.0,
        ema=0.0,
        style_size=256,
        inference_mode="eval",
        domains=("a", "b"),
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_network(generator, "generator", (*GENERATOR, "split"))
        check_judge(
            discriminator, "discriminator", generator.out_channels, "pictures of the style's domain"
        )
        weights = {"adversarial": adversarial, "content": content, "style": style, "l1": l1}
        if min(weights.values()) < 0 or not any(weights.values()):
            raise ValueError(
                f"CrossDomain needs weights of 0 or more, one of them above. Received: {weights}"
            )
        if l1 and not paired:
            raise ValueError(
                f"l1 = {l1} compares with a target: pass paired=True and pairs, or l1=0."
            )
        self.generator = generator
        self.discriminator = discriminator
        self.adversarial_loss = get_adversarial_loss(adversarial_loss)
        self.adversarial, self.content, self.style = adversarial, content, style
        self.paired = paired
        self.l1, self.l1_loss = l1, L1Loss(l1)
        self.content_layer = content_layer
        self.style_layers = tuple(style_layers)
        self.lattice = lattice
        self.ema = ema
        self.style_size = style_size
        self.inference_mode = check_inference_mode(inference_mode)
        self.domains = tuple(domains)

        self.loss_encoder = None
        self._penalty_seed = penalty_seed(self.adversarial_loss)
        self._average = ExponentialMovingAverage(generator, ema, "generator_ema")
        self.generator_ema = self._average.average
        self.built = True

    @property
    def encoder_layers(self) -> tuple[str, ...]:
        """The layers of VGG19 that the losses look at; none without their weights."""
        style = self.style_layers if self.style else ()
        content = (self.content_layer,) if self.content else ()
        return tuple(dict.fromkeys((*style, *content)))

    def compile(
        self, generator_optimizer=None, discriminator_optimizer=None, encoder=None, **kwargs
    ):
        """Set the optimizers and the losses' encoder, and create every variable `fit` needs.

        Args:
            generator_optimizer: Adam with rate 2e-4 and beta_1 0.5 if not given.
            discriminator_optimizer: the same.
            encoder: network from pictures to the features `encoder_layers`; VGG19 with its
                trained weights if not given. Not needed without content and style losses.
            **kwargs: see `TwoPlayers.compile`.
        """
        super().compile(generator_optimizer, discriminator_optimizer, **kwargs)
        if encoder is not None or self.encoder_layers:
            self.loss_encoder = loss_encoder(encoder, self.encoder_layers)

    def train_step(self, data):
        """Update the generator, then the discriminator, on one batch of each domain."""
        content, style = self._ready(data)
        step = self.generator_optimizer.iterations.value
        with no_gradients():
            target, grams = self._targets(content, style)

        with record(self.generator.trainable_weights) as tape:
            fake = self.generator([content, style], training=True)
            logs = self._generator_losses(fake, style, target, grams, training=True)
        apply_gradients(self.generator_optimizer, tape, logs["generator/loss"])
        self._average.update(step)

        if self.adversarial:
            logs |= self._update_discriminator(style, ops.stop_gradient(fake))
        return self._log(logs, content, measured=(style, fake))

    def test_step(self, data):
        """Return the losses of what `translate` shows: the average's pictures, nothing updated."""
        content, style = self._ready(data)
        target, grams = self._targets(content, style)
        fake = self([content, style])
        logs = self._generator_losses(fake, style, target, grams, training=False)
        if self.adversarial:
            logs |= self._test_discriminator(style, fake)
        return self._log(logs, content, measured=(style, fake))

    def _ready(self, data):
        if self.encoder_layers:
            check_encoder(self, self.loss_encoder)
        return self._batch(data)

    @property
    def has_target(self) -> bool:
        """True with pairs."""
        return self.paired

    @property
    def alike(self) -> bool:
        """True with pairs, which have one size."""
        return self.paired

    def _learns_from(self):
        # A style picture is only looked at: any size will do.
        return (
            self._sized("content", self.generator.in_channels),
            self._sized("style", self.generator.out_channels, multiple=1),
        )

    @property
    def decision_threshold(self) -> float | None:
        """The logit above which the judge calls a picture real; none of a judge that sits out."""
        return super().decision_threshold if self.adversarial else None

    def _shown(self, content, style):
        with no_gradients():
            return {"discriminator": (style, self.generator([content, style], training=False))}

    def _targets(self, content, style):
        """Return the content's features and the style's Gram matrices by layer."""
        target = self._features(content)[self.content_layer] if self.content else None
        seen = self._features(style) if self.style else {}
        grams = {layer: gram_matrix(seen[layer]) for layer in self.style_layers if self.style}
        return target, grams

    def _generator_losses(self, fake, style, target, grams, training):
        terms = {}
        if self.adversarial:
            judged = self.discriminator(fake, training=training)
            terms["adversarial"] = self.adversarial * self._adversarial(judged)
        features = self._features(fake) if self.encoder_layers else {}
        if self.content:
            terms["content"] = self.content * content_loss(
                ops.stop_gradient(target), features[self.content_layer], normalize=True
            )
        if self.style:
            losses = [
                gram_loss(ops.stop_gradient(gram), features[layer])
                for layer, gram in grams.items()
            ]
            terms["style"] = self.style * sum(losses) / len(losses)
        if self.l1_loss:
            terms["l1"] = self.l1_loss(style, fake)
        if self.lattice:
            terms["lattice"] = self.lattice * lattice_loss(fake)
        losses = {"loss": sum(terms.values()), **terms}
        return {f"generator/{name}": value for name, value in losses.items()}

    def _features(self, pictures):
        return features_by_layer(self.loss_encoder, pictures)

    def call(self, pictures, training=False):
        """Return `G(x, s)` for `[x, s]`, or pictures x in their own style."""
        if not isinstance(pictures, list | tuple):
            pictures = [pictures, pictures]
        network = self.generator if training else self.generator_ema or self.generator
        return network(list(pictures), training=training)

    def translator(self, direction=None, style=None):
        """Return the trained function from content pictures to stylized ones, in [-1, 1].

        The style is looked at once; several styles mix as their codes do.

        Args:
            direction: there is one.
            style: see `check_style`.
        """
        self.check_direction(direction)
        encode, paint = (self.generator_ema or self.generator).split()
        code = 0.0
        with no_gradients():
            for picture, weight in self.check_style(style):
                code = code + weight * encode(picture, training=False)
        code = ops.convert_to_numpy(code)  # a plain number: an exported function holds it

        def translate(pictures):
            with no_gradients():
                pictures = ops.convert_to_tensor(pictures)
                codes = ops.tile(code, (ops.shape(pictures)[0], 1))
                return paint([pictures, codes], training=False)

        return translate

    def sample_row(self, content, style):
        """Return content, style and stylized picture, each (H, W, C), to watch training by."""
        inputs = [ops.convert_to_tensor(picture[None]) for picture in (content, style)]
        with no_gradients():
            stylized = self(inputs)[0]
        return [content, style, ops.convert_to_numpy(stylized)]
