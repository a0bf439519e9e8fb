"""What the patches of a picture say together: sums, so that a large picture may come in strips."""

from keras import ops

_LEAST = 1e-4  # share of a picture


def sums(maps, kinds: int):
    """Return what is added up over the patches of pictures.

    Args:
        maps: of a `networks.PatchJudge`, (B, h, w, 1 + 2 kinds).
        kinds: how many.

    Returns:
        float32 (B, 3 + 2 kinds): how many patches, their logits and the squares of these, the
        weights of each kind, and the weighted severities.
    """
    logit, severities, weights = split(maps, kinds)
    parts = [ops.ones_like(logit), logit, logit**2, weights, weights * severities]
    return ops.sum(ops.concatenate(parts, axis=-1), axis=(1, 2))


def findings(added):
    """Return what a `networks.PictureJudge` is told of the patches.

    Args:
        added: what `sums` gave, of whole pictures.

    Returns:
        float32 (B, 2 + 2 kinds): mean and deviation of the logits, the logarithm of how much of
        the picture shows each kind, and the severities there.
    """
    kinds = (added.shape[-1] - 3) // 2
    count, logit, square = added[:, :1], added[:, 1:2], added[:, 2:3]
    weights, severities = added[:, 3 : 3 + kinds], added[:, 3 + kinds :]
    mean = logit / count
    # Above 0, where the root has no slope.
    deviation = ops.sqrt(ops.maximum(square / count - mean**2, 1e-6))
    share = ops.log(weights / count + _LEAST)
    return ops.concatenate([mean, deviation, share, severities / (weights + _LEAST)], axis=-1)


def split(maps, kinds: int):
    """Return logits (B, h, w, 1), severities and weights, (B, h, w, kinds) each."""
    severities, weights = maps[..., 1 : 1 + kinds], maps[..., 1 + kinds :]
    return maps[..., :1], severities, ops.softplus(weights)
