"""Paired image-to-image translation (Isola, Zhu, Zhou and Efros 2017, "pix2pix")."""

import keras
from keras import ops

from tfstyle.losses import L1Loss, get_adversarial_loss
from tfstyle.models.gan import TwoPlayers, describe_loss
from tfstyle.models.inference_mode import check_inference_mode, inference_function
from tfstyle.models.translation import ImageTranslator
from tfstyle.training import (
    ExponentialMovingAverage,
    ImagePool,
    apply_gradients,
    gradient_penalty,
    record,
)


@keras.saving.register_keras_serializable("tfstyle")
class Pix2Pix(ImageTranslator, TwoPlayers, keras.Model):
    """Learns to turn source pictures into target pictures from pairs of both.

    The discriminator D judges target pictures next to their source; the generator G minimizes
    `L_G = adversarial(D(x, G(x))) + l1 * mean |y - G(x)|` (equation 4), the discriminator half
    its own loss, first (section 3.3 and the reference implementation).

    Args:
        generator: network from source to target, e.g. `UNetGenerator()`.
        discriminator: network of source and target side by side, e.g.
            `PatchDiscriminator(in_channels=6, normalization="batch")`; `None` for inference only.
        adversarial_loss: name in `losses.ADVERSARIAL_LOSSES` or a loss object.
        l1: weight of the L1 loss; the paper's 100.
        ema: decay of the generator's moving average, 0 for none.
        pool_size: earlier fakes shown to the discriminator; 0 in the paper.
        inference_mode: how the generator runs once trained, see `models.inference_mode`. The
            reference keeps dropout on (`"train"`); the default gives the same picture each time.
        domains: names of source and target.

    `fit` takes batches `(source, target)`: two (B, H, W, C) float32 pictures in [-1, 1].

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

    def __init__(
        self,
        generator,
        discriminator=None,
        *,
        adversarial_loss="non_saturating",
        l1=100.0,
        ema=0.0,
        pool_size=0,
        inference_mode="batch_statistics",
        domains=("a", "b"),
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.adversarial_loss = get_adversarial_loss(adversarial_loss)
        self.l1_loss = L1Loss(l1)
        self.ema = ema
        self.pool_size = pool_size
        self.inference_mode = check_inference_mode(inference_mode)
        self.domains = tuple(domains)

        # A generator of the model's own: a checkpoint holds its state, Keras' global one not.
        self._penalty_seed = (
            keras.random.SeedGenerator(3) if self.adversarial_loss.gradient_penalty else None
        )
        self.pool = ImagePool(pool_size, name="pool")
        self.generator_ema = None
        if ema:
            self._average = ExponentialMovingAverage(generator, ema, name="generator_ema")
            self.generator_ema = self._average.average
        self.built = True

    def train_step(self, data):
        """Update the discriminator, then the generator, on one batch of pairs."""
        source, target = data
        step = self.generator_optimizer.iterations.value

        with record(self.generator.trainable_weights) as generator_tape:
            fake = self.generator(source, training=True)
        discriminator_logs = self._update_discriminator(source, target, ops.stop_gradient(fake))
        with generator_tape:
            logits = self._judge(source, fake)
            adversarial = self.adversarial_loss.generator(logits)
            l1 = self.l1_loss(target, fake)
            loss = adversarial + l1
        apply_gradients(self.generator_optimizer, generator_tape, loss)
        if self.generator_ema is not None:
            self._average.update(step)

        return {
            "generator/loss": loss,
            "generator/adversarial": adversarial,
            "generator/l1": l1,
            **discriminator_logs,
        }

    def _update_discriminator(self, source, target, fake):
        real_pair = ops.concatenate([source, target], axis=-1)
        fake_pair = self.pool(ops.concatenate([source, ops.cast(fake, source.dtype)], axis=-1))
        with record(self.discriminator.trainable_weights) as tape:
            real, fake = self.adversarial_loss.discriminator(
                self.discriminator(real_pair, training=True),
                self.discriminator(fake_pair, training=True),
            )
            # Halved: the discriminator learns at half the generator's pace (section 3.3).
            loss = 0.5 * (real + fake)
            if self.adversarial_loss.gradient_penalty:
                loss = loss + self.adversarial_loss.gradient_penalty * gradient_penalty(
                    lambda pair: self.discriminator(pair, training=True), real_pair, fake_pair,
                    seed=self._penalty_seed,
                )
        apply_gradients(self.discriminator_optimizer, tape, loss)
        return {
            "discriminator/loss": loss, "discriminator/real": real, "discriminator/fake": fake
        }

    def _judge(self, source, picture):
        pair = ops.concatenate([source, ops.cast(picture, source.dtype)], axis=-1)
        return self.discriminator(pair, training=True)

    def _generator_weights(self):
        return self.generator.trainable_weights

    def _discriminator_weights(self):
        return [] if self.discriminator is None else self.discriminator.trainable_weights

    def _pools(self):
        return [(self.pool, self.discriminator.in_channels)]  # it keeps whole pairs

    def call(self, pictures, training=False):
        """Return the translated pictures (B, H, W, C) in [-1, 1], at sizes the network takes."""
        if training:
            return self.generator(pictures, training=True)
        return self.translator()(pictures)

    @property
    def directions(self) -> tuple[str, ...]:
        """The one direction, e.g. `("label2photo",)`."""
        return ("2".join(self.domains),)

    def translator(self, direction=None):
        """Return the trained function from source to target pictures, in [-1, 1].

        It uses the moving average of the generator where there is one.
        """
        self.check_direction(direction)
        return inference_function(self.generator_ema or self.generator, self.inference_mode)

    def get_config(self):
        """Return the constructor's arguments, the networks serialized."""
        return {
            "name": self.name,
            "generator": keras.saving.serialize_keras_object(self.generator),
            "discriminator": keras.saving.serialize_keras_object(self.discriminator),
            "adversarial_loss": describe_loss(self.adversarial_loss),
            "l1": self.l1_loss.weight,
            "ema": self.ema,
            "pool_size": self.pool_size,
            "inference_mode": self.inference_mode,
            "domains": list(self.domains),
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """Build the model from `get_config()`."""
        config = dict(config)
        for name in ("generator", "discriminator"):
            if isinstance(config.get(name), dict):
                config[name] = keras.saving.deserialize_keras_object(config[name])
        return cls(**config)
