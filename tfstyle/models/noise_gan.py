"""Pictures from noise: DCGAN, hinge with spectral normalization, WGAN-GP, with classes or not."""

import keras
import numpy as np
from keras import ops

from tfstyle.errors import UnsupportedOptionError
from tfstyle.losses import get_adversarial_loss
from tfstyle.models.gan import TwoPlayers, describe_loss
from tfstyle.models.latents import draw_latents, mix_latents
from tfstyle.training import (
    ExponentialMovingAverage,
    apply_gradients,
    gradient_penalty,
    num_replicas,
    record,
    replica_index,
)
from tfstyle.training.diff_augment import augment, check_policy, draw_augmentation

# Pictures that go through the generator together. Always as many: a picture is then the same to
# the last bit whatever it is made with.
_TOGETHER = 16


@keras.saving.register_keras_serializable("tfstyle")
class NoiseGAN(TwoPlayers, keras.Model):
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

    `fit` takes batches of pictures, float32 (B, R, R, C) in [-1, 1], or `(pictures, labels)` with
    whole numbers (B,) for networks with classes; B a multiple of `critic_steps`.

    Raises:
        ValueError: networks that do not fit each other, or an argument out of range.

    Example:
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

    takes_style = False
    # Batch norm uses its moving statistics: a picture does not depend on its neighbours.
    inference_mode = "eval"

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
        _check_pair(generator, discriminator)
        self.generator = generator
        self.discriminator = discriminator
        self.adversarial_loss = get_adversarial_loss(adversarial_loss)
        self.critic_steps = critic_steps
        self.diff_augment = check_policy(diff_augment)
        self.ema = ema

        # Generators of the model's own: a checkpoint holds their states, Keras' global one not.
        self._latent_seed = keras.random.SeedGenerator(5)
        self._augment_seed = keras.random.SeedGenerator(6) if self.diff_augment else None
        self._penalty_seed = (
            keras.random.SeedGenerator(3) if self.adversarial_loss.gradient_penalty else None
        )
        self.generator_ema = None
        if ema:
            self._average = ExponentialMovingAverage(generator, ema, name="generator_ema")
            self.generator_ema = self._average.average
        self.built = True

    # ---------------------------------------------------------------------------- training

    def train_step(self, data):
        """Update the discriminator `critic_steps` times, then the generator once."""
        pictures, classes = self._unpack(data)
        step = self.generator_optimizer.iterations.value
        *earlier, (real, wanted) = zip(
            self._parts(pictures), self._parts(classes), strict=True
        )
        for part, its_classes in earlier:
            fake = self._paint(part, its_classes)
            self._update_discriminator(part, ops.stop_gradient(fake), its_classes)

        with record(self.generator.trainable_weights) as generator_tape:
            fake = self._paint(real, wanted)
        discriminator_logs = self._update_discriminator(real, ops.stop_gradient(fake), wanted)
        with generator_tape:
            logits = self.discriminator(_with(self._augment(fake), wanted), training=True)
            loss = self.adversarial_loss.generator(logits)
        apply_gradients(self.generator_optimizer, generator_tape, loss)
        if self.generator_ema is not None:
            self._average.update(step)
        return {"generator/loss": loss, **discriminator_logs}

    def _update_discriminator(self, real, fake, classes):
        real, fake = self._augment(real), self._augment(fake)
        with record(self.discriminator.trainable_weights) as tape:
            on_real, on_fake = self._judge(real, fake, classes)
            real_loss, fake_loss = self.adversarial_loss.discriminator(on_real, on_fake)
            loss = real_loss + fake_loss
            if self.adversarial_loss.gradient_penalty:
                loss = loss + self.adversarial_loss.gradient_penalty * gradient_penalty(
                    lambda x: self.discriminator(_with(x, classes), training=True), real, fake,
                    factor=self._uniform((ops.shape(real)[0], 1, 1, 1), self._penalty_seed),
                )
        apply_gradients(self.discriminator_optimizer, tape, loss)
        return {
            "discriminator/loss": loss,
            "discriminator/real": real_loss,
            "discriminator/fake": fake_loss,
        }

    def _judge(self, real, fake, classes):
        if self.discriminator.normalization == "batch":
            # Apart, as in DCGAN: batch norm of a mixed batch would tell the two from each other.
            return [
                self.discriminator(_with(x, classes), training=True) for x in (real, fake)
            ]
        both = ops.concatenate([real, fake])
        twice = None if classes is None else ops.concatenate([classes, classes])
        return ops.split(self.discriminator(_with(both, twice), training=True), 2)

    def _paint(self, like, classes):
        """Return as many new pictures as `like` has, of the same classes."""
        count, size = ops.shape(like)[0], self.generator.latent_dim
        noise = self._mine(
            lambda total: keras.random.normal((total, size), seed=self._latent_seed), count
        )
        noise = ops.reshape(noise, (-1, size))
        return ops.cast(self.generator(_with(noise, classes), training=True), like.dtype)

    def _augment(self, pictures):
        if not self.diff_augment:
            return pictures
        shape = (ops.shape(pictures)[0], *pictures.shape[1:])
        draws = draw_augmentation(
            self.diff_augment, shape, None, lambda s: self._uniform(s, self._augment_seed)
        )
        return augment(pictures, draws)

    def _uniform(self, shape, seed):
        numbers = self._mine(
            lambda total: keras.random.uniform((total, *shape[1:]), seed=seed), shape[0]
        )
        return ops.reshape(numbers, (-1, *shape[1:]))

    def _mine(self, draw, count):
        """Draw for all replicas and take this one's part, so that two replicas draw as one does."""
        replicas = num_replicas()
        if replicas == 1:
            return draw(count)
        start = replica_index() * count
        return draw(count * replicas)[start : start + count]

    def _parts(self, batch):
        count = self.critic_steps
        if batch is None:
            return [None] * count
        if batch.shape[0] is not None and batch.shape[0] % count:
            raise ValueError(
                f"A step updates the discriminator {count} times and deals its batch out to as "
                f"many parts. Received: {batch.shape[0]} pictures (on one replica); use a multiple "
                f"of {count}."
            )
        # Every count-th picture: so two replicas, each with half a batch, make the same parts.
        return [batch[first::count] for first in range(count)]

    def _unpack(self, data):
        pictures, labels = (*data, None)[:2] if isinstance(data, tuple | list) else (data, None)
        if not self.num_classes:
            return pictures, None
        if labels is None:
            raise ValueError(
                f"This NoiseGAN has {self.num_classes} classes and learns from (pictures, labels). "
                "Received: pictures alone."
            )
        return pictures, ops.one_hot(
            ops.cast(ops.reshape(labels, (-1,)), "int32"), self.num_classes, dtype="float32"
        )

    def _generator_weights(self):
        return self.generator.trainable_weights

    def _discriminator_weights(self):
        return [] if self.discriminator is None else self.discriminator.trainable_weights

    def _pools(self):
        return []

    # --------------------------------------------------------------------------- inference

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
        from tfstyle import images
        from tfstyle.layers.tensorflow_kernels import plain_operations

        latents = np.asarray(latents, "float32")
        if latents.ndim not in (1, 2) or latents.shape[-1] != self.latent_size:
            raise UnsupportedOptionError(
                f"latents must be (n, {self.latent_size}) or ({self.latent_size},), "
                f"{self.num_classes} of them class weights. Received shape: {latents.shape}"
            )
        rows, pictures = np.atleast_2d(latents), []
        with plain_operations():
            for start in range(0, len(rows), _TOGETHER):
                part = rows[start : start + _TOGETHER]
                whole = np.concatenate([part, np.repeat(part[:1], _TOGETHER - len(part), axis=0)])
                out = ops.convert_to_numpy(ops.stop_gradient(self(whole)))
                pictures.append(images.to_uint8(out[: len(part)]))
        pictures = np.concatenate(pictures)
        return pictures[0] if latents.ndim == 1 else pictures

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
        if steps < 2:
            raise UnsupportedOptionError(f"steps must be 2 or more. Received: {steps}")
        first, last = (None, None) if labels is None else np.broadcast_to(labels, (2,))
        a, b = self._latent(a, first), self._latent(b, last)
        return self.decode(np.stack([self.mix(a, b, t) for t in np.linspace(0, 1, steps)]))

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
        return mix_latents(
            self._latent(latent_a), self._latent(latent_b), weight, self.generator.shares,
            self.generator.latent_dim,
        )

    def embed(self, image, **options) -> np.ndarray:
        """Return the latent vector whose picture is nearest to a real one.

        Args:
            image: path, PIL image or array.
            **options: of `models.inversion.embed`: `steps`, `perceptual`, `encoder`, `labels`, ...

        Returns:
            float32 (latent_size,), to `decode`, `mix` and `interpolate`.
        """
        from tfstyle.models.inversion import embed

        return embed(self, image, **options)

    def call(self, latents, training=False):
        """Return the pictures (B, R, R, C) in [-1, 1] of latent vectors (B, latent_size).

        It uses the moving average of the generator where there is one, unless it trains.
        """
        network = self.generator if training else self.generator_ema or self.generator
        size = self.generator.latent_dim
        latents = ops.convert_to_tensor(latents, "float32")
        classes = latents[:, size:] if self.num_classes else None
        return network(_with(latents[:, :size], classes), training=training)

    def _latent(self, value, label=None):
        if isinstance(value, int | np.integer) or (np.ndim(value) == 0 and value is not None):
            return self.latents(1, int(value), labels=label)[0]
        value = np.asarray(value, "float32")
        if value.shape != (self.latent_size,):
            raise UnsupportedOptionError(
                f"A latent vector has the shape ({self.latent_size},). Received: {value.shape}; a "
                "seed is a whole number."
            )
        return value

    def translate(self, *_, **__):
        """Refuse: these models paint from noise.

        Raises:
            UnsupportedOptionError: always.
        """
        raise UnsupportedOptionError(
            f"{type(self).__name__} paints pictures from noise and cannot translate one. Use "
            "generate(n, seed), or `tfstyle generate`; embed(image) finds the noise of a picture."
        )

    def translator(self, *_, **__):
        """Refuse, as `translate` does."""
        self.translate()

    def check_direction(self, *_):
        """Refuse, as `translate` does."""
        self.translate()

    # ------------------------------------------------------------------------------ saving

    directions = ()

    @property
    def networks(self) -> dict[str, keras.Model]:
        """The networks by name, without those this model does not have."""
        named = {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "generator_ema": self.generator_ema,
        }
        return {name: network for name, network in named.items() if network is not None}

    @property
    def size_multiple(self) -> int:
        """The side of its pictures; it has no other."""
        return self.generator.resolution

    @property
    def min_size(self) -> int:
        """The side of its pictures."""
        return self.generator.resolution

    def save_to_preset(self, directory, **options):
        """Write the model as a preset directory that `tfstyle.from_preset` loads.

        Args:
            directory: where; appears whole or not at all, an existing one is replaced.
            **options: `card`, `metadata`, `dtype`, `training` of `tfstyle.presets.save`.
        """
        from tfstyle import presets

        presets.save(self, directory, **options)

    def get_config(self):
        """Return the constructor's arguments, the networks serialized."""
        return {
            "name": self.name,
            "generator": keras.saving.serialize_keras_object(self.generator),
            "discriminator": keras.saving.serialize_keras_object(self.discriminator),
            "adversarial_loss": describe_loss(self.adversarial_loss),
            "critic_steps": self.critic_steps,
            "diff_augment": list(self.diff_augment),
            "ema": self.ema,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """Build the model from `get_config()`."""
        config = dict(config)
        for name in ("generator", "discriminator"):
            if isinstance(config.get(name), dict):
                config[name] = keras.saving.deserialize_keras_object(config[name])
        return cls(**config)


def _with(x, classes):
    """What a network takes: pictures or noise, and the classes if there are any."""
    return x if classes is None else [x, classes]


def _check_pair(generator, discriminator):
    if discriminator is None:
        return
    for name in ("resolution", "channels", "num_classes"):
        mine, theirs = getattr(generator, name), getattr(discriminator, name)
        if mine != theirs:
            raise ValueError(
                f"Generator and discriminator need the same {name}. Received: {mine} and {theirs}"
            )
