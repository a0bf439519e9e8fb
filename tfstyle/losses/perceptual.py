"""Losses that compare what a fixed network sees, not pixels."""

from keras import ops

from tfstyle.losses.reconstruction import mean_absolute_error, mean_squared_error


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
    return ops.mean(distance / (ops.mean(ops.square(target), axis=(1, 2, 3)) + 1e-8))


_DISTANCES = {"l1": mean_absolute_error, "l2": mean_squared_error}


class PerceptualLoss:
    """`sum_l w_l distance(phi_l(target), phi_l(output))` over layers of a fixed encoder.

    Args:
        encoder: maps pictures (B, H, W, 3) in [-1, 1] to a list of features.
        weights: one for each of the features. pix2pixHD's are 1/32, 1/16, 1/8, 1/4, 1 for
            relu1_1 to relu5_1.
        distance: `"l1"` (pix2pixHD) or `"l2"` (Johnson et al. 2016).

    Raises:
        ValueError: another distance.

    Example:
        >>> import numpy as np
        >>> loss = PerceptualLoss(lambda x: [x], [2.0])
        >>> float(loss(np.zeros((1, 8, 8, 3)), np.ones((1, 8, 8, 3))))
        2.0
    """

    def __init__(self, encoder, weights, distance="l1"):
        if distance not in _DISTANCES:
            raise ValueError(
                f"distance must be one of {tuple(_DISTANCES)}. Received: {distance!r}"
            )
        self.encoder = encoder
        self.weights = tuple(weights)
        self.distance = distance

    def __call__(self, target, output):
        """Compare two pictures (B, H, W, 3) in [-1, 1]; no gradient goes to the target."""
        distance = _DISTANCES[self.distance]
        targets = [ops.stop_gradient(features) for features in self.encoder(target)]
        return sum(
            weight * distance(a, b)
            for weight, a, b in zip(self.weights, targets, self.encoder(output), strict=True)
        )
