"""What the two-player models share: two optimizers, made ready before the first step."""

import keras

from tfstyle.losses import ADVERSARIAL_LOSSES
from tfstyle.training import FusedAdam


class TwoPlayers:
    """Mixin for a `keras.Model` that trains generators against discriminators.

    The model offers `_generator_weights()`, `_discriminator_weights()` (empty for a model that
    can only translate) and `_pools()`, pairs of an image pool and the channels it keeps.
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


def describe_loss(loss):
    """Return an adversarial loss as a name where its defaults say all, else as a config."""
    for name, kind in ADVERSARIAL_LOSSES.items():
        if type(loss) is kind and loss == kind():
            return name
    return keras.saving.serialize_keras_object(loss)
