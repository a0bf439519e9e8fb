"""What models of a single optimizer share: made ready before the first step."""

import keras

from tfstyle.models.shared.keras_habits import KerasHabits
from tfstyle.models.shared.loss_encoder import check_encoder, loss_encoder
from tfstyle.models.shared.optimizers import prepare_optimizer
from tfstyle.training import FusedAdam


class OnePlayer(KerasHabits):
    """Mixin for a `keras.Model` that trains one generator against fixed losses.

    The model offers `generator`, and `encoder_layers`, the names of the features its losses look
    at, or a `_loss_encoder` of its own.

    Attributes:
        loss_encoder: what the losses look through, once compiled.
    """

    optimizer_names = ("generator_optimizer",)
    generator_optimizer = None
    loss_encoder = None

    def compile(
        self, generator_optimizer=None, encoder=None, image_shape=None, *, optimizer=None, **kwargs
    ):
        """Set the optimizer and the losses' encoder, and create every variable `fit` needs.

        Args:
            generator_optimizer: Keras optimizer, its name or its config; Adam with rate 1e-3 if
                not given.
            encoder: network from pictures to the features `encoder_layers`; VGG19 with its
                trained weights if not given.
            image_shape: (B, H, W, C) of the pictures one replica trains on; not needed here.
            optimizer: another name of `generator_optimizer`, Keras' own.
            **kwargs: for `keras.Model.compile`. XLA is off unless asked for.

        Raises:
            OfflineError: VGG19's weights are not to be had.
            UnsupportedOptionError: `loss` or `metrics`, which these models take none of.
        """
        if optimizer is not None and generator_optimizer is not None:
            raise ValueError("compile takes optimizer or generator_optimizer, not both.")
        self.loss_encoder = self._loss_encoder(encoder)
        self._compile(optimizer or generator_optimizer, **kwargs)

    def _loss_encoder(self, encoder):
        return loss_encoder(encoder, self.encoder_layers)

    def _generator_weights(self):
        return self.generator.trainable_weights

    def _compile(self, generator_optimizer, **kwargs):
        self.generator_optimizer = prepare_optimizer(
            generator_optimizer or FusedAdam(1e-3), self._generator_weights()
        )
        self._compile_keras(self.generator_optimizer, **kwargs)

    def get_compile_config(self):
        """Return the optimizer, serialized, for a `.keras` file; the encoder is not part of it."""
        return self._optimizers_config()

    def compile_from_config(self, config):
        """Restore the optimizer; to train on, call `compile` with an encoder."""
        self._compile(keras.saving.deserialize_keras_object(config["generator_optimizer"]))

    def _check_ready(self):
        check_encoder(self, self.loss_encoder)
