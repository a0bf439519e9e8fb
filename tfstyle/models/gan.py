"""What the two-player models share: two optimizers, made ready before the first step."""

import keras

from tfstyle.losses import ADVERSARIAL_LOSSES
from tfstyle.training import FusedAdam, apply_gradients, gradient_penalty, record


class TwoPlayers:
    """Mixin for a `keras.Model` that trains generators against discriminators.

    Most models have one `generator` and one `discriminator`; others override
    `_generator_weights()` and `_discriminator_weights()` (empty for a model that can only
    translate). A model with image pools overrides `_pools()`: pairs of a pool and the channels it
    keeps. The losses below take the model's `adversarial_loss` and `_penalty_seed`.
    """

    def compile(
        self, generator_optimizer=None, discriminator_optimizer=None, image_shape=None, **kwargs
    ):
        """Set the two optimizers and create their variables, so that `fit` adds none.

        Args:
            generator_optimizer: Keras optimizer of the generators; Adam with rate 2e-4 and
                beta_1 0.5 if not given.
            discriminator_optimizer: the same for the discriminators.
            image_shape: (B, H, W, C) of the pictures one replica trains on. Needed with an image
                pool under `tf.distribute`, where variables must exist before training.
            **kwargs: for `keras.Model.compile`. XLA is off unless asked for: it is slower on CPUs.

        Raises:
            ValueError: the model has no discriminator.
        """
        if not self._discriminator_weights():
            raise ValueError(
                f"This {type(self).__name__} has no discriminator and can only translate. "
                "Pass one to its constructor to train it."
            )
        self.generator_optimizer = prepare_optimizer(
            generator_optimizer or default_optimizer(), self._generator_weights()
        )
        self.discriminator_optimizer = prepare_optimizer(
            discriminator_optimizer or default_optimizer(), self._discriminator_weights()
        )
        if image_shape is not None:
            for pool, channels in self._pools():
                if not pool.built:
                    pool.build((*image_shape[:-1], channels))
        # Keras' own callbacks and `.keras` files know one optimizer: the generators'.
        super().compile(optimizer=self.generator_optimizer, **{"jit_compile": False, **kwargs})

    def get_compile_config(self):
        """Return both optimizers, serialized, for a `.keras` file."""
        return {
            name: keras.saving.serialize_keras_object(getattr(self, name))
            for name in ("generator_optimizer", "discriminator_optimizer")
        }

    def compile_from_config(self, config):
        """Compile with the optimizers of `get_compile_config()`."""
        self.compile(
            **{name: keras.saving.deserialize_keras_object(o) for name, o in config.items()}
        )

    def _generator_weights(self):
        return self.generator.trainable_weights

    def _discriminator_weights(self):
        return [] if self.discriminator is None else self.discriminator.trainable_weights

    def _pools(self):
        return []

    def _update_discriminator(self, real, fake):
        """Teach the discriminator on a batch of each; return its losses under their log keys."""
        with record(self.discriminator.trainable_weights) as tape:
            loss, on_real, on_fake = self._discriminator_loss(self.discriminator, real, fake)
        apply_gradients(self.discriminator_optimizer, tape, loss)
        return {
            "discriminator/loss": loss, "discriminator/real": on_real, "discriminator/fake": on_fake
        }

    def _discriminator_loss(self, discriminator, real, fake):
        """Return what a discriminator minimizes, and its parts on `real` and on `fake`."""

        def judge(pictures):
            return discriminator(pictures, training=True)

        on_real, on_fake = self.adversarial_loss.discriminator(judge(real), judge(fake))
        # Halved: discriminators learn at half the generators' pace (pix2pix, section 3.3;
        # CycleGAN, appendix 7.1).
        loss = 0.5 * (on_real + on_fake)
        weight = self.adversarial_loss.gradient_penalty
        if weight:
            loss = loss + weight * gradient_penalty(judge, real, fake, seed=self._penalty_seed)
        return loss, on_real, on_fake


def default_optimizer() -> keras.optimizers.Optimizer:
    """Return Adam as pix2pix and CycleGAN use it: rate 2e-4, beta_1 0.5."""
    return FusedAdam(2e-4, beta_1=0.5)


def prepare_optimizer(optimizer, variables):
    """Return the optimizer with its variables created, loss scaling added under float16.

    Args:
        optimizer: a Keras optimizer.
        variables: what it will update.
    """
    if keras.config.dtype_policy().compute_dtype == "float16" and not isinstance(
        optimizer, keras.optimizers.LossScaleOptimizer
    ):
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    if not optimizer.built:
        optimizer.build(variables)
    return optimizer


def penalty_seed(loss):
    """Return the random numbers for a loss' gradient penalty, `None` for a loss without one.

    A model keeps them as its own: a checkpoint holds their state, that of Keras' global ones not.
    """
    return keras.random.SeedGenerator(3) if loss.gradient_penalty else None


def describe_loss(loss):
    """Return an adversarial loss as a name where its defaults say all, else as a config."""
    for name, kind in ADVERSARIAL_LOSSES.items():
        if type(loss) is kind and loss == kind():
            return name
    return keras.saving.serialize_keras_object(loss)
