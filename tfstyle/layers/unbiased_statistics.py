"""Adaptive instance normalization by the deviation that PyTorch counts: divided by n - 1.

The published PyTorch networks divide the squares by one place less than there are (Bessel's
correction). Of the 32 x 32 features of a photograph that is a twentieth of a percent, of the
6 x 8 of a small one more than one.
"""

from keras import ops

from tfstyle.layers.adain import adaptive_instance_normalization
from tfstyle.layers.instance_statistics import instance_moments


def unbiased_statistics(features, epsilon=1e-5):
    """Return mean and standard deviation of every channel over the picture.

    Args:
        features: (B, H, W, C), of a whole picture.
        epsilon: added to the variance before the root.

    Returns:
        Two float32 tensors (B, 1, 1, C).

    Example:
        >>> import numpy as np
        >>> x = np.array([1.0, 3.0], "float32").reshape(1, 1, 2, 1)
        >>> round(float(unbiased_statistics(x, epsilon=0)[1][0, 0, 0, 0]), 4)
        1.4142
    """
    mean, variance = instance_moments(features, "style")
    return mean, ops.sqrt(variance / _shrinking(features) + epsilon)


def unbiased_adaptive_normalization(content, mean, deviation, epsilon=1e-5, key="adain"):
    """Return `deviation * (content - mean(content)) / std(content) + mean`, n - 1 in the std.

    Args:
        content: features (B, H, W, C).
        mean: the style's, (B, 1, 1, C) or (1, 1, 1, C).
        deviation: the style's, the same shape.
        epsilon: added to the content's variance.
        key: see `adaptive_instance_normalization`.
    """
    # r v + e under the root, taken out of it: sqrt(1/r) / sqrt(v + r e) with r = (n - 1) / n.
    ratio = _shrinking(content)
    mean, deviation = (ops.convert_to_tensor(x, "float32") for x in (mean, deviation))
    return adaptive_instance_normalization(
        content, mean, deviation * ops.sqrt(ratio), epsilon * ratio, key
    )


def _shrinking(features):
    """Return (n - 1) / n for n places."""
    _, height, width, _ = ops.shape(features)
    places = ops.cast(height * width, "float32")
    return ops.maximum(places - 1.0, 1.0) / places
