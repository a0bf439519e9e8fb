"""What a picture's colours are on the whole, and a picture in another's (Reinhard et al. 2001).

In opponent colours, of which the one says little of the others, so that mean and deviation of each
stand for the whole: orthonormal ones after Ohta, Kanade and Sakai 1980 (I1, I2, I3).
"""

import numpy as np
from keras import ops

from tfstyle.layers.adain import adaptive_instance_normalization
from tfstyle.layers.instance_statistics import instance_moments

# To brightness, red against blue, green against both: the columns.
_OPPONENT = np.array([[2, 3, -1], [2, 0, 2], [2, -3, -1]], "float32")
_OPPONENT /= np.linalg.norm(_OPPONENT, axis=0)
# A deviation of two levels: what is even, such as a sky, is not blown up to a painting's contrast.
_EVEN = (4 / 255) ** 2


def color_statistics(pictures):
    """Return mean and deviation of a picture's brightness and of its two opponent colours.

    Args:
        pictures: (B, H, W, 3) in [-1, 1].

    Returns:
        Two float32 tensors (B, 1, 1, 3).

    Example:
        >>> mean, deviation = color_statistics(np.ones((1, 4, 4, 3), "float32"))
        >>> mean.numpy().round(2).ravel().tolist()  # white: as bright as can be, of no colour
        [1.73, 0.0, 0.0]
    """
    mean, variance = instance_moments(_turned(pictures, _OPPONENT), "color_statistics")
    return mean, ops.sqrt(variance + 1e-8)


def adapt_colors(pictures, mean, deviation):
    """Return pictures whose colours have another picture's mean and deviation.

    Args:
        pictures: (B, H, W, 3) in [-1, 1].
        mean: of `color_statistics`, (B, 1, 1, 3) or (1, 1, 1, 3).
        deviation: the same.

    Returns:
        float32 (B, H, W, 3), here and there beyond [-1, 1].

    Example:
        >>> pictures = np.random.default_rng(0).uniform(-1, 1, (2, 8, 8, 3)).astype("float32")
        >>> dusk = 0.5 * pictures[1:]
        >>> out = adapt_colors(pictures[:1], *color_statistics(dusk)).numpy()
        >>> bool(np.allclose(out.mean((1, 2)), dusk.mean((1, 2)), atol=1e-5))
        True
    """
    turned = adaptive_instance_normalization(
        _turned(pictures, _OPPONENT), mean, deviation, epsilon=_EVEN, key="adapt_colors"
    )
    return _turned(turned, _OPPONENT.T)


def _turned(pictures, matrix):
    # A convolution of one pixel: what every converter and every device knows.
    return ops.conv(ops.cast(pictures, "float32"), matrix[None, None], padding="valid")
