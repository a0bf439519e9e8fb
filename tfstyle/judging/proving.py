"""Is a judge to be believed? Its order, how it parts real from bad, and its probabilities.

All on pictures that it has not learned from.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from tfstyle.errors import DataError

SEVERITIES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def severity_order(
    judge, pictures: Sequence[np.ndarray], kind: str, severities: Sequence[float] = SEVERITIES
) -> dict:
    """Return how well a judge orders pictures by how badly they are spoiled.

    Args:
        judge: a `models.Judge`.
        pictures: whole ones, uint8 (H, W, 3).
        kind: a name in `data.degradations.DEGRADATIONS`.
        severities: what each picture is spoiled to.

    Returns:
        Spearman's rank correlation of the falling logit with the severity, over all pictures
        together (`"pooled"`) and as the mean of that within each picture (`"within"`); the same of
        the severity that the judge names (`"named"`); and the `"logits"`, (pictures, severities).

    Raises:
        DataError: no pictures.
    """
    from scipy.stats import spearmanr

    from tfstyle.data.degradations import degrade

    if not len(pictures):
        raise DataError("pictures must be one or more. Received: none.")
    logits, named = (np.zeros((len(pictures), len(severities))) for _ in range(2))
    for row, picture in enumerate(pictures):
        for column, severity in enumerate(severities):
            spoiled = np.asarray(degrade(picture, kind, severity, (0, row)))
            judgement = judge.judge(spoiled)
            logits[row, column] = judgement.logit
            named[row, column] = judgement.severities[kind]
    wanted = np.tile(severities, (len(pictures), 1))
    within = [spearmanr(-row, severities)[0] for row in logits]
    return {
        "pooled": float(spearmanr(-logits.ravel(), wanted.ravel())[0]),
        "within": float(np.mean(within)),
        "named": float(spearmanr(named.ravel(), wanted.ravel())[0]),
        "logits": logits,
    }


def logits_of(judge, pictures: Iterable) -> np.ndarray:
    """Return the logit of each picture, float64 (N,)."""
    return np.array([judge.judge(picture).logit for picture in pictures], np.float64)


def area_under_curve(real: Sequence[float], bad: Sequence[float]) -> float:
    """Return how probably a real picture is judged better than a bad one; equals count half.

    Args:
        real: logits.
        bad: logits.

    Raises:
        DataError: one of the two is empty.

    Example:
        >>> area_under_curve([3.0, 2.0], [1.0, 2.0])
        0.875
    """
    if not len(real) or not len(bad):
        raise DataError(f"Both must hold a value. Received: {len(real)} real, {len(bad)} bad.")
    step = np.asarray(real)[:, None] - np.asarray(bad)[None]
    return float((step > 0).mean() + 0.5 * (step == 0).mean())
