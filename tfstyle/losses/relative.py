"""Distances relative to the target's own size, so that no layer's or network's units count."""

from keras import ops


def own_size(target, power=2, axis=None):
    """Return what a distance to `target` is divided by: `mean |target|^power + 1e-8`.

    A squared distance divided by it is 0 for the target itself and about 1 for what shares nothing
    with it, whatever the features' units; the small number keeps a target of zeros finite.

    Args:
        target: tensor of any shape.
        power: 2 for squared distances, 1 for absolute ones.
        axis: of the mean; all if not given.

    Returns:
        float32 tensor, the axes of `axis` gone.

    Example:
        >>> import numpy as np
        >>> float(own_size(np.array([1.0, -3.0])))
        5.0
    """
    target = ops.cast(target, "float32")
    return ops.mean(ops.square(target) if power == 2 else ops.abs(target), axis=axis) + 1e-8
