"""Losses that compare what a fixed network sees, not pixels."""

from keras import ops

from tfstyle.losses.reconstruction import mean_absolute_error, mean_squared_error
from tfstyle.losses.relative import own_size


def content_loss(target, output, normalize=False):
    """Return the mean squared distance of features (Johnson et al. 2016, equation 2).

    Args:
        target: features of the content, (B, H, W, C).
        output: features of the stylized picture, the same shape.
        normalize: divide by each target's own mean square: 0 is the content itself, about 1 a
            picture that shares nothing with it, whatever layer and network.

    Returns:
        float32 scalar.
    """
    if not normalize:
        return mean_squared_error(target, output)
    target, output = ops.cast(target, "float32"), ops.cast(output, "float32")
    distance = ops.mean(ops.square(target - output), axis=(1, 2, 3))
    return ops.mean(distance / own_size(target, axis=(1, 2, 3)))


def perceptual_loss(targets, outputs, weights):
    """Return `sum_l w_l |t_l - o_l| / |t_l|` over layers: pix2pixHD's, relative to the target.

    Wang et al. 2018, section 3.3, where VGG's units count: dividing by the mean of `|t_l|` is ours.

    Args:
        targets: features of the target, a list of (B, H, W, C), one for each layer.
        outputs: features of the output, the same.
        weights: one for each layer. pix2pixHD's are 1/32, 1/16, 1/8, 1/4, 1 for relu1_1 to
            relu5_1.

    Returns:
        float32 scalar.

    Example:
        >>> import numpy as np
        >>> ones = np.ones((1, 8, 8, 3))
        >>> float(perceptual_loss([2 * ones], [ones], [4.0]))
        2.0
    """
    return sum(
        weight * mean_absolute_error(target, output) / own_size(target, power=1)
        for weight, target, output in zip(weights, targets, outputs, strict=True)
    )
