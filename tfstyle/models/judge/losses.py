"""What a judge learns by: real from bad, how bad, and in which order."""

from keras import ops

_WORST = 4  # a bad picture need be bad in a quarter of its patches


def is_real(severities):
    """Return 1 for pictures that nothing is wrong with, 0 for others: float32 (B,).

    Args:
        severities: (B, kinds), negative where a picture is bad in no known way.
    """
    return ops.cast(ops.all(severities == 0, axis=-1), "float32")


def cross_entropy(logits, real):
    """Return `softplus(l) - real * l` of each picture: -log of the probability of what it is."""
    return ops.softplus(logits) - real * logits


def patch_loss(logits, real):
    """Return the loss of a picture's patches, (B,): a bad picture must show it somewhere.

    Args:
        logits: (B, h, w, 1).
        real: (B,), 1 or 0.
    """
    flat = ops.reshape(logits, (ops.shape(logits)[0], -1))
    count = max(logits.shape[1] * logits.shape[2] // _WORST, 1)
    worst, _ = ops.top_k(-flat, count)
    good = ops.mean(ops.softplus(-flat), axis=-1)
    return real * good + (1 - real) * ops.mean(ops.softplus(-worst), axis=-1)


def severity_loss(predicted, severities):
    """Return how far severities are off, (B,): twice the square, where they are known.

    Not the distance itself, whose best guess of what is seldom there is that it never is.

    Args:
        predicted: (B, kinds).
        severities: (B, kinds), negative where unknown.
    """
    known = ops.cast(severities >= 0, "float32")
    return ops.sum(2 * known * (predicted - severities) ** 2, axis=-1)


def order_loss(logits, severities, margin: float):
    """Return how far the pictures of a batch are from their order, a scalar.

    Picture i should be judged better than j where nothing is worse in i and something is lighter:
    `relu(margin * (s_j - s_i) - (l_i - l_j))`, s the sum of the severities, over all such pairs: of
    the same photograph and of others.

    Args:
        logits: (B,).
        severities: (B, kinds), negative where unknown: of these there is no order.
        margin: by how much the logit should fall for a severity of 1.
    """
    known = ops.all(severities >= 0, axis=-1)
    step = severities[None] - severities[:, None]  # (B, B, kinds): j's minus i's
    gap = ops.sum(step, axis=-1)
    before = ops.logical_and(ops.all(step >= 0, axis=-1), gap > 0)
    before = ops.logical_and(before, ops.logical_and(known[:, None], known[None]))
    before = ops.cast(before, "float32")
    short = ops.relu(margin * gap - (logits[:, None] - logits[None]))
    return ops.sum(before * short) / (ops.sum(before) + 1e-6)
