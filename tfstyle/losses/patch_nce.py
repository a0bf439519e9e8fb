"""PatchNCE: a patch of the output should know which patch of the input it was (CUT)."""

from keras import ops


def patch_nce_loss(queries, keys, temperature=0.07):
    """Return the cross-entropy of picking, for each output patch, its own input patch.

    `L = mean_i -log softmax_j(q_i . k_j / tau)[j = i]` (Park et al. 2020, equation 2): key i is
    the positive, the other keys *of the same picture* are the negatives. No gradient goes to the
    keys, as in the paper's code.

    Args:
        queries: features of output patches, (B, N, D), of length 1.
        keys: features of the input patches at the same N places, (B, N, D), of length 1.
        temperature: tau, 0.07 in the paper.

    Returns:
        float32 scalar: log N for features that tell nothing, 0 for perfect ones.

    Example:
        >>> import numpy as np
        >>> patches = np.eye(4, dtype="float32")[None]
        >>> float(patch_nce_loss(patches, patches)) < 1e-5
        True
    """
    queries = ops.cast(queries, "float32")
    keys = ops.stop_gradient(ops.cast(keys, "float32"))
    logits = ops.matmul(queries, ops.transpose(keys, (0, 2, 1))) / temperature  # (B, N, N)
    own = ops.sum(queries * keys, axis=-1) / temperature  # the diagonal
    return ops.mean(ops.logsumexp(logits, axis=-1) - own)
