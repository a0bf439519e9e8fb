"""Pictures from noise: DCGAN, hinge with spectral normalization, WGAN-GP, with classes or not."""

import keras
import numpy as np
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.errors import DataError
from tfstyle.losses import get_adversarial_loss
from tfstyle.models.noise_gan import painting, replica_draws
from tfstyle.models.noise_gan.latents import draw_latents, mix_latents
from tfstyle.models.noise_gan.players import check_pair, deal_out, with_classes
from tfstyle.models.shared.batches import Pictures
from tfstyle.models.shared.inference_mode import as_learned
from tfstyle.models.shared.networks_fit import check_network
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.models.shared.two_players import TwoPlayers, penalty_seed
from tfstyle.training import ExponentialMovingAverage, apply_gradients, gradient_penalty, record
from tfstyle.training.diff_augment import augment, check_policy, draw_augmentation

_TEST_SEED = 5  # of the noise that `test_step` paints from, the same each time


@keras.saving.register_keras_serializable("tfstyle")
class NoiseGAN(PictureModel, TwoPlayers, keras.Model):
    """Learns to paint pictures like those of a data set, from nothing but random numbers.

    The discriminator D minimizes `adversarial(D(x), D(G(z)))`, the generator G its own side of
    it, z from normal(0, 1). Published settings:

    - DCGAN (Radford et al. 2016): `"non_saturating"`, batch norm in both networks, Adam 2e-4
      with beta_1 0.5.
    - hinge with spectral normalization (Miyato et al. 2018): `"hinge"`, `NoiseDiscriminator(...,
      spectral_normalization=True)`.
    - WGAN-GP (Gulrajani et al. 2017): `WassersteinGANLoss()`, `critic_steps=5`, a critic with
      neither batch norm nor spectral normalization, Adam 1e-4 with beta_1 0.

    Args:
        generator: `NoiseGenerator(...)`.
        discriminator: `NoiseDiscriminator(...)` for the same pictures and classes; `None` for
            inference only.
        adversarial_loss: name in `losses.ADVERSARIAL_LOSSES` or a loss object.
        critic_steps: updates of the discriminator for one of the generator. The batch of a step
            is dealt out to so many parts, each judged once; the last part's fakes are those the
            generator learns from.
        diff_augment: transforms both players see, of `training.diff_augment.AUGMENTATIONS`; all
            three for hundreds of pictures, none for a hundred thousand.
        ema: decay of the generator's moving average, 0 for none.

    `fit` and `evaluate` take batches of pictures, float32 (B, R, R, C) in [-1, 1], or `(pictures,
    labels)` with whole numbers (B,) for networks with classes; B a multiple of `critic_steps`.

    Raises:
        ValueError: networks that do not fit each other, or an argument out of range.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import NoiseDiscriminator, NoiseGenerator
        >>> model = NoiseGAN(
        ...     NoiseGenerator(latent_dim=8, filters=4, resolution=28, channels=1),
        ...     NoiseDiscriminator(filters=4, resolution=28, channels=1),
        ...     adversarial_loss="hinge",
        ... )
        >>> model.compile()
        >>> history = model.fit(np.zeros((4, 28, 28, 1), "float32"), batch_size=4, verbose=0)
        >>> model.generate(3, seed=0).shape
        (3, 28, 28, 1)
    """

    capabilities = Capabilities(translates=False, generates=True, directions=0, tiles=False)

    def __init__(
        self,
        generator,
        discriminator=None,
        *,
        adversarial_loss="non_saturating",
        critic_steps=1,
        diff_augment=(),
        ema=0.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if critic_steps < 1:
            raise ValueError(f"critic_steps must be 1 or more. Received: {critic_steps}")
        pictures = ("resolution", "channels", "num_classes")
        check_network(generator, "generator", (*pictures, "latent_dim"))
        check_network(discriminator, "discriminator", (*pictures[1:], "normalization"))
        check_pair(generator, discriminator)
        self.generator = generator
        self.discriminator = discriminator
        self.adversarial_loss = get_adversarial_loss(adversarial_loss)
        self.critic_steps = critic_steps
        self.diff_augment = check_policy(diff_augment)
        self.ema = ema

        # Generators of the model's own: a checkpoint holds their states, Keras' global one not.
        self._latent_seed = keras.random.SeedGenerator(5)
        self._augment_seed = keras.random.SeedGenerator(6) if self.diff_augment else None
        self._penalty_seed = penalty_seed(self.adversarial_loss)
        self._average = ExponentialMovingAverage(generator, ema, "generator_ema")
        self.generator_ema = self._average.average
        self.built = True

    def train_step(self, data):
        """Update the discriminator `critic_steps` times, then the generator once."""
        pictures, classes = self._unpack(data)
        step = self.generator_optimizer.iterations.value
        parts = [deal_out(one, self.critic_steps) for one in (pictures, classes)]
        *earlier, (real, wanted) = zip(*parts, strict=True)
        for part, its_classes in earlier:
            fake = self._paint(part, its_classes)
            self._update_critic(part, ops.stop_gradient(fake), its_classes)

        with record(self.generator.trainable_weights) as generator_tape:
            fake = self._paint(real, wanted)
        discriminator_logs = self._update_critic(real, ops.stop_gradient(fake), wanted)
        with generator_tape:
            loss = self._adversarial(self._judge(self._augment(fake), wanted))
        apply_gradients(self.generator_optimizer, generator_tape, loss)
        self._average.update(step)
        return self._log({"generator/loss": loss, **discriminator_logs}, pictures)

    def test_step(self, data):
        """Return the losses of what `generate` shows, nothing updated.

        Its noise is the same for every batch, and nothing is augmented.
        """
        pictures, classes = self._unpack(data)
        shape = (ops.shape(pictures)[0], self.generator.latent_dim)
        noise = keras.random.normal(shape, seed=_TEST_SEED)
        network = self.generator_ema or self.generator
        fake = network(with_classes(noise, classes), training=False)
        judged = [self._judge(one, classes, training=False) for one in (pictures, fake)]
        real_loss, fake_loss = self._told_apart(*judged)
        losses = {
            "generator/loss": self._adversarial(judged[1]),
            "discriminator/loss": real_loss + fake_loss,
            "discriminator/real": real_loss,
            "discriminator/fake": fake_loss,
        }
        return self._log(losses, pictures)

    def _paints_from(self):
        return ()  # latent vectors

    def _learns_from(self):
        return (Pictures("pictures", self.generator.channels, size=self.generator.resolution),)

    def _update_critic(self, real, fake, classes):
        real, fake = self._augment(real), self._augment(fake)
        with record(self.discriminator.trainable_weights) as tape:
            on_real, on_fake = self._judge_both(real, fake, classes)
            real_loss, fake_loss = self._told_apart(on_real, on_fake)
            loss = real_loss + fake_loss
            if self.adversarial_loss.gradient_penalty:
                loss = loss + self.adversarial_loss.gradient_penalty * gradient_penalty(
                    lambda x: self._judge(x, classes), real, fake, factor=self._between(real),
                )
        apply_gradients(self.discriminator_optimizer, tape, loss)
        return {
            "discriminator/loss": loss,
            "discriminator/real": real_loss,
            "discriminator/fake": fake_loss,
        }

    def _shown(self, pictures, labels=None):
        pictures, classes = self._unpack((pictures,) if labels is None else (pictures, labels))
        shape = (ops.shape(pictures)[0], self.generator.latent_dim)
        noise = keras.random.normal(shape, seed=_TEST_SEED)
        fake = as_learned(self.generator, with_classes(noise, classes))
        return {"discriminator": tuple(with_classes(one, classes) for one in (pictures, fake))}

    def _between(self, real):
        """Return where on the line from real to fake the penalty looks, a number a picture."""
        return replica_draws.uniform((ops.shape(real)[0], 1, 1, 1), self._penalty_seed)

    def _judge(self, pictures, classes, training=True):
        return self.discriminator(with_classes(pictures, classes), training=training)

    def _judge_both(self, real, fake, classes):
        if self.discriminator.normalization == "batch":
            # Apart, as in DCGAN: batch norm of a mixed batch would tell the two from each other.
            return [self._judge(pictures, classes) for pictures in (real, fake)]
        both = ops.concatenate([real, fake])
        twice = None if classes is None else ops.concatenate([classes, classes])
        judged = self._judge(both, twice)
        return [
            keras.tree.map_structure(lambda logits, half=half: ops.split(logits, 2)[half], judged)
            for half in (0, 1)
        ]

    def _paint(self, like, classes):
        """Return as many new pictures as `like` has, of the same classes."""
        shape = (ops.shape(like)[0], self.generator.latent_dim)
        noise = replica_draws.normal(shape, self._latent_seed)
        return ops.cast(self.generator(with_classes(noise, classes), training=True), like.dtype)

    def _augment(self, pictures):
        if not self.diff_augment:
            return pictures
        shape = (ops.shape(pictures)[0], *pictures.shape[1:])
        draws = draw_augmentation(
            self.diff_augment, shape, None, lambda s: replica_draws.uniform(s, self._augment_seed)
        )
        return augment(pictures, draws)

    def _unpack(self, data):
        (pictures,) = self._batch(data)
        _, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        if not self.num_classes:
            return pictures, None
        if labels is None:
            raise DataError(
                f"This NoiseGAN has {self.num_classes} classes and learns from (pictures, labels). "
                "Received: pictures alone."
            )
        return pictures, ops.one_hot(
            ops.cast(ops.reshape(labels, (-1,)), "int32"), self.num_classes, dtype="float32"
        )

    @property
    def num_classes(self) -> int:
        """How many classes it can be asked for, 0 for a model without."""
        return self.generator.num_classes

    @property
    def latent_size(self) -> int:
        """Numbers in a latent vector: the noise, and a weight for each class."""
        return self.generator.latent_dim + self.num_classes

    def generate(self, n, seed=None, *, truncation=1.0, labels=None) -> np.ndarray:
        """Return `n` new pictures, uint8 (n, R, R, C).

        Args:
            n: how many.
            seed: whole number; the same gives the same pictures, and the first of many are those
                of few. Others each time if not given.
            truncation: below 1 calmer and more alike, 0 the one in the middle.
            labels: a class or one for each picture; each class in turn if not given.

        Raises:
            UnsupportedOptionError: a number out of range, or labels of a model without classes.
        """
        return self.decode(self.latents(n, seed, truncation=truncation, labels=labels))

    def latents(self, n, seed=None, *, truncation=1.0, labels=None) -> np.ndarray:
        """Return the latent vectors `generate` would paint, float32 (n, latent_size)."""
        return draw_latents(
            n, self.generator.latent_dim, self.num_classes, seed, truncation, labels
        )

    def decode(self, latents) -> np.ndarray:
        """Return the pictures of latent vectors (n, latent_size), or (latent_size,) for one.

        Returns:
            uint8 (n, R, R, C), or (R, R, C) for a single vector.

        Raises:
            UnsupportedOptionError: vectors of another length.
        """
        return painting.decode(self, latents)

    def interpolate(self, a, b, steps, *, labels=None) -> np.ndarray:
        """Return the pictures on the way from `a` to `b`, both included, along the sphere.

        Args:
            a: seed or latent vector of the first picture.
            b: of the last.
            steps: pictures, 2 or more.
            labels: for seeds: one class, or those of a and b; the first class if not given.

        Returns:
            uint8 (steps, R, R, C).

        Raises:
            UnsupportedOptionError: fewer than two steps, or what is neither seed nor vector.
        """
        return painting.interpolate(self, a, b, steps, labels)

    def mix(self, latent_a, latent_b, weight=0.5) -> np.ndarray:
        """Return a latent vector between two; with a weight for each size, their cross.

        Args:
            latent_a: latent vector or seed.
            latent_b: the same.
            weight: 0 gives a, 1 gives b. For a generator with `modulation` also a list, one
                weight for each of `generator.shares`, coarse first: `[0, 0, 1, 1]` keeps the
                shape of a and takes the surface, the style, of b.

        Returns:
            float32 (latent_size,).

        Raises:
            UnsupportedOptionError: weights outside [0, 1], or of another number.
        """
        a, b = (painting.latent_of(self, one) for one in (latent_a, latent_b))
        return mix_latents(a, b, weight, self.generator.shares, self.generator.latent_dim)

    def embed(self, image, **options) -> np.ndarray:
        """Return the latent vector whose picture is nearest to a real one.

        Args:
            image: path, PIL image or array.
            **options: of `models.noise_gan.inversion.embed`: `steps`, `perceptual`, `encoder`,
                `labels`, ...

        Returns:
            float32 (latent_size,), to `decode`, `mix` and `interpolate`.
        """
        from tfstyle.models.noise_gan.inversion import embed

        return embed(self, image, **options)

    def call(self, latents, training=False):
        """Return the pictures (B, R, R, C) in [-1, 1] of latent vectors (B, latent_size).

        It uses the moving average of the generator where there is one, unless it trains.
        """
        network = self.generator if training else self.generator_ema or self.generator
        size = self.generator.latent_dim
        latents = ops.convert_to_tensor(latents, "float32")
        classes = latents[:, size:] if self.num_classes else None
        return network(with_classes(latents[:, :size], classes), training=training)

    @property
    def size_multiple(self) -> int:
        """The side of its pictures; it has no other."""
        return self.generator.resolution

    @property
    def min_size(self) -> int:
        """The side of its pictures."""
        return self.generator.resolution

    def _export_signature(self):
        return keras.InputSpec(shape=(None, self.latent_size), dtype="float32")
