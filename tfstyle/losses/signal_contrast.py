"""A result asks for its own style, not for others' (Wang et al. 2023, section 3.3)."""

from keras import ops


def signal_contrastive_loss(results, styles):
    """Return how much nearer the signals of results are to their own styles' than to others'.

    `sum_i d(r_i, s_i) / sum_{j != i} d(r_i, s_j)` over a batch, d the sum over depths and rows of
    mean squared differences: MicroAST's "style signal contrastive loss". N pictures that have
    nothing of their styles cost about N / (N - 1), perfect ones 0, and so does a picture alone,
    which there is nothing to tell from.

    Args:
        results: signals of the stylized pictures: a list of (B, R, C), e.g. mean, deviation,
            weight and bias of every channel.
        styles: the same of their styles.

    Returns:
        float32 scalar.

    Example:
        >>> import numpy as np
        >>> styles = [np.array([[[0.0]], [[2.0]]])]  # two styles of one row and one channel
        >>> own, mixed = np.array([[[0.0]], [[2.0]]]), np.array([[[1.0]], [[1.0]]])
        >>> [float(signal_contrastive_loss([x], styles)) for x in (own, mixed)]
        [0.0, 2.0]
    """
    distances = 0.0
    for result, style in zip(results, styles, strict=True):
        result, style = ops.cast(result, "float32"), ops.cast(style, "float32")
        difference = ops.expand_dims(result, 1) - ops.expand_dims(style, 0)  # (B, B, R, C)
        distances = distances + ops.sum(ops.mean(ops.square(difference), axis=-1), axis=-1)
    own = ops.diagonal(distances)  # (B,)
    others = ops.sum(distances, axis=1) - own
    apart = others > 1e-12  # not so of a picture alone, and of styles that are one
    return ops.sum(ops.where(apart, own / ops.where(apart, others, 1.0), 0.0))
