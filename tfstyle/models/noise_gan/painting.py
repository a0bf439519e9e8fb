"""`model.generate`: what a model that paints from noise offers its users."""

import keras
import numpy as np
from keras import ops

from tfstyle.errors import UnsupportedOptionError
from tfstyle.models.noise_gan.latents import draw_latents, mix_latents
from tfstyle.models.shared.kept import Kept

# Pictures that go through the generator together. Always as many: a picture is then the same to
# the last bit whatever it is made with.
_TOGETHER = 16


class NoisePainter(Kept):
    """Mixin for a `keras.Model` with `generator`, `generator_ema` and `discriminator`.

    It adds the ways in and out: latent vectors, drawn, mixed or found for a picture, the pictures
    they are, and saving as a preset.
    """

    takes_style = False
    # Batch norm uses its moving statistics: a picture does not depend on its neighbours.
    inference_mode = "eval"
    directions = ()

    @property
    def num_classes(self) -> int:
        """How many classes it can be asked for, 0 for a model without."""
        return self.generator.num_classes

    @property
    def latent_size(self) -> int:
        """Numbers in a latent vector: the noise, and a weight for each class."""
        return self.generator.latent_dim + self.num_classes

    def _paints_from(self):
        return ()  # latent vectors

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

    def _export_signature(self):
        return keras.InputSpec(shape=(None, self.latent_size), dtype="float32")


def with_classes(x, classes):
    """Return what a network takes: pictures or noise, and the classes if there are any."""
    return x if classes is None else [x, classes]
