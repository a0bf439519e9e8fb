"""Which numbers stand for a style: Gram matrices, centred ones beside the mean, or moments."""

from keras import ops

from tfstyle.losses.relative import own_size
from tfstyle.losses.style import feature_statistics, gram_matrix


def _gram(features):
    return (gram_matrix(features),)


def _centred_gram(features):
    wide = ops.cast(features, "float32")
    mean = ops.mean(wide, axis=(1, 2), keepdims=True)
    return mean[:, 0, 0], gram_matrix(ops.cast(wide - mean, features.dtype))


def _moments(features):
    mean, deviation = feature_statistics(features)
    return mean[:, 0, 0], deviation[:, 0, 0]


# What each says of features (B, H, W, C): tensors of a row a picture.
STYLE_STATISTICS = {"gram": _gram, "centred_gram": _centred_gram, "moments": _moments}


def style_statistics(features, kind="gram"):
    """Return the numbers that stand for a picture's style.

    Args:
        features: (B, H, W, C).
        kind: `"gram"`, the Gram matrix (Gatys, Ecker and Bethge 2016): mean and texture in one,
            of which the mean has most. `"centred_gram"`, the mean (B, C) and the Gram matrix of
            what is beside it (B, C, C), weighed alike: texture cannot be bought with a
            blot of one colour. `"moments"`, mean and deviation of each channel, both (B, C)
            (Huang and Belongie 2017): looser.

    Returns:
        A tuple of float32 tensors.

    Raises:
        ValueError: an unknown kind.

    Example:
        >>> import numpy as np
        >>> mean, gram = style_statistics(np.full((1, 4, 4, 2), 3.0), "centred_gram")
        >>> mean.numpy().tolist(), gram.numpy().tolist()
        ([[3.0, 3.0]], [[[0.0, 0.0], [0.0, 0.0]]])
    """
    return STYLE_STATISTICS[check_statistics(kind)](features)


def check_statistics(kind: str) -> str:
    """Return `kind`.

    Raises:
        ValueError: it is none of `STYLE_STATISTICS`.
    """
    if kind not in STYLE_STATISTICS:
        raise ValueError(f"statistics is one of {', '.join(STYLE_STATISTICS)}. Received: {kind!r}")
    return kind


def style_loss(targets, features, kind="gram"):
    """Return the mean squared distance of statistics, each relative to its target's own size.

    Args:
        targets: `style_statistics` of the style, of B pictures or one.
        features: of the stylized pictures, (B, H, W, C).
        kind: what `targets` are.

    Returns:
        float32 scalar: 0 is the style itself, about 1 a picture without any.
    """
    distances = _distances(targets, features, kind)
    return sum(distances) / len(distances)


def layered_style_loss(targets, features, kind="moments"):
    """Return the mean over layers of what `style_loss` adds up of one.

    Of moments it is AdaIN's style loss (Huang and Belongie 2017, equation 13), relative.

    Args:
        targets: `style_statistics` of the styles, one tuple for each layer.
        features: of the stylized pictures at these layers, (B, H, W, C) each.
        kind: what `targets` are.

    Returns:
        float32 scalar: 0 is the style itself, about 1 a picture without any for each of the
        kind's statistics: 2 of moments and of a centred Gram matrix beside the mean.
    """
    losses = [
        sum(_distances(target, one, kind)) for target, one in zip(targets, features, strict=True)
    ]
    return sum(losses) / len(losses)


def _distances(targets, features, kind):
    """Return the distance of each statistic, the mean over pictures."""
    distances = []
    for target, found in zip(targets, style_statistics(features, kind), strict=True):
        axes = tuple(range(1, len(found.shape)))
        distance = ops.mean(ops.square(found - target), axis=axes)
        distances.append(ops.mean(distance / own_size(target, axis=axes)))
    return distances
