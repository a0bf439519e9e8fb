"""Augmentation that both players see, for data sets of hundreds (Zhao et al. 2020)."""

import keras
from keras import ops

from tfstyle.errors import did_you_mean

AUGMENTATIONS = ("color", "translation", "cutout")


def draw_augmentation(policy, pictures_shape, seed, draw=None) -> dict:
    """Draw what `augment` needs, anew for every picture.

    Args:
        policy: names of `AUGMENTATIONS`.
        pictures_shape: (B, H, W, C), static but for B.
        seed: `keras.random.SeedGenerator` or whole number.
        draw: function of a shape to numbers uniform in [0, 1); from `seed` if not given.

    Returns:
        `{name: float32 (B, 1, 1, 1)}`, each uniform in [0, 1).

    Raises:
        ValueError: an unknown name.
    """
    if draw is None:
        # A whole number would give every draw the same numbers.
        state = seed if not isinstance(seed, int) else keras.random.SeedGenerator(seed)

        def draw(shape):
            return keras.random.uniform(shape, seed=state)

    numbers = {
        "color": ("brightness", "saturation", "contrast"),
        "translation": ("shift_y", "shift_x"),
        "cutout": ("hole_y", "hole_x"),
    }
    names = [name for kind in check_policy(policy) for name in numbers[kind]]
    return {name: draw((pictures_shape[0], 1, 1, 1)) for name in names}


def augment(pictures, draws):
    """Return the pictures brightened, shifted and cut as `draws` says, differentiably.

    - colour: `x + b`, b in [-1/2, 1/2); `(x - m) s + m`, m the mean over the channels, s in
      [0, 2); `(x - m) c + m`, m the mean of the picture, c in [1/2, 3/2). Each is the identity
      in the mean.
    - translation: by up to an eighth of the side each way; what comes in is 0, middle gray.
    - cutout: a square of half the side, its middle anywhere, becomes 0.

    Real and generated pictures go through the same family of transforms, so the discriminator
    cannot learn the data by heart, and the generator learns the pictures, not the transforms.

    Args:
        pictures: (B, H, W, C) in [-1, 1].
        draws: of `draw_augmentation`.

    Returns:
        Tensor like `pictures`; colours may leave [-1, 1].

    Example:
        >>> import numpy as np
        >>> pictures = np.zeros((2, 8, 8, 3), "float32")
        >>> draws = draw_augmentation(("color", "cutout"), pictures.shape, seed=1)
        >>> augment(pictures, draws).shape
        TensorShape([2, 8, 8, 3])
    """
    x = ops.cast(pictures, "float32")
    if "brightness" in draws:
        x = x + (draws["brightness"] - 0.5)
        x = _from_mean(x, -1, 2.0 * draws["saturation"])
        x = _from_mean(x, (1, 2, 3), draws["contrast"] + 0.5)
    height, width = x.shape[1:3]
    if "shift_y" in draws:
        rows = _shift(draws["shift_y"], height)  # (B, H, H)
        columns = _shift(draws["shift_x"], width)  # (B, W, W)
        # A matrix of zeros and ones moves rows and columns: exact, and differentiable everywhere.
        x = ops.einsum("bij,bjkc->bikc", rows, x)
        x = ops.einsum("bij,bkjc->bkic", columns, x)
    if "hole_y" in draws:
        inside = _inside(draws["hole_y"], height, 1) * _inside(draws["hole_x"], width, 2)
        x = x * (1.0 - inside)  # (B, H, W, 1)
    return ops.cast(x, pictures.dtype)


def check_policy(policy) -> tuple[str, ...]:
    """Return the names of a policy as a tuple.

    Raises:
        ValueError: an unknown name.
    """
    policy = (policy,) if isinstance(policy, str) else tuple(policy or ())
    for name in policy:
        if name not in AUGMENTATIONS:
            raise ValueError(
                f"diff_augment takes {', '.join(map(repr, AUGMENTATIONS))}. Received: {name!r}."
                f"{did_you_mean(str(name), AUGMENTATIONS)}"
            )
    return policy


def _from_mean(x, axis, factor):
    mean = ops.mean(x, axis=axis, keepdims=True)
    return (x - mean) * factor + mean


def _shift(uniform, size):
    """Return matrices (B, size, size) whose row i picks i + shift, or nothing beyond the edge."""
    most = max(size // 8, 1)
    shift = ops.floor(uniform[:, :, :, 0] * (2 * most + 1)) - most  # (B, 1, 1)
    place = ops.arange(size, dtype="float32")
    return ops.cast(ops.equal(place[None, None, :], place[None, :, None] + shift), "float32")


def _inside(uniform, size, axis):
    """Return 1 within a quarter of the side from the middle of the hole, else 0."""
    middle = ops.floor(uniform * (size + 1))
    shape = [1, 1, 1, 1]
    shape[axis] = size
    place = ops.reshape(ops.arange(size, dtype="float32"), shape)
    half = size // 4
    near = ops.logical_and(place >= middle - half, place < middle + half)
    return ops.cast(near, "float32")
