"""The gradient penalty that keeps a Wasserstein critic 1-Lipschitz (Gulrajani et al. 2017)."""

import keras
from keras import ops

from tfstyle.training.gradients import input_gradient


def gradient_penalty(critic, real, fake, *, factor=None, seed=None):
    """Return `mean (|grad critic(x)| - 1)^2` at random points between real and fake pictures.

    `x = e * real + (1 - e) * fake` with one `e` a picture, drawn **uniformly** from [0, 1]
    (algorithm 1, line 4; drawing it from a normal is a mistake of well-known code). The norm is
    taken over all of a picture's pixels, in float32.

    Args:
        critic: maps pictures (B, H, W, C) to values of any shape.
        real: pictures (B, H, W, C) in [-1, 1].
        fake: pictures like `real`.
        factor: the `e`, (B, 1, 1, 1) in [0, 1]; drawn when not given.
        seed: for the draw: whole number or `keras.random.SeedGenerator`.

    Returns:
        float32 scalar, not weighted.

    Example:
        >>> import numpy as np
        >>> pictures = np.zeros((2, 4, 4, 3), "float32")
        >>> critic = lambda x: 2.0 * x[:, :1, :1, :1]          # a gradient of norm 2
        >>> float(gradient_penalty(critic, pictures, pictures))
        1.0
    """
    real = ops.cast(real, "float32")
    fake = ops.cast(fake, "float32")
    if factor is None:
        factor = keras.random.uniform((ops.shape(real)[0], 1, 1, 1), seed=seed)
    between = ops.stop_gradient(factor * real + (1.0 - factor) * fake)
    slope = ops.cast(input_gradient(critic, between), "float32")
    # The small number keeps the square root's own gradient finite at a slope of zero.
    norm = ops.sqrt(ops.sum(ops.square(slope), axis=(1, 2, 3)) + 1e-12)
    return ops.mean(ops.square(norm - 1.0))
