"""What makes a style, in numbers: which features occur together, and how strongly each.

All added up in float32 whatever the precision: a Gram entry is a sum of thousands of products.
"""

import functools

from keras import backend, ops

from tfstyle import onednn, processor
from tfstyle.losses.relative import own_size


def gram_matrix(features):
    """Return `G = F^T F / (H W)`: which channels are active at the same place.

    Divided by the number of places, it says the same of a picture of any size
    (Gatys, Ecker and Bethge 2016, section 2.2, where the division stands in the loss).

    Args:
        features: (B, H, W, C).

    Returns:
        float32 (B, C, C), symmetric. Of bfloat16 features, where the processor multiplies such
        numbers several times as fast, each entry is rounded to 8 bits of mantissa once, after
        the sum.

    Example:
        >>> import numpy as np
        >>> gram_matrix(np.ones((1, 4, 4, 2), "float32")).numpy().tolist()
        [[[1.0, 1.0], [1.0, 1.0]]]
    """
    features = ops.convert_to_tensor(features)
    narrow = backend.standardize_dtype(features.dtype) == "bfloat16" and _multiplies_bfloat16()
    return _mean_of_products(features if narrow else ops.cast(features, "float32"))


@functools.cache
def _multiplies_bfloat16():
    """Whether products of bfloat16 are fast, and added up in float32: Eigen rounds in between."""
    has = any(name in processor.BFLOAT16 for name in processor.features())
    return has and backend.backend() == "tensorflow" and onednn.state() == "on"


@ops.custom_gradient
def _mean_of_products(features):
    """Return `F^T F / (H W)`; its gradient `F (U + U^T) / (H W)` is one product, not two."""
    batch, height, width, channels = ops.shape(features)
    places = height * width
    rows = ops.reshape(features, (batch, places, channels))  # (B, HW, C)

    def gradient(*args, upstream=None):
        # TensorFlow hands the upstream gradient over by place, PyTorch by name.
        upstream = args[0] if upstream is None else upstream
        both = (upstream + ops.transpose(upstream, (0, 2, 1))) / ops.cast(places, "float32")
        slopes = ops.matmul(rows, ops.cast(both, rows.dtype))
        return ops.reshape(slopes, (batch, height, width, channels))

    sums = ops.matmul(ops.transpose(rows, (0, 2, 1)), rows)
    return ops.cast(sums, "float32") / ops.cast(places, "float32"), gradient


def gram_loss(target, features, normalize=True):
    """Return the mean squared difference of Gram matrices.

    Args:
        target: Gram matrices of the style, (B, C, C) or (1, C, C).
        features: of the stylized pictures, (B, H, W, C).
        normalize: divide by the mean square of the target's own entries, so that every layer and
            every painting weighs alike: 0 is the style itself, 1 about a picture without any.

    Returns:
        float32 scalar.
    """
    difference = ops.mean(ops.square(gram_matrix(features) - target), axis=(1, 2))
    if normalize:
        difference = difference / own_size(target, axis=(1, 2))
    return ops.mean(difference)


def feature_statistics(features, epsilon=1e-5):
    """Return mean and standard deviation of every channel over the picture.

    Args:
        features: (B, H, W, C).
        epsilon: added to the variance before the root, whose slope at 0 is infinite.

    Returns:
        Two float32 tensors (B, 1, 1, C).
    """
    features = ops.cast(features, "float32")
    mean = ops.mean(features, axis=(1, 2), keepdims=True)
    variance = ops.mean(ops.square(features - mean), axis=(1, 2), keepdims=True)
    return mean, ops.sqrt(variance + epsilon)


def statistics_loss(target, output, normalize=False):
    """Return the squared distance of means plus that of deviations, AdaIN's style loss.

    Huang and Belongie 2017, equation 13.

    Args:
        target: features of the style pictures, (B, h, w, C), or their `feature_statistics`.
        output: features of the stylized pictures, (B, H, W, C).
        normalize: divide each distance by the mean square of its target, so that every layer
            weighs alike; the paper instead scaled the network's weights.

    Returns:
        float32 scalar: the mean over channels and pictures.
    """
    if not isinstance(target, tuple):
        target = feature_statistics(target)
    total = 0.0
    for wanted, found in zip(target, feature_statistics(output), strict=True):
        distance = ops.mean(ops.square(found - wanted), axis=(1, 2, 3))
        if normalize:
            scale = own_size(wanted, axis=(1, 2, 3))
            distance = ops.stop_gradient(1 / scale) * distance
        total = total + ops.mean(distance)
    return total
