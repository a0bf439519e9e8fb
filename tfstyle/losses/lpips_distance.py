"""LPIPS as a loss: of features whose squared distance it is."""

from keras import ops


def lpips_distance(on_target, on_output):
    """Return LPIPS of two batches of pictures, `mean_b sum_l mean_hw |f_l(a) - f_l(b)|^2`.

    Zhang, Isola, Efros, Shechtman and Wang 2018, equation 1.

    Args:
        on_target: `networks.LPIPSFeatures` of the targets, a list of (B, h, w, C).
        on_output: of the outputs, the same shapes.

    Returns:
        A float32 number, 0 for equal features.

    Example:
        >>> import numpy as np
        >>> one, other = np.zeros((1, 2, 2, 3), "float32"), np.ones((1, 2, 2, 3), "float32")
        >>> float(lpips_distance([one, one], [one, other]))
        3.0
    """
    total = 0.0
    for a, b in zip(on_target, on_output, strict=True):
        difference = ops.cast(a, "float32") - ops.cast(b, "float32")
        total += ops.mean(ops.sum(ops.square(difference), axis=-1))
    return total
