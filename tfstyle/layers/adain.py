"""Adaptive instance normalization (Huang and Belongie 2017)."""

from keras import ops

from tfstyle.layers.instance_statistics import instance_moments


def adaptive_instance_normalization(content, mean, deviation, epsilon=1e-5, key="adain"):
    """Return `deviation * (content - mean(content)) / std(content) + mean` (equation 8).

    Every channel of the content takes the mean and the standard deviation of the style's.

    Args:
        content: features (B, H, W, C).
        mean: the style's means, (B, 1, 1, C) or (1, 1, 1, C).
        deviation: the style's standard deviations, the same shape.
        epsilon: added to the content's variance.
        key: by which tiles of one picture find their shared statistics; one for each place where
            a network adapts.

    Returns:
        Tensor like `content`; the statistics are taken in float32.

    Example:
        >>> import numpy as np
        >>> x = np.random.rand(1, 8, 8, 2).astype("float32")
        >>> out = adaptive_instance_normalization(x, 3.0, 2.0).numpy()
        >>> bool(abs(out.mean() - 3) < 1e-4 and abs(out.std() - 2) < 1e-2)
        True
    """
    dtype = content.dtype
    content = ops.cast(content, "float32")
    own, variance = instance_moments(content, key)
    return ops.cast((content - own) * ops.rsqrt(variance + epsilon) * deviation + mean, dtype)
