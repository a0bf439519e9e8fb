"""Whether damage is found where it is: what a source says of its target, and logits against it."""

from keras import ops

_LEVEL = 2 / 255
# Below the first nothing is to be seen, from the second on all of it; levels of 0 to 255.
_NOTHING, _ALL = 1.0, 4.0
_AROUND = 5  # pixels of a side over which grain is averaged
_OUTLIER = 6.0  # levels: what is farther from the fitted tones counts less and less
_REFITS = 3


def damage_of(source, target):
    """Return where a source is damaged and how far its tones have faded, seen by its target.

    Fading is the same map of the colours of all pixels, `source = [target, 1] M`. The map is
    fitted by least squares, and again with less weight for what it does not explain; that is the
    marks, the grain and the blur. Where the eye sees nothing of either, a level, there is none.

    Args:
        source: (B, H, W, C) in [-1, 1].
        target: the same.

    Returns:
        (B, H, W, 1), 0 for whole and 1 for damaged, and (B, 1), 0 for fresh and 1 for faded;
        float32, no gradient goes through them.

    Example:
        >>> import numpy as np
        >>> ramp = np.linspace(-1, 1, 64, dtype="float32").reshape(1, 8, 8, 1)
        >>> marks, faded = damage_of(0.5 * ramp, ramp)
        >>> float(ops.max(marks)), float(faded[0, 0])
        (0.0, 1.0)
    """
    source, target = (ops.stop_gradient(ops.cast(x, "float32")) for x in (source, target))
    channels = source.shape[-1]
    wanted = ops.reshape(target, (ops.shape(target)[0], -1, channels))  # (B, N, C)
    seen = ops.reshape(source, ops.shape(wanted))
    known = ops.concatenate([wanted, ops.ones_like(wanted[..., :1])], axis=-1)
    weight = ops.ones_like(wanted[..., :1])
    # Where a picture has few colours the map is whatever is nearest to no change.
    stiff = 1e-4 * ops.eye(channels + 1)
    for _ in range(1 + _REFITS):
        weighed = ops.transpose(known * weight, (0, 2, 1)) / ops.sum(
            weight, axis=1, keepdims=True
        )  # (B, C + 1, N)
        change = ops.solve(weighed @ known + stiff, weighed @ (seen - wanted))
        faded = known @ change
        rest = ops.max(ops.abs(seen - wanted - faded), axis=-1, keepdims=True)
        weight = 1 / (1 + ops.square(rest / (_OUTLIER * _LEVEL)))
    marks = ops.reshape(rest, ops.shape(target[..., :1]))
    marks = ops.average_pool(marks, _AROUND, strides=1, padding="same")
    return _seen(marks), _seen(ops.mean(ops.max(ops.abs(faded), axis=-1), axis=1, keepdims=True))


def _seen(distance):
    """Return how much of a distance in [-1, 1] is seen, 0 to 1."""
    return ops.clip((distance / _LEVEL - _NOTHING) / (_ALL - _NOTHING), 0.0, 1.0)


def finding_loss(truths, logits):
    """Return the cross entropy of logits with what is true, each the mean of its own, summed.

    Args:
        truths: of `damage_of`.
        logits: the same shapes.
    """
    total = 0.0
    for true, logit in zip(truths, logits, strict=True):
        logit = ops.cast(logit, "float32")
        total += ops.mean(ops.softplus(logit) - true * logit)
    return total
