"""Total variation: the price of every jump between neighbouring pixels."""

from keras import ops


def total_variation(pictures):
    """Return the mean squared difference of neighbours, along H plus along W.

    Johnson et al. 2016 (section 3.2) add it to keep the picture smooth. The mean, not the sum:
    the same weight means the same at every size.

    Args:
        pictures: (B, H, W, C) in [-1, 1], H and W at least 2.

    Returns:
        float32 scalar, at least 0.

    Example:
        >>> import numpy as np
        >>> float(total_variation(np.zeros((1, 4, 4, 3), "float32")))
        0.0
    """
    pictures = ops.cast(pictures, "float32")
    down = ops.square(pictures[:, 1:] - pictures[:, :-1])
    right = ops.square(pictures[:, :, 1:] - pictures[:, :, :-1])
    return ops.mean(down) + ops.mean(right)
