"""Is a judge to be believed? Its order, how it parts real from bad, and its probabilities.

All on pictures that it has not learned from.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from tfstyle.errors import DataError
from tfstyle.judging.calibrate import calibrate, calibration_error

# Kinds that spoil every patch, and show in it.
EVERYWHERE = ("blur", "noise", "jpeg", "checkerboard")
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
    return {
        "pooled": spearman(-logits, wanted),
        "within": float(np.mean([spearman(-row, severities) for row in logits])),
        "named": spearman(named, wanted),
        "logits": logits,
    }


def spearman(values, wanted) -> float:
    """Return the rank correlation of two arrays; 0 where one of them is the same everywhere.

    Example:
        >>> round(spearman([1, 5, 7], [0.1, 0.2, 0.9]), 6), spearman([1, 1], [0, 1])
        (1.0, 0.0)
    """
    from scipy.stats import spearmanr

    values, wanted = np.ravel(values), np.ravel(wanted)
    if np.ptp(values) == 0 or np.ptp(wanted) == 0:
        return 0.0
    return float(spearmanr(values, wanted)[0])


def calibrate_patches(
    judge, sets: Mapping[str, Sequence], severity: float = 0.8, at_most: int = 100
) -> tuple[float, float]:
    """Return what calibrates the logit of a patch, for `Judge(patch_calibration=...)`.

    Against the patches of whole pictures stand those of the same pictures spoiled all over; where
    nothing of it can be seen, as noise in a burnt-out sky, as much speaks for one as for the other.

    Args:
        judge: a `models.Judge`.
        sets: real pictures, uint8 (H, W, 3), by the name of their set.
        severity: of what is spoiled.
        at_most: patches that are taken of one picture, at even distances.

    Raises:
        DataError: no pictures, or a judge that knows none of these kinds.
    """
    from tfstyle.data.degradations import degrade

    def patches(picture):
        flat = judge.judge(picture).patches.ravel()
        return flat[np.linspace(0, len(flat) - 1, min(len(flat), at_most)).astype(int)]

    whole, spoiled = [], []
    for pictures in sets.values():
        for row, picture in enumerate(pictures):
            whole.append(patches(picture))
            for kind in (kind for kind in judge.kinds if kind in EVERYWHERE):
                spoiled.append(patches(np.asarray(degrade(picture, kind, severity, (0, row)))))
    values = np.concatenate([*whole, *spoiled, np.zeros(0)])
    return calibrate(values, np.arange(len(values)) < sum(map(len, whole)))


def logits_of(judge, pictures: Iterable) -> np.ndarray:
    """Return the logit of each picture, float64 (N,)."""
    return np.array([judge.judge(picture).logit for picture in pictures], np.float64)


def area_under_curve(real, bad) -> float:
    """Return how probably a real picture is judged better than a bad one; equals count half.

    Args:
        real: logits, a sequence or an array.
        bad: the same.

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


def orders(judge, sets: Mapping[str, Sequence], told=print) -> tuple[dict, np.ndarray, np.ndarray]:
    """Return how well a judge orders each set by each kind, and the logits that it gave.

    Args:
        judge: a `models.Judge`.
        sets: real pictures, uint8 (H, W, 3), by the name of their set.
        told: called with a line for each kind and set.

    Returns:
        `{kind: {set: {pooled, within, named}}}`, see `severity_order`; the logits of the real
        pictures, and those of the spoiled ones, float64 (N,) each.
    """
    order: dict = {kind: {} for kind in judge.kinds}
    all_spoiled, all_real = [], []
    for name, pictures in sets.items():
        logits = np.zeros((len(pictures), 1))
        for kind in judge.kinds:
            found = severity_order(judge, pictures, kind)
            logits = found.pop("logits")
            order[kind][name] = {key: round(value, 3) for key, value in found.items()}
            told(f"{kind:13s} {name:10s} " + "  ".join(f"{k} {v:.3f}" for k, v in found.items()))
            all_spoiled.append(logits[:, 1:].ravel())
        all_real.append(logits[:, 0])
    return order, np.concatenate(all_real), np.concatenate(all_spoiled)


def prove(judge, sets: Mapping[str, Sequence], bad: Sequence, told=print) -> dict:
    """Return all figures of a judge, and what calibrates it and its heat map.

    Every other picture calibrates the probability, the rest is measured by it. Of what is bad half
    are spoiled photographs and half pictures that models made, whatever their numbers.

    Args:
        judge: a `models.Judge`.
        sets: real pictures, uint8 (H, W, 3), by the name of their set.
        bad: pictures that models made.
        told: called with a line for each kind and set.

    Returns:
        `{"order": {kind: {set: {pooled, within, named}}}, "auc": {made, spoiled}, "calibration":
        [scale, offset], "patch_calibration": [scale, offset], "calibration_error": number,
        "pictures": {set: number}}`.
    """
    order, real, spoiled = orders(judge, sets, told)
    made = logits_of(judge, bad)
    times = max(1, len(spoiled) // len(made))
    values = np.concatenate([real, spoiled, np.repeat(made, times)])
    labels = np.arange(len(values)) < len(real)
    places = np.arange(len(real)), np.arange(len(spoiled)), np.arange(len(made)).repeat(times)
    seen = np.concatenate(places) % 2 == 0
    scale, offset = calibrate(values[seen], labels[seen])
    probabilities = 1 / (1 + np.exp(-np.clip(scale * values + offset, -60, 60)))
    return {
        "order": order,
        "auc": {
            "made": round(area_under_curve(real, made), 3),
            "spoiled": round(area_under_curve(real, spoiled), 3),
        },
        "calibration": [round(scale, 5), round(offset, 5)],
        "patch_calibration": [round(one, 5) for one in calibrate_patches(judge, sets)],
        "calibration_error": round(calibration_error(probabilities[~seen], labels[~seen]), 4),
        "pictures": {**{name: len(some) for name, some in sets.items()}, "made": len(bad)},
    }
