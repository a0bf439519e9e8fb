"""One-sided unpaired translation by contrasting patches (Park et al. 2020, "CUT")."""

import keras
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.losses import get_adversarial_loss, lattice_loss, patch_nce_loss
from tfstyle.models.cut.patches import FeatureTaps, default_nce_layers, gather_patches
from tfstyle.models.shared.inference_mode import check_inference_mode
from tfstyle.models.shared.networks_fit import check_judge, check_network
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.models.shared.two_players import TwoPlayers, penalty_seed
from tfstyle.networks import PatchProjector
from tfstyle.training import ExponentialMovingAverage, apply_gradients, record

_TEST_SEED = 4  # of the places that `test_step` compares, the same each time


@keras.saving.register_keras_serializable("tfstyle")
class CUT(PictureModel, TwoPlayers, keras.Model):
    """Learns to translate in one direction from two sets of pictures without any pairs.

    What holds the content is not a way back but mutual information: a patch of the output G(a)
    must be recognized, among `num_patches` of the same picture, as the patch of the input a at its
    place. G's own first half H sees the patches, small heads F (the projector) compare them:

    `L_G = adversarial(D(G(a))) + nce / s * (NCE(a, G(a)) + [identity_nce] NCE(b, G(b)))`,

    `NCE(x, y) = mean over layers of patch_nce_loss(F(H(y)), F(H(x)))` (equations 2 to 4), where s
    is 2 with the identity term and 1 without, as in the paper's code; so are the order of the
    updates (the discriminator first, with half its loss) and that keys get no gradient.

    Args:
        generator: `ResNetGenerator(upsampling="antialiased")` in the paper, or any network with
            layers named `nce_layers`.
        discriminator: judges pictures of b, e.g. `PatchDiscriminator()`; `None` for inference only.
        projector: `PatchProjector(channels)` for the channels of `nce_layers`; made to fit if not
            given. It is not needed to translate, and presets leave it out.
        adversarial_loss: name in `losses.ADVERSARIAL_LOSSES` or a loss object.
        nce: weight of the contrastive loss: 1 in CUT, 10 in FastCUT; 0 skips its passes.
        identity_nce: also ask it of b and G(b); a generator then leaves pictures of b alone.
        flip_equivariance: half of the time translate the mirrored a, and compare its features,
            mirrored back, with those of a: FastCUT's substitute for the identity term.
        lattice: weight of what repeats with the generator's strides all over a result, see
            `losses.lattice_loss`; 0 for none.
        temperature: tau of the softmax.
        num_patches: patches compared in each layer, at most as many as it has places.
        nce_layers: names of the generator's layers whose features are compared. By default the
            paper's 0, 4, 8, 12, 16: padded picture, both halvings, first and fifth residual block.
        ema: decay of the generator's moving average, 0 for none.
        inference_mode: how the generator runs once trained, see `models.shared.inference_mode`.
        domains: names of a and b.

    `fit` and `evaluate` take batches `(real_a, real_b)`: two (B, H, W, C) float32 pictures in
    [-1, 1], drawn independently.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import PatchDiscriminator, ResNetGenerator
        >>> model = CUT(ResNetGenerator(filters=4, num_blocks=1), PatchDiscriminator(filters=4))
        >>> model.compile()
        >>> pictures = np.zeros((1, 32, 32, 3), "float32")
        >>> history = model.fit(pictures, pictures, batch_size=1, verbose=0)
        >>> round(history.history["nce/a"][0], 2) >= 0
        True
    """

    capabilities = Capabilities()

    roles = ("generator", "discriminator", "projector", "generator_ema")

    def __init__(
        self,
        generator,
        discriminator=None,
        projector=None,
        *,
        adversarial_loss="least_squares",
        nce=1.0,
        identity_nce=True,
        flip_equivariance=False,
        lattice=0.0,
        temperature=0.07,
        num_patches=256,
        nce_layers=None,
        ema=0.0,
        inference_mode="eval",
        domains=("a", "b"),
        **kwargs,
    ):
        super().__init__(**kwargs)
        if nce < 0 or temperature <= 0 or num_patches < 2:
            raise ValueError(
                "CUT needs nce >= 0, temperature > 0 and num_patches >= 2. "
                f"Received: nce={nce}, temperature={temperature}, num_patches={num_patches}"
            )
        check_network(generator, "generator")
        check_judge(discriminator, "discriminator", generator.out_channels, "pictures of b")
        again = nce and identity_nce and discriminator is not None
        if again and generator.in_channels != generator.out_channels:
            raise ValueError(
                "identity_nce translates pictures of b, too, which needs as many channels in b as "
                f"in a: pass identity_nce=False. Received: {generator.in_channels} channels to "
                f"{generator.out_channels}"
            )
        self.generator = generator
        self.discriminator = discriminator
        self.nce_layers = tuple(nce_layers or default_nce_layers(generator))
        self._taps = FeatureTaps(generator, self.nce_layers)
        if projector is None and discriminator is not None:
            projector = PatchProjector(self._taps.channels, name="projector")
        if projector is not None and projector.channels != self._taps.channels:
            raise ValueError(
                f"The layers {self.nce_layers} have {self._taps.channels} channels; the projector "
                f"must be made for them. Received: channels={projector.channels}"
            )
        self.projector = projector
        self.adversarial_loss = get_adversarial_loss(adversarial_loss)
        self.nce = nce
        self.identity_nce = identity_nce
        self.flip_equivariance = flip_equivariance
        self.lattice = lattice
        self.temperature = temperature
        self.num_patches = num_patches
        self.ema = ema
        self.inference_mode = check_inference_mode(inference_mode)
        self.domains = tuple(domains)

        # A generator of the model's own: a checkpoint holds its state, Keras' global one not.
        self._patch_seed = keras.random.SeedGenerator(4)
        self._penalty_seed = penalty_seed(self.adversarial_loss)
        self._average = ExponentialMovingAverage(generator, ema, "generator_ema")
        self.generator_ema = self._average.average
        self.built = True

    @classmethod
    def fast(cls, generator, discriminator=None, projector=None, **options):
        """Return FastCUT: no identity term, a tenfold NCE, flip-equivariance (section 4.1).

        Args:
            generator: as of `CUT`.
            discriminator: as of `CUT`.
            projector: as of `CUT`.
            **options: of `CUT`; they win over FastCUT's.
        """
        settings = {"nce": 10.0, "identity_nce": False, "flip_equivariance": True}
        return cls(generator, discriminator, projector, **{**settings, **options})

    def train_step(self, data):
        """Update the discriminator, then generator and projector, on a batch of each domain."""
        real_a, real_b = self._batch(data)
        step = self.generator_optimizer.iterations.value
        # One decision a batch, as in the paper's code.
        flip = None
        if self.flip_equivariance and self.nce:
            flip = keras.random.uniform((), seed=self._patch_seed) < 0.5
        keys_a, places = self._keys(real_a)

        with record(self._generator_weights()) as tape:
            fake_b = self.generator(_mirror(real_a, flip), training=True)
        discriminator_logs = self._update_discriminator(real_b, ops.stop_gradient(fake_b))
        with tape:
            adversarial = self._adversarial(
                self.discriminator(fake_b, training=True)
            )
            terms = {"generator/adversarial": adversarial}
            share = self.nce / 2 if self.identity_nce else self.nce
            if self.nce:
                terms["nce/a"] = share * self._nce(fake_b, keys_a, places, flip)
            if self.lattice:
                terms["generator/lattice"] = self.lattice * lattice_loss(fake_b)
        if self.nce and self.identity_nce:
            keys_b, places = self._keys(real_b)
            with tape:
                same_b = self.generator(real_b, training=True)
                terms["nce/b"] = share * self._nce(same_b, keys_b, places)
        with tape:
            loss = sum(terms.values())
        apply_gradients(self.generator_optimizer, tape, loss)
        self._average.update(step)
        return self._log({"generator/loss": loss, **terms, **discriminator_logs}, real_a)

    def test_step(self, data):
        """Return the losses of what `translate` shows, nothing updated.

        The features are those of the generator in training, at the same places for every batch,
        and nothing is mirrored.
        """
        real_a, real_b = self._batch(data)
        translate = self.translator()
        fake_b = translate(real_a)
        judged = self.discriminator(fake_b, training=False)
        terms = {"generator/adversarial": self._adversarial(judged)}
        share = self.nce / 2 if self.identity_nce else self.nce
        if self.nce:
            keys, places = self._keys(real_a, training=False)
            terms["nce/a"] = share * self._nce(fake_b, keys, places, training=False)
        if self.nce and self.identity_nce:
            keys, places = self._keys(real_b, training=False)
            terms["nce/b"] = share * self._nce(translate(real_b), keys, places, training=False)
        if self.lattice:
            terms["generator/lattice"] = self.lattice * lattice_loss(fake_b)
        judged = self._test_discriminator(real_b, fake_b)
        return self._log({"generator/loss": sum(terms.values()), **terms, **judged}, real_a)

    def _learns_from(self):
        again = self.nce and self.identity_nce  # b goes through the generator, too
        size = {} if again else {"multiple": 1, "least": 1}
        return (
            self._sized("real_a", self.generator.in_channels),
            self._sized("real_b", self.generator.out_channels, **size),
        )

    def _keys(self, pictures, training=True):
        """Return the projected patches of real pictures, and where they were taken.

        Outside of any tape: the keys get no gradient.
        """
        if not self.nce:
            return None, None
        features = self._taps(pictures, training)
        seed = self._patch_seed if training else _TEST_SEED
        places = [self._draw_places(layer, seed) for layer in features]
        patches = [gather_patches(*pair) for pair in zip(features, places, strict=True)]
        return self.projector(patches, training=training), places

    def _draw_places(self, features, seed):
        """Choose up to `num_patches` different places of a layer, one choice for the batch."""
        count = ops.shape(features)[1] * ops.shape(features)[2]
        order = keras.random.shuffle(ops.arange(count), seed=seed)
        return order[: self.num_patches]

    def _nce(self, pictures, keys, places, flip=None, training=True):
        features = [_mirror(layer, flip) for layer in self._taps(pictures, training)]
        patches = [gather_patches(*pair) for pair in zip(features, places, strict=True)]
        queries = self.projector(patches, training=training)
        losses = [
            patch_nce_loss(query, key, self.temperature)
            for query, key in zip(queries, keys, strict=True)
        ]
        return sum(losses) / len(losses)

    def _generator_weights(self):
        # One optimizer for both: Adam treats every weight on its own.
        projector = self.projector.trainable_weights if self.projector and self.nce else []
        return self.generator.trainable_weights + projector


def _mirror(x, flip):
    """Return `x` (B, H, W, C) mirrored left to right where the boolean tensor `flip` is true."""
    return x if flip is None else ops.where(flip, ops.flip(x, axis=2), x)
