"""From coarse to fine, judged at several scales (Wang et al. 2018, "pix2pixHD")."""

import keras
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.losses import FeatureMatchingLoss, L1Loss, L2Loss, get_adversarial_loss
from tfstyle.losses.style_statistics import check_statistics
from tfstyle.models.multiscale.judging import check_layers, check_size, judges_pairs, told
from tfstyle.models.shared.encoder_losses import PERCEPTUAL_LAYERS, encoder_losses
from tfstyle.models.shared.inference_mode import check_inference_mode
from tfstyle.models.shared.loss_encoder import check_encoder, loss_encoder
from tfstyle.models.shared.networks_fit import DISCRIMINATOR, GENERATOR, check_network
from tfstyle.models.shared.normalized_features import NormalizedFeatures
from tfstyle.models.shared.optimizers import begin_late
from tfstyle.models.shared.painting_losses import painting_losses
from tfstyle.models.shared.phases import InPhases, Phases
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.models.shared.two_players import TwoPlayers, penalized, penalty_seed
from tfstyle.training import ExponentialMovingAverage, apply_gradients, gradient_penalty, record


@keras.saving.register_keras_serializable("tfstyle")
class MultiScale(PictureModel, InPhases, TwoPlayers, keras.Model):
    """Learns a translation at half size first, then the detail that full size adds.

    With features phi of a fixed VGG19 and the discriminators D_k of all scales,

    `L_G = adversarial * sum_k adversarial(D_k(x, G(x))) + feature_matching * FM
         + perceptual * sum_l w_l |phi_l(y) - phi_l(G(x))| / |phi_l(y)|
         + l1 * mean |y - G(x)| + l2 * mean (y - G(x))^2
         + content * d(phi(x), phi(G(x))) + style * mean_l d(S_l(y), S_l(G(x)))`

    (section 3.3; FM is `losses.FeatureMatchingLoss`), with `FastStyle`'s `tv`, `tone` and
    `outliers`; each discriminator minimizes half its own loss. A term of weight 0 is not computed.
    Both players learn from the same forward pass, as in the paper's code; perceptual distances
    divided by the target's own size do not depend on VGG's units.

    **Phases.** Steps before `coarse_steps` train the global generator alone, on pictures shrunk to
    its size (1/2 for two scales); the next `enhancer_steps` the enhancers on top of it, which does
    not change; all later ones everything (section 3.1). `fit` traces each phase once and picks one
    by the number of updates done, so a resumed run is in the phase an uninterrupted one would be
    in. The discriminators train throughout. Set `steps_per_execution` so that it divides both.

    **Without pairs** (photograph to abstract art): give a discriminator of `out_channels` alone,
    which does not see the source, set `feature_matching`, `perceptual`, `l1` and `l2`, which
    compare with the target, to 0, and hold the picture by `content` and its look by `style`;
    both compare shapes and strokes by VGG19 with the source and with the target's domain.

    Args:
        generator: `MultiScaleGenerator(...)`.
        discriminator: `MultiScaleDiscriminator(...)` of source and target side by side
            (`in_channels=6`) or of the target alone; `None` for inference only.
        adversarial_loss: name in `losses.ADVERSARIAL_LOSSES` or a loss object.
        adversarial: weight of the adversarial loss, summed over scales.
        feature_matching: weight of feature matching; the paper's 10.
        perceptual: weight of the distance to the target in VGG19; the paper's 10, here off unless
            asked for, because it doubles the time of a step.
        l1, l2: weights of the pixels' absolute and squared distance to the target.
        content: weight of the distance to the *source* in the last of `perceptual_layers`.
        style: weight of the distance of statistics S to the *target*.
        statistics: which they are, see `losses.style_statistics`.
        tv: weight of the total variation.
        tone: weight of the source's order of light, see `losses.tone_loss`.
        outliers: weight of `losses.outlier_loss` inside of the network, once all of it learns.
        perceptual_layers: names of VGG19's layers and their w_l.
        coarse_steps: steps of the first phase.
        enhancer_steps: steps of the second.
        ema: decay of the generator's moving average, 0 for none.
        inference_mode: how the generator runs once trained, see `models.shared.inference_mode`.
        domains: names of source and target.

    `fit` and `evaluate` take batches `(source, target)`: two (B, H, W, C) float32 pictures in
    [-1, 1]. `evaluate` judges the whole picture, in any phase.

    Raises:
        ValueError: a discriminator that fits neither the pair nor the target, a negative number
            of steps, a coarse phase of a generator with one scale.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import MultiScaleDiscriminator, MultiScaleGenerator
        >>> model = MultiScale(
        ...     MultiScaleGenerator(filters=2, num_downs=1, num_blocks=1, local_blocks=1),
        ...     MultiScaleDiscriminator(filters=2, num_layers=1, in_channels=6),
        ...     coarse_steps=1,
        ... )
        >>> model.compile()
        >>> pictures = np.zeros((2, 32, 32, 3), "float32")
        >>> history = model.fit(pictures, pictures, batch_size=1, verbose=0)  # one step of each
        >>> model.phase_at(0), model.phase_at(1)
        ('coarse', 'joint')
    """

    capabilities = Capabilities(target=True)

    def __init__(
        self,
        generator,
        discriminator=None,
        *,
        adversarial_loss="least_squares",
        adversarial=1.0,
        feature_matching=10.0,
        perceptual=0.0,
        l1=0.0,
        l2=0.0,
        content=0.0,
        style=0.0,
        statistics="gram",
        tv=0.0,
        tone=0.0,
        outliers=0.0,
        perceptual_layers=None,
        coarse_steps=0,
        enhancer_steps=0,
        ema=0.0,
        inference_mode="eval",
        domains=("a", "b"),
        **kwargs,
    ):
        super().__init__(**kwargs)
        parts = ("num_scales", "coarse_picture", "coarse_factor", "global_weights")
        check_network(generator, "generator", (*GENERATOR, *parts, "enhancer_weights"))
        check_network(discriminator, "discriminator", (*DISCRIMINATOR, "min_size"))
        self._conditional = judges_pairs(generator, discriminator)
        if min(coarse_steps, enhancer_steps) < 0:
            raise ValueError(
                "coarse_steps and enhancer_steps must be 0 or more. "
                f"Received: {coarse_steps}, {enhancer_steps}"
            )
        if (coarse_steps or enhancer_steps) and generator.num_scales == 1:
            raise ValueError(
                "A generator with num_scales=1 has no coarse phase: set coarse_steps and "
                f"enhancer_steps to 0. Received: {coarse_steps}, {enhancer_steps}"
            )
        self.generator = generator
        self.discriminator = discriminator
        self.adversarial_loss = get_adversarial_loss(adversarial_loss)
        self.adversarial = adversarial
        self.feature_matching = feature_matching
        self.feature_matching_loss = FeatureMatchingLoss(feature_matching)
        self.perceptual = perceptual
        self.l1, self.l1_loss = l1, L1Loss(l1)
        self.l2, self.l2_loss = l2, L2Loss(l2)
        self.content, self.style = content, style
        self.statistics = check_statistics(statistics)
        self.tv, self.tone, self.outliers = tv, tone, outliers
        self._inside = NormalizedFeatures(generator) if outliers else None
        self.perceptual_layers = dict(perceptual_layers or PERCEPTUAL_LAYERS)
        self.coarse_steps = coarse_steps
        self.enhancer_steps = enhancer_steps
        self.ema = ema
        self.inference_mode = check_inference_mode(inference_mode)
        self.domains = tuple(domains)

        self.phases = Phases(
            ("coarse", coarse_steps), ("enhancers", enhancer_steps), ("joint", None)
        )
        self.loss_encoder = None
        self._penalty_seed = penalty_seed(self.adversarial_loss)
        self._average = ExponentialMovingAverage(generator, ema, "generator_ema")
        self.generator_ema = self._average.average
        self.built = True

    def compile(
        self, generator_optimizer=None, discriminator_optimizer=None, image_shape=None,
        encoder=None, **kwargs,
    ):  # fmt: skip
        """Set the two optimizers, and the fixed network where a loss looks through one.

        Args:
            generator_optimizer: Keras optimizer; Adam with rate 2e-4 and beta_1 0.5 if not given.
                `training.FusedAdam` lets the enhancers begin at the right pace after a phase
                without them; Keras' own Adam takes too large first steps there.
            discriminator_optimizer: the same for the discriminator.
            image_shape: (B, H, W, C) of the pictures one replica trains on; not needed here.
            encoder: network from pictures to the features `perceptual_layers`; VGG19 with its
                trained weights if not given and needed.
            **kwargs: for `keras.Model.compile`.
        """
        super().compile(generator_optimizer, discriminator_optimizer, image_shape, **kwargs)
        if self._looks:
            self.loss_encoder = loss_encoder(encoder, self.perceptual_layers)
        self._begin_late()

    def compile_from_config(self, config):
        """Restore the optimizers, and when the enhancers' moments begin."""
        super().compile_from_config(config)
        self._begin_late()

    def _begin_late(self):
        """Tell Adam when the enhancers' moments begin."""
        if self.coarse_steps:
            enhancers = self.generator.enhancer_weights
            begin_late(self.generator_optimizer, enhancers, self.coarse_steps)

    @property
    def _looks(self):
        """True if a loss looks at pictures through the encoder."""
        return bool(self.perceptual or self.content or self.style)

    def train_step(self, data):
        """Update the generator, or the part of it whose turn it is, and the discriminator."""
        source, target = self._batch(data)
        step = self.generator_optimizer.iterations.value
        phase = self.phases.now(self._updates)
        if phase == "coarse":
            target = self._shrink(target)
        check_size(self.discriminator, target, self.generator.coarse_factor)
        shown = self._small_source(source) if phase == "coarse" else source  # beside the fake

        with record(self._learning(phase)) as generator_tape:
            if phase == "coarse":
                fake, inner = self.generator.coarse_picture(source, training=True), ()
            elif self._inside:
                fake, inner = self._inside(source, training=True)
            else:
                fake, inner = self.generator(source, training=True), ()
        with record(self.discriminator.trainable_weights) as discriminator_tape:
            on_real = self._judge(shown, target)
            on_fake = self._judge(shown, ops.stop_gradient(fake))
            judged = self._discriminator_losses(on_real, on_fake)
            discriminator_loss = judged["discriminator/loss"]
            if self.adversarial_loss.gradient_penalty:
                discriminator_loss = discriminator_loss + self._penalty(shown, target, fake)
        with generator_tape:
            terms = self._generator_terms(shown, target, fake, on_real, inner=inner)
            loss = sum(terms.values())
        # Both from the same forward pass: the real features above serve the matching, too.
        apply_gradients(self.generator_optimizer, generator_tape, loss)
        apply_gradients(self.discriminator_optimizer, discriminator_tape, discriminator_loss)
        self._average.update(step)

        judged["discriminator/loss"] = discriminator_loss
        logs = {"generator/loss": loss, **terms, **judged}
        return self._log(logs, source, measured=(target, fake))

    def test_step(self, data):
        """Return the losses of what `translate` shows, at full size, nothing updated."""
        source, target = self._batch(data)
        check_size(self.discriminator, target, self.generator.coarse_factor)
        fake = self.translator()(source)
        on_real, on_fake = (
            self._judge(source, one, training=False) for one in (target, fake)
        )
        terms = self._generator_terms(source, target, fake, on_real, on_fake)
        logs = {"generator/loss": sum(terms.values()), **terms}
        logs |= self._discriminator_losses(on_real, on_fake)
        return self._log(logs, source, measured=(target, fake))

    @property
    def has_target(self) -> bool:
        """True with pairs: the discriminator sees the source beside the target."""
        return self._conditional

    @property
    def alike(self) -> bool:
        """True with pairs, which have one size."""
        return self._conditional

    def _learns_from(self):
        return (
            self._sized("source", self.generator.in_channels),
            self._sized("target", self.generator.out_channels),
        )

    def _discriminator_losses(self, on_real, on_fake):
        real, fake = self._told_apart(*(self._told(one)[1] for one in (on_real, on_fake)))
        return {
            "discriminator/loss": 0.5 * (real + fake),
            "discriminator/real": real,
            "discriminator/fake": fake,
        }

    def _generator_terms(self, source, target, fake, on_real, on_fake=None, inner=()):
        terms = {}
        if self.adversarial or self.feature_matching_loss:
            on_fake = on_fake or self._judge(source, fake)
            terms["adversarial"] = self.adversarial * self._adversarial(self._told(on_fake)[1])
            if self.feature_matching_loss:
                terms["feature_matching"] = self.feature_matching_loss(
                    *(check_layers(self._told(one)[0]) for one in (on_real, on_fake))
                )
        if self.l1_loss:
            terms["l1"] = self.l1_loss(target, fake)
        if self.l2_loss:
            terms["l2"] = self.l2_loss(target, fake)
        if self._looks:
            check_encoder(self, self.loss_encoder)
            terms |= encoder_losses(
                self.loss_encoder, source, target, fake, layers=self.perceptual_layers,
                perceptual=self.perceptual, content=self.content, style=self.style,
                statistics=self.statistics,
            )  # fmt: skip
        weights = {"tv": self.tv, "tone": self.tone, "outliers": self.outliers}
        terms |= painting_losses(source, fake, inner, **weights)
        return {f"generator/{name}": value for name, value in terms.items()}

    def _judge(self, source, picture, training=True):
        return self.discriminator(self._seen(source, picture), training=training)

    def _seen(self, source, picture):
        """Return what the discriminator sees of a picture: with its source, or alone."""
        if not self._conditional:
            return picture
        return ops.concatenate([source, ops.cast(picture, source.dtype)], axis=-1)

    def _shown(self, source, target):
        if self.phases.now(self._updates) == "coarse":
            fake = self.generator.coarse_picture(source, training=False)
            source, target = self._small_source(source), self._shrink(target)
        else:
            fake = self._painted(source)
        return {"discriminator": tuple(self._seen(source, one) for one in (target, fake))}

    def _told(self, judged):
        return told(self.discriminator, judged)

    def _logits(self, judged):
        return super()._logits(self._told(judged)[1])

    def _penalty(self, source, target, fake):
        network = penalized(self.discriminator)

        def critic(picture):
            judged = network(self._seen(source, picture), training=True)
            logits = told(network, judged)[1]
            flat = [ops.reshape(x, (ops.shape(x)[0], -1)) for x in logits]
            return ops.concatenate(flat, axis=-1)  # (B, patches of all scales)

        weight = self.adversarial_loss.gradient_penalty
        return weight * gradient_penalty(critic, target, fake, seed=self._penalty_seed)

    def _shrink(self, pictures):
        factor = self.generator.coarse_factor
        return ops.average_pool(pictures, factor, factor, padding="valid")

    def _small_source(self, source):
        """Shrink what the discriminator sees beside a coarse picture; labels are not blended."""
        factor = self.generator.coarse_factor
        return source[:, ::factor, ::factor] if self.takes_label_maps else self._shrink(source)

    def _learning(self, phase):
        """The generator's weights that a phase trains."""
        return {
            "coarse": self.generator.global_weights,
            "enhancers": self.generator.enhancer_weights,
            "joint": self.generator.trainable_weights,
        }[phase]
