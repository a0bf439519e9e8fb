"""Places whose features outweigh the rest of the picture inside of a network."""

from keras import ops

# Deviations, in the root mean square of all channels at a place, up to which nothing is paid: of an
# untrained network the places that stand out most have about this much.
_FREE = 2.5


def outlier_loss(features):
    """Return how far single places stand out of all features at once.

    After instance norm a place has 1 deviation in the root mean square of its channels, on average
    over the picture. A network can make a few places so strong that they hold most of the
    statistics, and then all else is small beside them: StyleGAN's droplets (Karras et al. 2020,
    section 2), a fast style's black holes.

    Args:
        features: (B, H, W, C), before or after an instance norm: scale and offset of a channel do
            not count.

    Returns:
        float32 scalar: the mean square of what is above 2.5 deviations.

    Example:
        >>> import numpy as np
        >>> noise = np.random.default_rng(0).normal(size=(1, 16, 16, 32)).astype("float32")
        >>> float(outlier_loss(noise))
        0.0
        >>> noise[:, 5, 5] += 20.0
        >>> float(outlier_loss(noise)) > 0.1
        True
    """
    features = ops.cast(features, "float32")
    centred = features - ops.mean(features, axis=(1, 2), keepdims=True)
    variance = ops.mean(ops.square(centred), axis=(1, 2), keepdims=True)
    scale = 1 / (variance + 1e-5)  # (B, 1, 1, C): to divide each place would take longer
    prominence = ops.mean(ops.square(centred) * scale, axis=-1)  # (B, H, W)
    # The small number under the root: its slope at 0 is infinite.
    return ops.mean(ops.square(ops.maximum(ops.sqrt(prominence + 1e-8) - _FREE, 0.0)))
