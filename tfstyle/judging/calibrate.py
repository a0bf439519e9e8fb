"""From logits to probabilities that mean what they say (Platt 1999), and how far they do not."""

import numpy as np

from tfstyle.errors import DataError


def calibrate(logits, real) -> tuple[float, float]:
    """Return a and b of `probability = sigmoid(a l + b)`, the likeliest of what was seen.

    Real and bad pictures weigh the same, however many there are: the probability is that of a
    picture of which as much speaks for the one as for the other.

    Args:
        logits: of held-out pictures.
        real: which of them are.

    Raises:
        DataError: one of the two kinds is missing, or a logit is not finite.

    Example:
        >>> a, b = calibrate([-2, -1, 1, 2, -1, 1], [0, 0, 1, 1, 1, 0])
        >>> a > 0, abs(round(b, 3))
        (True, 0.0)
    """
    x, y, weight = _checked(logits, real)
    parameters = np.array([1.0, 0.0])
    for _ in range(100):  # Newton's method; the loss is convex
        p = _sigmoid(parameters[0] * x + parameters[1])
        slope = np.array([(weight * (p - y) * x).sum(), (weight * (p - y)).sum()])
        bend = weight * p * (1 - p)
        # A grain of ridge: what separates perfectly has no likeliest slope.
        curvature = np.array([
            [(bend * x * x).sum(), (bend * x).sum()], [(bend * x).sum(), bend.sum()]
        ]) + 1e-4 * np.eye(2)  # fmt: skip
        step = np.linalg.solve(curvature, slope + 1e-4 * parameters)
        parameters = parameters - np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-9:
            break
    return float(parameters[0]), float(parameters[1])


def calibration_error(probabilities, real, bins: int = 10) -> float:
    """Return the expected calibration error (Guo et al. 2017, equation 3): bins of equal width.

    `sum over bins of their share of pictures * |mean probability - share of real ones|`; real and
    bad pictures weigh the same, as in `calibrate`.

    Args:
        probabilities: 0 to 1.
        real: which pictures are.
        bins: how many.

    Example:
        >>> calibration_error([0.0, 0.0, 1.0, 1.0], [0, 0, 1, 1]), calibration_error([1, 1], [1, 0])
        (0.0, 0.5)
    """
    p, y, weight = _checked(probabilities, real)
    place = np.minimum((p * bins).astype(int), bins - 1)
    error = 0.0
    for index in range(bins):
        here = place == index
        if here.any():
            error += abs((weight[here] * (p[here] - y[here])).sum())
    return float(error)


def _checked(values, real):
    """Return both as float64, and weights that sum to 1, half of it the real pictures'."""
    values, real = np.asarray(values, np.float64), np.asarray(real, np.float64)
    if values.shape != real.shape or not 0 < real.sum() < len(real):
        raise DataError(
            "Calibration needs real and bad pictures, a value each. Received: "
            f"{values.size} values, {int(real.sum())} real of {real.size}."
        )
    if not np.isfinite(values).all():
        raise DataError("Calibration needs finite values. Received: NaN or infinity.")
    share = real.sum()
    return values, real, np.where(real > 0, 0.5 / share, 0.5 / (len(real) - share))


def _sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))
