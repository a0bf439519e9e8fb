"""R1: a discriminator that is flat around real pictures lets the game come to rest."""

from keras import ops

from tfstyle.training.gradients import input_gradient


def r1_penalty(discriminator, real):
    """Return `1/2 mean |grad sum_p D_p(x)|^2 / P` on real pictures, over the P logits of each.

    Mescheder, Geiger and Nowozin 2018, equation 9, whose discriminator has one logit. A PatchGAN
    has one a patch: dividing by their number, which is ours, gives the mean penalty of a patch
    as far as patches' gradients are unlike each other, whatever the size of the picture.

    Args:
        discriminator: maps pictures (B, H, W, C) to logits (B, ...).
        real: pictures (B, H, W, C) in [-1, 1], with whatever the discriminator sees beside them.

    Returns:
        float32 scalar, not weighted.

    Example:
        >>> import numpy as np
        >>> pictures = np.zeros((2, 4, 4, 3), "float32")
        >>> float(r1_penalty(lambda x: 2.0 * x[:, :1, :1, :1], pictures))  # a gradient of norm 2
        2.0
    """

    def patches(pictures):
        logits = ops.cast(discriminator(pictures), "float32")
        logits = ops.reshape(logits, (ops.shape(logits)[0], -1))  # (B, P)
        return logits / ops.sqrt(ops.cast(ops.shape(logits)[1], "float32"))

    slope = ops.cast(input_gradient(patches, ops.cast(real, "float32")), "float32")
    return 0.5 * ops.mean(ops.sum(ops.square(slope), axis=(1, 2, 3)))
