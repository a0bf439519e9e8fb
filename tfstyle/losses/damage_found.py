"""Damage as a source and its target show it, and whether it is found and mended where it is."""

from typing import Any, NamedTuple

from keras import ops

from tfstyle.losses.reconstruction import charbonnier

_LEVEL = 2 / 255
# Below the first nothing is to be seen, from the second on all of it; levels of 0 to 255.
_GRAIN, _MARKS = (1.0, 4.0), (10.0, 20.0)
_AROUND = 5  # pixels of a side over which damage is averaged
_OUTLIER = 6.0  # levels: what is farther from the fitted tones counts less and less
_REFITS = 3
_FALSE_ALARM = 3.0
_RARE, _MOST_WEIGHT = 0.05, 10.0
_FEW = 9.0  # pixels: fewer than these weigh as many as they are


class Damage(NamedTuple):
    """What `damage_of` tells; all float32."""

    grain: Any
    """(B, H, W, 1): 1 where noise, blur or blocks are to be seen, 0 where nothing is."""
    marks: Any
    """(B, H, W, 1): 1 where something hides the picture, 0 where nothing does."""
    fading: Any
    """(B, 1): 0 for fresh tones, 1 for faded ones."""
    unmarked: Any
    """(B, H, W, C): the target in the source's tones, as if nothing had happened but fading."""


def damage_of(source, target) -> Damage:
    """Return where a source is damaged and how far its tones have faded, seen by its target.

    Fading is the same map of the colours of all pixels, `source = [target, 1] M`. The map is
    fitted by least squares, and again with less weight for what it does not explain; that is the
    marks, the grain and the blur. Marks lie on one side of what they hide and are there in the
    mean of their surroundings, too, where grain is none any more. Where the eye sees nothing, a
    level, there is nothing.

    Args:
        source: (B, H, W, C) in [-1, 1].
        target: the same.

    Returns:
        `Damage`; no gradient goes through it.

    Example:
        >>> import numpy as np
        >>> ramp = np.linspace(-1, 1, 64, dtype="float32").reshape(1, 8, 8, 1)
        >>> found = damage_of(0.5 * ramp, ramp)
        >>> float(ops.max(found.marks)), float(found.fading[0, 0])
        (0.0, 1.0)
        >>> np.allclose(found.unmarked, 0.5 * ramp, atol=1e-3)
        True
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
        rest = seen - wanted - faded
        weight = 1 / (1 + ops.square(_most(rest) / (_OUTLIER * _LEVEL)))
    rest = ops.reshape(rest, ops.shape(target))
    fading = ops.mean(ops.max(ops.abs(faded), axis=-1), axis=1, keepdims=True)
    return Damage(
        _seen(_around(_most(rest)), _GRAIN),
        _seen(_most(_around(rest)), _MARKS),
        _seen(fading, _GRAIN),
        target + ops.reshape(faded, ops.shape(target)),
    )


def _most(differences):
    """Return how far the farthest channel is off, in place of all channels."""
    return ops.max(ops.abs(differences), axis=-1, keepdims=True)


def _around(differences):
    """Return the mean of each pixel's surroundings."""
    return ops.average_pool(differences, _AROUND, strides=1, padding="same")


def _seen(distance, levels):
    """Return how much of a distance in [-1, 1] is seen, 0 to 1."""
    nothing, everything = levels
    return ops.clip((distance / _LEVEL - nothing) / (everything - nothing), 0.0, 1.0)


def finding_loss(damage: Damage, grain, marks, fading):
    """Return the cross entropy of logits with what is true, each the mean of its own, summed.

    Marks count twice, they are few; where one hides the picture its grain is neither. To find what
    is not there costs three times as much as to miss what is: that changes a good picture. So a
    logit lies log 3 below that of the chance. What covers less than a twentieth of a picture, a
    scratch, counts as if it covered that much, up to ten times as much as it does: it would be
    missed for the sake of the rest.

    Args:
        damage: of `damage_of`.
        grain: logits (B, H, W, 1).
        marks: logits (B, H, W, 1).
        fading: logits (B, 1).
    """
    shown = 1 - damage.marks
    return (
        ops.mean(shown * _cross_entropy(damage.grain, grain, _rarity(shown * damage.grain)))
        + 2 * ops.mean(_cross_entropy(damage.marks, marks, _rarity(damage.marks)))
        + ops.mean(_cross_entropy(damage.fading, fading))
    )


def _cross_entropy(true, logit, weight=1.0):
    logit = ops.cast(logit, "float32")
    missed, alarmed = ops.softplus(-logit), ops.softplus(logit)
    return weight * true * missed + _FALSE_ALARM * (1 - true) * alarmed


def _rarity(true):
    """Return how much to find what is true of each picture counts, (B, 1, 1, 1)."""
    share = ops.mean(true, axis=(1, 2, 3), keepdims=True)
    return ops.clip(_RARE / (share + 1e-6), 1.0, _MOST_WEIGHT)


def mending_loss(damage: Damage, target, cleaned, patched, freshened):
    """Return how far proposals are from what a source would be without damage, where there is some.

    Each is judged in its own places alone: `sum w c / sum w` with the Charbonnier distance c and
    for w the grain that no mark hides; and for w the marks, times 0.3, for they are opaque and as
    far off; and of tones the mean of c times the picture's fading. Whoever has to tell the damage
    from the rest by an absolute distance, too, does best to leave all as it is until more than half
    of what looks damaged is.

    Args:
        damage: of `damage_of`.
        target: (B, H, W, C) in [-1, 1], the whole picture.
        cleaned: the same, the picture with its grain mended everywhere.
        patched: the same with a patch everywhere.
        freshened: the same with its tones changed, faded or not.

    Example:
        >>> import numpy as np
        >>> target = np.zeros((1, 16, 16, 1), "float32")
        >>> source = target.copy()
        >>> source[:, 4:9, 4:9] = 1
        >>> damage = damage_of(source, target)
        >>> float(mending_loss(damage, target, target, target, target))
        0.0
        >>> float(mending_loss(damage, target, target, source, target)) > 0.1
        True
    """
    grain = _where((1 - damage.marks) * damage.grain, damage.unmarked, cleaned)
    marks = _where(damage.marks, damage.unmarked, patched)
    off = charbonnier(target - ops.cast(freshened, "float32"))
    tones = ops.mean(damage.fading[:, 0] * ops.mean(off, axis=(1, 2, 3)))
    return grain + 0.3 * marks + tones


def _where(weight, target, output):
    """Return the weighted mean of the Charbonnier distance, picture by picture, and their mean.

    Few pixels weigh little. Over all of a batch it would depend on what else is in there.
    """
    distance = charbonnier(target - ops.cast(output, "float32"))
    distance = ops.mean(distance, axis=-1, keepdims=True)
    of_picture = (1, 2, 3)
    distance = ops.sum(weight * distance, axis=of_picture)
    return ops.mean(distance / (ops.sum(weight, axis=of_picture) + _FEW))
