"""Unpaired image-to-image translation (Zhu, Park, Isola and Efros 2017, "CycleGAN")."""

from functools import partial

import keras
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.losses import (
    CycleConsistencyLoss,
    IdentityLoss,
    get_adversarial_loss,
    lattice_loss,
)
from tfstyle.models.shared.inference_mode import check_inference_mode, inference_function
from tfstyle.models.shared.networks_fit import check_judge, check_network
from tfstyle.models.shared.phases import InPhases, Phases
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.models.shared.two_players import TwoPlayers, check_r1, penalty_seed
from tfstyle.training import ExponentialMovingAverage, ImagePool, apply_gradients, record


@keras.saving.register_keras_serializable("tfstyle")
class CycleGAN(PictureModel, InPhases, TwoPlayers, keras.Model):
    """Learns to translate between two sets of pictures without any pairs.

    Two generators and two discriminators; the generators minimize
    `L = adversarial(D_b(G_ab(a))) + adversarial(D_a(G_ba(b)))
       + cycle (|a - G_ba(G_ab(a))| + |b - G_ab(G_ba(b))|)
       + cycle identity (|b - G_ab(b)| + |a - G_ba(a)|)`
    (equations 1 to 3 and section 5.2), updated together and before the discriminators, each of
    which halves its own loss.

    **Reconstruct first.** For `warm_up_steps` both generators learn to leave pictures of their own
    source as they are, `cycle (|a - G_ab(a)| + |b - G_ba(b)|)`: a translation that changes too
    little is mended more easily than one that lost its picture (CartoonGAN: Chen, Lai and Liu
    2018, section 3.3). The discriminators do not learn meanwhile: shown copies they would win
    before the game begins. The weight is the cycle's so that Adam's moments fit what follows.

    Args:
        generator_ab: network from domain a to domain b, e.g. `ResNetGenerator()`.
        generator_ba: network from b to a.
        discriminator_a: network that judges pictures of a, e.g. `PatchDiscriminator()`; `None`
            for inference only.
        discriminator_b: the same for b.
        adversarial_loss: name in `losses.ADVERSARIAL_LOSSES` or a loss object.
        cycle: weight of the cycle consistency; the paper's 10.
        identity: weight of the identity loss *relative to* `cycle`; at 0 its two passes are not
            computed at all.
        r1: weight of `training.r1_penalty` of the discriminators, 0 for none: a slower judge that
            leaves more to learn.
        lattice: weight of what repeats with the generators' strides all over a fake, see
            `losses.lattice_loss`; 0 for none. Judges that see a picture enlarged need it.
        pool_size: earlier fakes kept for each discriminator.
        warm_up_steps: steps in which the generators reconstruct, before the game.
        ema: decay of the generators' moving averages, 0 for none.
        inference_mode: how the generators run once trained, see `models.shared.inference_mode`.
        domains: names of a and b, e.g. `("monet", "photo")`.

    `fit` and `evaluate` take batches `(real_a, real_b)`: two (B, H, W, C) float32 pictures in
    [-1, 1], drawn independently. Set `steps_per_execution` so that it divides `warm_up_steps`.

    Raises:
        ValueError: networks that do not lead there and back, or a warm-up of generators whose
            pictures have other channels than their sources.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import PatchDiscriminator, ResNetGenerator
        >>> model = CycleGAN(
        ...     ResNetGenerator(filters=4, num_blocks=1), ResNetGenerator(filters=4, num_blocks=1),
        ...     PatchDiscriminator(filters=4), PatchDiscriminator(filters=4),
        ...     domains=("monet", "photo"),
        ... )
        >>> model.directions
        ('monet2photo', 'photo2monet')
    """

    capabilities = Capabilities(directions=2)

    roles = (
        "generator_ab", "generator_ba", "discriminator_a", "discriminator_b", "generator_ab_ema",
        "generator_ba_ema",
    )

    def __init__(
        self,
        generator_ab,
        generator_ba,
        discriminator_a=None,
        discriminator_b=None,
        *,
        adversarial_loss="least_squares",
        cycle=10.0,
        identity=0.5,
        r1=0.0,
        lattice=0.0,
        pool_size=50,
        warm_up_steps=0,
        ema=0.0,
        inference_mode="eval",
        domains=("a", "b"),
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_network(generator_ab, "generator_ab")
        check_network(generator_ba, "generator_ba")
        if (generator_ab.in_channels, generator_ab.out_channels) != (
            generator_ba.out_channels, generator_ba.in_channels
        ):
            raise ValueError(
                "The generators must lead back: one's in_channels are the other's out_channels. "
                f"Received: {generator_ab.in_channels} to {generator_ab.out_channels}, and "
                f"{generator_ba.in_channels} to {generator_ba.out_channels}"
            )
        check_judge(
            discriminator_a, "discriminator_a", generator_ab.in_channels, "pictures of a"
        )
        check_judge(
            discriminator_b, "discriminator_b", generator_ab.out_channels, "pictures of b"
        )
        _check_warm_up(warm_up_steps, generator_ab)
        self.generator_ab = generator_ab
        self.generator_ba = generator_ba
        self.discriminator_a = discriminator_a
        self.discriminator_b = discriminator_b
        self.adversarial_loss = get_adversarial_loss(adversarial_loss)
        self.cycle, self.cycle_loss = cycle, CycleConsistencyLoss(cycle)
        self.identity, self.identity_loss = identity, IdentityLoss(cycle * identity)
        self.r1 = check_r1(r1)
        self.lattice = lattice
        self.pool_size = pool_size
        self.warm_up_steps = warm_up_steps
        self.ema = ema
        self.inference_mode = check_inference_mode(inference_mode)
        self.domains = tuple(domains)

        self.phases = Phases(("warm_up", warm_up_steps), ("game", None))
        self._penalty_seed = penalty_seed(self.adversarial_loss)
        self.pool_a = ImagePool(pool_size, seed=1, name="pool_a")
        self.pool_b = ImagePool(pool_size, seed=2, name="pool_b")
        self._average_ab = ExponentialMovingAverage(generator_ab, ema, "generator_ab_ema")
        self._average_ba = ExponentialMovingAverage(generator_ba, ema, "generator_ba_ema")
        self.generator_ab_ema = self._average_ab.average
        self.generator_ba_ema = self._average_ba.average
        self.built = True

    def train_step(self, data):
        """Update both generators, then both discriminators, on one batch of each domain."""
        real_a, real_b = self._batch(data)
        if self.phases.now(self._updates) == "warm_up":
            return self._warm_up(real_a, real_b)
        step = self.generator_optimizer.iterations.value

        with record(self._generator_weights()) as tape:
            fake_a, fake_b, logs = self._generator_losses(
                partial(self.generator_ab, training=True),
                partial(self.generator_ba, training=True), real_a, real_b, training=True,
            )  # fmt: skip
            loss = sum(logs.values())
        apply_gradients(self.generator_optimizer, tape, loss)
        self._average_ab.update(step)
        self._average_ba.update(step)

        shown_a = ops.stop_gradient(self.pool_a(fake_a))
        shown_b = ops.stop_gradient(self.pool_b(fake_b))
        with record(self._discriminator_weights()) as tape:
            loss_a, *_ = self._discriminator_loss(self.discriminator_a, real_a, shown_a)
            loss_b, *_ = self._discriminator_loss(self.discriminator_b, real_b, shown_b)
            # One update for two networks that share no weight: the sum's gradients are theirs.
            discriminators = loss_a + loss_b
        apply_gradients(self.discriminator_optimizer, tape, discriminators)

        logs = {
            "generator/loss": loss,
            **logs,
            "discriminator_a/loss": loss_a,
            "discriminator_b/loss": loss_b,
        }
        return self._log(logs, real_a)

    def _warm_up(self, real_a, real_b):
        """Update both generators towards leaving their sources as they are."""
        step = self.generator_optimizer.iterations.value
        with record(self._generator_weights()) as tape:
            logs = {
                "reconstruction/a": self.cycle_loss(
                    real_a, self.generator_ab(real_a, training=True)
                ),
                "reconstruction/b": self.cycle_loss(
                    real_b, self.generator_ba(real_b, training=True)
                ),
            }
            loss = sum(logs.values())
        apply_gradients(self.generator_optimizer, tape, loss)
        self._average_ab.update(step)
        self._average_ba.update(step)
        return self._log({"generator/loss": loss, **logs}, real_a)

    def test_step(self, data):
        """Return the losses of what `translate` shows: the averages' pictures, nothing updated."""
        real_a, real_b = self._batch(data)
        ab, ba = (self.translator(direction) for direction in self.directions)
        fake_a, fake_b, logs = self._generator_losses(ab, ba, real_a, real_b, training=False)
        judges = (
            ("discriminator_a", self.discriminator_a, real_a, fake_a),
            ("discriminator_b", self.discriminator_b, real_b, fake_b),
        )
        logs = {"generator/loss": sum(logs.values()), **logs}
        for name, judge, real, fake in judges:
            logs[f"{name}/loss"], *_ = self._discriminator_loss(judge, real, fake, training=False)
        return self._log(logs, real_a)

    def _generator_losses(self, ab, ba, real_a, real_b, training):
        """Return both fakes and the losses of two functions of pictures."""
        fake_b, fake_a = ab(real_a), ba(real_b)
        cycled_a, cycled_b = ba(fake_b), ab(fake_a)
        losses = {
            "generator_ab/adversarial": self._adversarial(
                self.discriminator_b(fake_b, training=training)
            ),
            "generator_ba/adversarial": self._adversarial(
                self.discriminator_a(fake_a, training=training)
            ),
            "cycle/a": self.cycle_loss(real_a, cycled_a),
            "cycle/b": self.cycle_loss(real_b, cycled_b),
        }
        if self.identity_loss:
            same_a, same_b = ba(real_a), ab(real_b)
            losses["identity/a"] = self.identity_loss(real_a, same_a)
            losses["identity/b"] = self.identity_loss(real_b, same_b)
        if self.lattice:
            losses["generator_ab/lattice"] = self.lattice * lattice_loss(fake_b)
            losses["generator_ba/lattice"] = self.lattice * lattice_loss(fake_a)
        return fake_a, fake_b, losses

    def _learns_from(self):
        return (
            self._sized("real_a", self.generator_ab.in_channels),
            self._sized("real_b", self.generator_ba.in_channels),
        )

    def _shown(self, real_a, real_b):
        if self.phases.now(self._updates) == "warm_up":
            return {}  # nobody has been taught to judge
        ab, ba = (
            inference_function(network, self.inference_mode)
            for network in (self.generator_ab, self.generator_ba)
        )
        return {"discriminator_a": (real_a, ba(real_b)), "discriminator_b": (real_b, ab(real_a))}

    def _generator_weights(self):
        return self.generator_ab.trainable_weights + self.generator_ba.trainable_weights

    def _discriminator_weights(self):
        if self.discriminator_a is None or self.discriminator_b is None:
            return []
        return self.discriminator_a.trainable_weights + self.discriminator_b.trainable_weights

    def _pools(self):
        return [
            (self.pool_a, self.discriminator_a.in_channels),
            (self.pool_b, self.discriminator_b.in_channels),
        ]

    def call(self, pictures, training=False):
        """Return pictures of a as pictures of b, (B, H, W, C) in [-1, 1]."""
        if training:
            return self.generator_ab(pictures, training=True)
        return self.translator()(pictures)

    @property
    def size_multiple(self) -> int:
        """What H and W must be multiples of."""
        return max(self.generator_ab.size_multiple, self.generator_ba.size_multiple)

    @property
    def min_size(self) -> int:
        """The smallest H and W."""
        return max(self.generator_ab.min_size, self.generator_ba.min_size)

    def network_of(self, direction=None) -> keras.Model:
        """Return the generator of a direction: its moving average where there is one."""
        if self.check_direction(direction) == self.directions[0]:
            return self.generator_ab_ema or self.generator_ab
        return self.generator_ba_ema or self.generator_ba


def _check_warm_up(steps, generator):
    """Check that there can be so many steps of reconstruction.

    Raises:
        ValueError: there cannot.
    """
    if steps < 0:
        raise ValueError(f"warm_up_steps must be 0 or more. Received: {steps}")
    channels = generator.in_channels, generator.out_channels
    if steps and channels[0] != channels[1]:
        raise ValueError(
            "warm_up_steps lets generators reconstruct their source, and these take "
            f"{channels[0]} channels and make {channels[1]}: use 0. Received: {steps}"
        )
