"""Restoration without an adversary: what is not damaged stays, the rest comes near its original."""

import keras

from tfstyle.capabilities import Capabilities
from tfstyle.losses import (
    CharbonnierLoss,
    damage_of,
    finding_loss,
    lpips_distance,
    mending_loss,
    psnr_loss,
)
from tfstyle.models.shared.inference_mode import check_inference_mode
from tfstyle.models.shared.loss_encoder import check_encoder
from tfstyle.models.shared.networks_fit import GENERATOR, check_network
from tfstyle.models.shared.one_player import OnePlayer
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.networks.lpips import load_lpips
from tfstyle.networks.vgg import FixedEncoder
from tfstyle.training import ExponentialMovingAverage, apply_gradients, record


@keras.saving.register_keras_serializable("tfstyle")
class Restore(PictureModel, OnePlayer, keras.Model):
    """Learns to mend pictures from pairs of damaged and whole ones.

    The generator G minimizes `D(y, G(x)) + lpips * LPIPS(y, G(x))` with the distance of pixels
    `D = charbonnier * C + psnr * P`; C is `losses.CharbonnierLoss`, P `losses.psnr_loss`. There is
    no discriminator: it asks for likely detail, and a mended picture should have that of its
    original or none.

    One that tells what it found (`with_findings`) learns each of its steps from a target of its
    own, with u, the original in the tones of the damaged picture (`losses.damage_of`):

    `D(y, G(x)) + D(u, R(x)) + charbonnier * M + lpips * LPIPS(u, R(x)) + finding * F`

    R(x) is the picture before its tones change, and only what changes the tones learns of G(x):
    marks are a tenth of what fading does to a picture's pixels, and would not be seen beside it. M
    is `losses.mending_loss` of what the network would do everywhere: through a mask that is closed
    no slope passes, and what was never mended gives the mask no reason to open. F is
    `losses.finding_loss` of the masks.

    Args:
        generator: network from damaged to whole pictures, e.g. `RetouchingGenerator()`.
        charbonnier: weight of the distance of pixels.
        psnr: weight of `losses.psnr_loss`, by which a picture with little damage counts as much as
            one with much; 0 leaves it out.
        lpips: weight of LPIPS through SqueezeNet; 0 leaves it out.
        finding: weight of finding the damage, of a generator that tells its findings by
            `with_findings`; 0 leaves it out.
        ema: decay of the generator's moving average, 0 for none.
        inference_mode: how the generator runs once trained, see `models.shared.inference_mode`.
        domains: names of source and target.

    `fit` and `evaluate` take batches `(source, target)`: two (B, H, W, C) float32 pictures in
    [-1, 1]. `compile(metrics=["mae"])` compares target and output.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import RetouchingGenerator
        >>> model = Restore(RetouchingGenerator(filters=4, num_downs=2), lpips=0.0)
        >>> model.compile()
        >>> pictures = np.zeros((1, 32, 32, 3), "float32")
        >>> history = model.fit(0.5 + pictures, pictures, batch_size=1, verbose=0)
        >>> sorted(history.history)
        ['generator/charbonnier', 'generator/finding', 'generator/loss', 'generator/mending']
    """

    capabilities = Capabilities(target=True)

    roles = ("generator", "generator_ema")
    alike = has_target = True

    def __init__(
        self,
        generator,
        *,
        charbonnier=1.0,
        psnr=0.0,
        lpips=0.1,
        finding=0.1,
        ema=0.0,
        inference_mode="eval",
        domains=("a", "b"),
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_network(
            generator, "generator", (*GENERATOR, "with_findings") if finding else GENERATOR
        )
        if lpips and generator.out_channels != 3:
            raise ValueError(
                "lpips looks at colours: use a generator of 3 channels, or lpips=0. Received: "
                f"out_channels={generator.out_channels}"
            )
        self.generator = generator
        self.charbonnier, self.charbonnier_loss = charbonnier, CharbonnierLoss(charbonnier)
        self.psnr = psnr
        self.lpips = lpips
        self.finding = finding
        self.inference_mode = check_inference_mode(inference_mode)
        self.domains = tuple(domains)
        self.ema = ema
        self._average = ExponentialMovingAverage(generator, ema, "generator_ema")
        self.generator_ema = self._average.average
        self.built = True

    def compile(self, generator_optimizer=None, encoder=None, image_shape=None, **kwargs):
        """Set the optimizer, and the fixed network that `lpips` looks through.

        Args:
            generator_optimizer: as of `OnePlayer.compile`.
            encoder: network whose features' squared distance is the loss; LPIPS' SqueezeNet with
                its trained weights if not given and needed.
            image_shape: not needed here.
            **kwargs: for `OnePlayer.compile`.

        Raises:
            OfflineError: LPIPS' weights are not to be had.
        """
        super().compile(generator_optimizer, encoder, image_shape, **kwargs)

    def _loss_encoder(self, encoder):
        if not self.lpips:
            return None
        return FixedEncoder(load_lpips() if encoder is None else encoder)

    def _check_ready(self):
        if self.lpips:
            check_encoder(self, self.loss_encoder)

    def train_step(self, data):
        """Update the generator on one batch of pairs."""
        self._check_ready()
        source, target = self._batch(data)
        step = self.generator_optimizer.iterations.value
        with record(self.generator.trainable_weights) as tape:
            mended, losses = self._mend(self.generator, source, target, training=True)
        apply_gradients(self.generator_optimizer, tape, losses["generator/loss"])
        self._average.update(step)
        return self._log(losses, source, measured=(target, mended))

    def test_step(self, data):
        """Return the losses of what `translate` shows: the average's picture, nothing updated."""
        self._check_ready()
        source, target = self._batch(data)
        network = self.generator_ema or self.generator
        mended, losses = self._mend(network, source, target, training=False)
        return self._log(losses, source, measured=(target, mended))

    def _mend(self, network, source, target, training):
        """Return what a network makes of damaged pictures, and the losses of that."""
        if not self.finding:
            mended = network(source, training=training)
            terms = self._distances(target, mended)
        else:
            found = network.with_findings(source, training=training)
            damage = damage_of(source, target)
            mended = found.picture
            terms = self._distances(damage.unmarked, found.retouched)
            for name, distance in self._of_pixels(target, mended).items():
                terms[name] += distance  # what changes the tones
            everywhere = found.cleaned, found.patched, found.freshened
            mending = mending_loss(damage, target, *everywhere)
            terms["generator/mending"] = self.charbonnier * mending
            logits = found.grain, found.marks, found.fading
            terms["generator/finding"] = self.finding * finding_loss(damage, *logits)
        return mended, {"generator/loss": sum(terms.values()), **terms}

    def _distances(self, target, mended):
        """Return the losses that compare two pictures, each of weight 0 left out."""
        terms = self._of_pixels(target, mended)
        if self.lpips:
            distance = lpips_distance(self.loss_encoder(target), self.loss_encoder(mended))
            terms["generator/lpips"] = self.lpips * distance
        return terms

    def _of_pixels(self, target, mended):
        terms = {"generator/charbonnier": self.charbonnier_loss(target, mended)}
        if self.psnr:
            terms["generator/psnr"] = self.psnr * psnr_loss(target, mended)
        return terms

    def _learns_from(self):
        return (
            self._sized("source", self.generator.in_channels),
            self._sized("target", self.generator.out_channels),
        )
