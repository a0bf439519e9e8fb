"""What the two-player models share: two optimizers, made ready before the first step."""

from functools import partial
from typing import Any

import keras

from tfstyle.errors import DataError
from tfstyle.losses import (
    decision_threshold,
    discriminator_loss,
    generator_loss,
    logit_maps,
)
from tfstyle.models.shared.batches import picture_size
from tfstyle.models.shared.inference_mode import as_learned, inference_function
from tfstyle.models.shared.keras_habits import KerasHabits
from tfstyle.models.shared.optimizers import BothPlayers, for_two, prepare_optimizer
from tfstyle.roles import Role, role_of
from tfstyle.training import (
    apply_gradients,
    compiled,
    gradient_penalty,
    num_replicas,
    r1_penalty,
    record,
)


class TwoPlayers(KerasHabits):
    """Mixin for a `keras.Model` that trains generators against discriminators.

    Most models have one `generator` and one `discriminator`; others override
    `_generator_weights()` and `_discriminator_weights()` (empty for a model that can only
    translate). A model with image pools overrides `_pools()`: pairs of a pool and the channels it
    keeps. The losses below take the model's `adversarial_loss` and `_penalty_seed`, and the weight
    `r1` of `training.r1_penalty`.

    `model.optimizer`, which Keras' callbacks move, stands for both: see
    `models.shared.optimizers.BothPlayers`.
    """

    optimizer_names = ("generator_optimizer", "discriminator_optimizer")
    generator_optimizer: Any = None
    discriminator_optimizer: Any = None
    adversarial_loss: Any
    r1 = 0.0

    def compile(
        self, generator_optimizer=None, discriminator_optimizer=None, image_shape=None, *,
        optimizer=None, **kwargs,
    ):  # fmt: skip
        """Set the two optimizers and create their variables, so that `fit` adds none.

        Args:
            generator_optimizer: Keras optimizer of the generators, its name or its config; Adam
                with rate 2e-4 and beta_1 0.5 if not given.
            discriminator_optimizer: the same for the discriminators. If it is not given and the
                generators' is a name or a config, they have one of the same.
            image_shape: (B, H, W, C) of the pictures one replica trains on. Needed with an image
                pool where the data do not tell their size, and under `tf.distribute`, where
                variables must exist before training.
            optimizer: a name or a config for both players.
            **kwargs: for `keras.Model.compile`, e.g. `metrics` where there are targets. XLA is off
                unless asked for: it is slower on CPUs.

        Raises:
            ValueError: the model has no discriminator, or one whose gradients cannot be penalized
                as asked, or one optimizer for two players.
            UnsupportedOptionError: `loss`, or `metrics` for a model without targets.

        Example:
            >>> from tfstyle.networks import PatchDiscriminator, UNetGenerator
            >>> from tfstyle.models import Pix2Pix
            >>> model = Pix2Pix(
            ...     UNetGenerator(filters=2, num_downs=2),
            ...     PatchDiscriminator(filters=2, in_channels=6),
            ... )
            >>> model.compile("adam", metrics=["mae"])
            >>> model.optimizer.learning_rate = 5e-4                     # moves both players'
            >>> round(float(model.discriminator_optimizer.learning_rate), 6)
            0.0005
        """
        if not self._discriminator_weights():
            raise ValueError(
                f"This {type(self).__name__} has no discriminator and can only translate. "
                "Pass one to its constructor to train it."
            )
        if self.adversarial_loss.gradient_penalty or self.r1:
            for name, network in self.networks.items():
                if role_of(network, name) is Role.DISCRIMINATOR:
                    penalized(network)
        generator, discriminator = for_two(
            type(self).__name__, optimizer, generator_optimizer, discriminator_optimizer
        )
        self.generator_optimizer = prepare_optimizer(generator, self._generator_weights())
        self.discriminator_optimizer = prepare_optimizer(
            discriminator, self._discriminator_weights(), "discriminator_optimizer"
        )
        if image_shape is not None:
            self._build_pools(image_shape[1:3])
        self._compile_keras(
            BothPlayers(self.generator_optimizer, self.discriminator_optimizer), **kwargs
        )

    def get_compile_config(self):
        """Return both optimizers, serialized, for a `.keras` file."""
        return {**self._optimizers_config(), **self._metrics_config()}

    def compile_from_config(self, config):
        """Compile with the optimizers of `get_compile_config()`.

        No encoder is loaded: to train on by losses that look through one, call `compile`.
        """
        TwoPlayers.compile(
            self, **{name: keras.saving.deserialize_keras_object(o) for name, o in config.items()}
        )

    def _generator_weights(self):
        return self.generator.trainable_weights

    def _discriminator_weights(self):
        return [] if self.discriminator is None else self.discriminator.trainable_weights

    def _pools(self):
        return []

    def _build_pools(self, size):
        """Give the pools their room, for pictures of `size` (H, W)."""
        for pool, channels in self._pools():
            if not pool.built:
                pool.build((1, *size, channels))

    def _expect(self, x):
        """Build the pools from what data tell of their shape: in a replica it would be too late."""
        pools = self._pools() if self.compiled else []
        if not any(pool.size and not pool.built for pool, _ in pools):
            return
        size = picture_size(x)
        if size is not None:
            with self.distribute_strategy.scope():
                self._build_pools(size)
        elif num_replicas(self.distribute_strategy) > 1:
            raise DataError(
                "The image pool keeps pictures of one size, and under tf.distribute it must exist "
                "before training, but these data do not tell the size. Say it: "
                "compile(..., image_shape=(B, H, W, C)). Or use pool_size=0."
            )

    @property
    def decision_threshold(self) -> float | None:
        """The logit above which its discriminators call a picture real; a critic has none."""
        return decision_threshold(self.adversarial_loss)

    def judgements(self, *batch):
        """Return what the discriminators say of real pictures and of results, nothing updated.

        Both players are as they learn: no averages, batch norm by the batch.

        Args:
            *batch: the parts of a batch of `fit`.

        Returns:
            `{name: (on real, on results)}`, each a list of logits (B, h, w, 1), one a scale.
        """
        return {
            name: tuple(self._logits(as_learned(self.networks[name], one)) for one in shown)
            for name, shown in self._shown(*batch).items()
        }

    def judging(self):
        """Return `judgements` as one graph, for many looks in the course of a training."""
        return compiled(self.judgements)

    def _shown(self, source, target):
        """Return what each discriminator is shown of a batch: `{name: (real, result)}`."""
        return {"discriminator": (target, self._painted(source))}

    def _painted(self, source):
        """Return what the generator in training makes of pictures, without its average."""
        return inference_function(self.generator, self.inference_mode)(source)

    def _logits(self, judged):
        """Return the logits in what a discriminator gives, a list of one a scale and judge."""
        return logit_maps(self.adversarial_loss, judged, self.decision_threshold)

    def _adversarial(self, judged):
        """Return what the generator minimizes for what a discriminator gives of its pictures."""
        return generator_loss(self.adversarial_loss, judged)

    def _told_apart(self, on_real, on_fake):
        """Return the discriminator's losses on `real` and on `fake`, for what it gives of both."""
        return discriminator_loss(self.adversarial_loss, on_real, on_fake)

    def _update_discriminator(self, real, fake):
        """Teach the discriminator on a batch of each; return its losses under their log keys."""
        with record(self.discriminator.trainable_weights) as tape:
            loss, *parts = self._discriminator_loss(self.discriminator, real, fake)
        apply_gradients(self.discriminator_optimizer, tape, loss)
        return _named(loss, *parts)

    def _test_discriminator(self, real, fake):
        """Return what `_update_discriminator` does, without teaching it."""
        return _named(*self._discriminator_loss(self.discriminator, real, fake, training=False))

    def _discriminator_loss(self, discriminator, real, fake, training=True):
        """Return what a discriminator minimizes, and its parts on `real` and on `fake`.

        Not in training it judges by its moving statistics, and gradients are not penalized.
        """

        def judge(pictures):
            return discriminator(pictures, training=training)

        on_real, on_fake = self._told_apart(judge(real), judge(fake))
        # Halved: discriminators learn at half the generators' pace (pix2pix, section 3.3;
        # CycleGAN, appendix 7.1).
        loss = 0.5 * (on_real + on_fake)
        weight = self.adversarial_loss.gradient_penalty
        if weight and training:
            critic = partial(penalized(discriminator), training=True)
            loss = loss + weight * gradient_penalty(critic, real, fake, seed=self._penalty_seed)
        if self.r1 and training:
            critic = partial(penalized(discriminator), training=True)
            loss = loss + self.r1 * r1_penalty(critic, real)
        return loss, on_real, on_fake


