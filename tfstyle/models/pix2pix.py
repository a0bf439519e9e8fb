"""Paired image-to-image translation (Isola, Zhu, Zhou and Efros 2017, "pix2pix")."""

import keras
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.losses import FeatureMatchingLoss, L1Loss, get_adversarial_loss, lattice_loss
from tfstyle.models.shared.encoder_losses import PERCEPTUAL_LAYERS, encoder_losses
from tfstyle.models.shared.inference_mode import check_inference_mode
from tfstyle.models.shared.loss_encoder import check_encoder, loss_encoder
from tfstyle.models.shared.networks_fit import DISCRIMINATOR, check_judge, check_network
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.models.shared.two_players import TwoPlayers, check_r1, penalty_seed
from tfstyle.training import ExponentialMovingAverage, ImagePool, apply_gradients, record


@keras.saving.register_keras_serializable("tfstyle")
class Pix2Pix(PictureModel, TwoPlayers, keras.Model):
    """Learns to turn source pictures into target pictures from pairs of both.

    The discriminator D judges target pictures next to their source; the generator G minimizes
    `L_G = adversarial(D(x, G(x))) + l1 * mean |y - G(x)|` (equation 4), the discriminator half
    its own loss, first (section 3.3 and the reference implementation). Two terms of pix2pixHD may
    join, `+ feature_matching * FM + perceptual * sum_l w_l |phi_l(y) - phi_l(G(x))| / |phi_l(y)|`,
    with FM as `losses.FeatureMatchingLoss` and features phi of a fixed VGG19, see `MultiScale`:
    they ask for the target's texture where L1 asks for the mean of all that fit.

    Args:
        generator: network from source to target, e.g. `UNetGenerator()`.
        discriminator: network of source and target side by side, e.g.
            `PatchDiscriminator(in_channels=6, normalization="batch")`; `None` for inference only.
        adversarial_loss: name in `losses.ADVERSARIAL_LOSSES` or a loss object.
        l1: weight of the L1 loss; the paper's 100.
        feature_matching: weight of the discriminator's features of G(x) being those of y; needs a
            discriminator that tells its `features`. pix2pixHD's 10; 0 leaves it out.
        perceptual: weight of the distance to the target in VGG19, pix2pixHD's 10; 0 leaves it out.
        perceptual_layers: names of VGG19's layers and their w_l; pix2pixHD's but the deepest.
        r1: weight of `training.r1_penalty` of the discriminator, 0 for none: a slower judge that
            leaves more to learn.
        lattice: weight of what repeats with the generator's strides all over G(x), see
            `losses.lattice_loss`; 0 for none.
        ema: decay of the generator's moving average, 0 for none.
        pool_size: earlier fakes shown to the discriminator; 0 in the paper.
        inference_mode: how the generator runs once trained, see `models.shared.inference_mode`. The
            reference keeps dropout on (`"train"`); the default gives the same picture each time.
        domains: names of source and target.

    `fit` and `evaluate` take batches `(source, target)`: two (B, H, W, C) float32 pictures in
    [-1, 1]. `compile(metrics=["mae"])` compares target and output.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import PatchDiscriminator, UNetGenerator
        >>> model = Pix2Pix(
        ...     UNetGenerator(filters=4, num_downs=5),
        ...     PatchDiscriminator(filters=4, in_channels=6, normalization="batch"),
        ... )
        >>> model.compile()
        >>> pictures = np.zeros((1, 32, 32, 3), "float32")
        >>> history = model.fit(pictures, pictures, batch_size=1, verbose=0)
        >>> sorted(history.history)[:2]
        ['discriminator/fake', 'discriminator/loss']
    """

    capabilities = Capabilities(target=True)

    alike = has_target = True

    def __init__(
        self,
        generator,
        discriminator=None,
        *,
        adversarial_loss="non_saturating",
        l1=100.0,
        feature_matching=0.0,
        perceptual=0.0,
        perceptual_layers=None,
        r1=0.0,
        lattice=0.0,
        ema=0.0,
        pool_size=0,
        inference_mode="batch_statistics",
        domains=("a", "b"),
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_network(generator, "generator")
        check_judge(
            discriminator, "discriminator", generator.in_channels + generator.out_channels,
            "source and target side by side",
        )
        if feature_matching:
            check_network(discriminator, "discriminator", (*DISCRIMINATOR, "features"))
        self.generator = generator
        self.discriminator = discriminator
        self.adversarial_loss = get_adversarial_loss(adversarial_loss)
        self.l1, self.l1_loss = l1, L1Loss(l1)
        self.feature_matching = feature_matching
        self.feature_matching_loss = FeatureMatchingLoss(feature_matching)
        self.perceptual = perceptual
        self.perceptual_layers = dict(perceptual_layers or PERCEPTUAL_LAYERS)
        self.r1 = check_r1(r1)
        self.lattice = lattice
        self.ema = ema
        self.pool_size = pool_size
        self.inference_mode = check_inference_mode(inference_mode)
        self.domains = tuple(domains)

        self.loss_encoder = None
        self._penalty_seed = penalty_seed(self.adversarial_loss)
        self.pool = ImagePool(pool_size, name="pool")
        self._average = ExponentialMovingAverage(generator, ema, "generator_ema")
        self.generator_ema = self._average.average
        self.built = True

    def compile(
        self, generator_optimizer=None, discriminator_optimizer=None, image_shape=None,
        encoder=None, **kwargs,
    ):  # fmt: skip
        """Set the two optimizers, and the fixed network that `perceptual` looks through.

        Args:
            generator_optimizer: as of `TwoPlayers.compile`, and so the next two.
            discriminator_optimizer: the same for the discriminator.
            image_shape: (B, H, W, C) of the pictures one replica trains on.
            encoder: network from pictures to the features `perceptual_layers`; VGG19 with its
                trained weights if not given and needed.
            **kwargs: for `TwoPlayers.compile`.
        """
        super().compile(generator_optimizer, discriminator_optimizer, image_shape, **kwargs)
        if self.perceptual:
            self.loss_encoder = loss_encoder(encoder, self.perceptual_layers)

    def train_step(self, data):
        """Update the discriminator, then the generator, on one batch of pairs."""
        source, target = self._batch(data)
        step = self.generator_optimizer.iterations.value

        with record(self.generator.trainable_weights) as generator_tape:
            fake = self.generator(source, training=True)
        discriminator_logs = self._update_discriminator(
            self._beside(source, target),
            self.pool(self._beside(source, ops.stop_gradient(fake))),
        )
        with generator_tape:
            losses = self._generator_losses(source, target, fake, training=True)
        apply_gradients(self.generator_optimizer, generator_tape, losses["generator/loss"])
        self._average.update(step)
        return self._log({**losses, **discriminator_logs}, source, measured=(target, fake))

    def test_step(self, data):
        """Return the losses of what `translate` shows: the average's picture, nothing updated."""
        source, target = self._batch(data)
        fake = self.translator()(source)
        losses = self._generator_losses(source, target, fake, training=False)
        losses |= self._test_discriminator(
            self._beside(source, target), self._beside(source, fake)
        )
        return self._log(losses, source, measured=(target, fake))

    def _generator_losses(self, source, target, fake, training):
        on_fake = self._judge(source, fake, training)
        terms = {"adversarial": self._adversarial(on_fake[-1])}
        if self.feature_matching_loss:
            on_real = self._judge(source, target, training)
            terms["feature_matching"] = self.feature_matching_loss([on_real], [on_fake])
        terms["l1"] = self.l1_loss(target, fake)
        if self.lattice:
            terms["lattice"] = self.lattice * lattice_loss(fake)
        if self.perceptual:
            check_encoder(self, self.loss_encoder)
            terms |= encoder_losses(
                self.loss_encoder, source, target, fake, layers=self.perceptual_layers,
                perceptual=self.perceptual,
            )  # fmt: skip
        return {
            "generator/loss": sum(terms.values()),
            **{f"generator/{name}": value for name, value in terms.items()},
        }

    def _judge(self, source, picture, training):
        """Return the logits, last in a list of the layers' features where these are asked for."""
        pair = self._beside(source, picture)
        if self.feature_matching_loss:
            return self.discriminator.features(pair, training=training)
        return [self.discriminator(pair, training=training)]

    def _beside(self, source, picture):
        """Return the pair a discriminator sees, (B, H, W, 2C)."""
        return ops.concatenate([source, ops.cast(picture, source.dtype)], axis=-1)

    def _shown(self, source, target):
        pair = (target, self._painted(source))
        return {"discriminator": tuple(self._beside(source, one) for one in pair)}

    def _learns_from(self):
        return (
            self._sized("source", self.generator.in_channels),
            self._sized("target", self.generator.out_channels),
        )

    def _pools(self):
        return [(self.pool, self.discriminator.in_channels)]  # it keeps whole pairs
