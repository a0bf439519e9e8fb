"""Latent vectors of `NoiseGAN`: drawn, walked between and crossed. NumPy only.

A vector holds all that a picture is made of: `latent_dim` numbers from normal(0, 1), then, for
models with classes, one weight a class; the weights sum to 1.
"""

import numpy as np

from tfstyle.errors import UnsupportedOptionError


def draw_latents(count, latent_dim, num_classes, seed, truncation=1.0, labels=None):
    """Return `count` latent vectors, float32 (count, latent_dim + num_classes).

    The first ones are the same for any `count`.

    Args:
        count: how many, 1 or more.
        latent_dim: numbers of noise.
        num_classes: of the model, 0 if it has none.
        seed: whole number, or `None` for others each time.
        truncation: the noise is multiplied by it: below 1 nearer to the middle, so calmer and
            more alike. (BigGAN redraws large numbers instead; scaling keeps each picture's own
            direction, so that one seed can be looked at under several truncations.)
        labels: a class or a list of `count`; each class in turn if not given.

    Raises:
        UnsupportedOptionError: a number out of range, or labels for a model without classes.
    """
    if not isinstance(count, int | np.integer) or count < 1:
        raise UnsupportedOptionError(f"n must be a whole number, 1 or more. Received: {count!r}")
    if not 0 <= truncation <= 2:
        raise UnsupportedOptionError(
            f"truncation must be in [0, 2]; 1 is all of the noise. Received: {truncation}"
        )
    noise = np.random.default_rng(seed).standard_normal((count, latent_dim)) * truncation
    weights = class_weights(labels, count, num_classes)
    return np.concatenate([noise, weights], axis=1).astype("float32")


def class_weights(labels, count: int, num_classes: int) -> np.ndarray:
    """Return one-hot rows (count, num_classes) for labels; each class in turn for `None`.

    Raises:
        UnsupportedOptionError: labels out of range, of another number, or of no use.
    """
    if not num_classes:
        if labels is not None:
            raise UnsupportedOptionError(
                "labels: this model was trained without classes and cannot be asked for one."
            )
        return np.zeros((count, 0))
    if labels is None:
        labels = np.arange(count) % num_classes
    labels = np.asarray(labels)
    if labels.ndim == 0:
        labels = np.repeat(labels, count)
    if labels.shape != (count,) or not np.issubdtype(labels.dtype, np.integer):
        raise UnsupportedOptionError(
            f"labels must be one class or {count} of them, whole numbers. Received: {labels}"
        )
    if labels.min() < 0 or labels.max() >= num_classes:
        raise UnsupportedOptionError(
            f"labels must be 0 to {num_classes - 1}, the model's classes. Received: {labels}"
        )
    return np.eye(num_classes)[labels]


def spherical(a, b, t):
    """Return the point `t` of the way from `a` to `b` along the sphere (Shoemake 1985).

    `sin((1 - t) w) / sin(w) a + sin(t w) / sin(w) b`, w the angle between them. A straight line
    would cut through the middle, where a normal distribution of many dimensions is empty.

    Example:
        >>> spherical(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 0.5).round(3).tolist()
        [0.707, 0.707]
    """
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    cosine = np.clip(np.dot(a, b) / lengths, -1.0, 1.0) if lengths else 1.0
    angle = np.arccos(cosine)
    if np.sin(angle) < 1e-6:  # parallel, or through the middle: a straight line
        return (1 - t) * a + t * b
    return (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle)


def mix_latents(a, b, weight, shares, latent_dim):
    """Return the mixture of two latent vectors; `NoiseGAN.mix` explains it."""
    weights = np.asarray(weight, "float64")
    if weights.shape not in ((), (1,), (len(shares),)):
        raise UnsupportedOptionError(
            f"weight must be one number or {len(shares)}, from the coarsest size to the finest. "
            f"Received: {weight}"
        )
    if not np.all((weights >= 0) & (weights <= 1)):
        raise UnsupportedOptionError(f"weight must be in [0, 1]. Received: {weight}")
    if weights.ndim == 0:
        parts, weights = ((0, latent_dim),), weights[None]
    else:
        parts = shares
    mixed = [spherical(a[i:j], b[i:j], t) for (i, j), t in zip(parts, weights, strict=True)]
    # The class is asked for at every size at once: it follows the mean.
    middle = weights.mean()
    mixed.append((1 - middle) * a[latent_dim:] + middle * b[latent_dim:])
    return np.concatenate(mixed).astype("float32")