def _named(loss, on_real, on_fake):
    return {
        "discriminator/loss": loss, "discriminator/real": on_real, "discriminator/fake": on_fake
    }


def penalized(discriminator):
    """Return the network whose gradients a penalty concerns.

    A discriminator may declare it as `penalized`: of several judges the first, and `None` for one
    that learns behind fixed features, where spectral normalization bounds it.

    Raises:
        ValueError: it has none.
    """
    network = getattr(discriminator, "penalized", discriminator)
    if network is None:
        raise ValueError(
            f"The gradients of a {type(discriminator).__name__} are not penalized: what it learns "
            "stands behind fixed features, and spectral normalization bounds it. Use another loss "
            "than 'wasserstein', and r1=0; or set it beside a PatchGAN in a JointDiscriminator, "
            "which the penalty then concerns alone."
        )
    return network


def penalty_seed(loss):
    """Return the random numbers for a loss' gradient penalty, `None` for a loss without one.

    A model keeps them as its own: a checkpoint holds their state, that of Keras' global ones not.
    """
    return keras.random.SeedGenerator(3) if loss.gradient_penalty else None


def check_r1(weight):
    """Return the weight of the R1 penalty.

    Raises:
        ValueError: it is negative.
    """
    if not weight >= 0:
        raise ValueError(f"r1 must be 0 or more, the penalty's weight. Received: {weight}")
    return weight
