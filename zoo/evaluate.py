"""The scores on a preset's card, measured on pictures the model was not trained on."""

import numpy as np

METRICS = ("l1", "psnr", "ssim")


def evaluate_paired(model, pairs) -> dict:
    """Compare translations with their targets.

    Args:
        model: a trained model.
        pairs: list of (source, target), uint8 (H, W, 3).

    Returns:
        `{"protocol": ..., "pictures": n, "scores": {"l1": {"mean": ..., "std": ...}, ...}}`.
    """
    rows = [_compare(target, model.translate(source)) for source, target in pairs]
    return {
        "protocol": "held-out pairs, whole pictures, uint8; mean and standard deviation",
        "pictures": len(rows),
        "scores": _summary(rows),
    }


def evaluate_unpaired(model, pictures) -> dict:
    """Measure what can be measured without targets: how well the cycle closes, what is kept.

    Args:
        model: a trained model with two directions.
        pictures: for each direction, a list of uint8 (H, W, 3) of its source domain.

    Returns:
        Like `evaluate_paired`, with a score for each direction: `cycle` compares a picture with
        its translation there and back, `change` with its translation.
    """
    scores, forward = {}, model.directions
    for direction, back in zip(forward, reversed(forward), strict=True):
        cycles, changes = [], []
        for picture in pictures[direction]:
            there = model.translate(picture, direction=direction)
            changes.append(_compare(picture, there))
            cycles.append(_compare(picture, model.translate(there, direction=back)))
        scores[f"{direction}, cycle"] = _summary(cycles)
        scores[f"{direction}, change"] = _summary(changes)
    return {
        "protocol": (
            "held-out pictures, whole, uint8; there are no targets: `cycle` compares a picture "
            "with its translation there and back, `change` with its translation; mean and "
            "standard deviation"
        ),
        "pictures": {direction: len(pictures[direction]) for direction in forward},
        "scores": scores,
    }


def _compare(reference, picture):
    from tfstyle import metrics

    return {name: getattr(metrics, name)(reference, picture) for name in METRICS}


def _summary(rows):
    return {
        name: {
            "mean": round(float(np.mean([row[name] for row in rows])), 4),
            "std": round(float(np.std([row[name] for row in rows])), 4),
        }
        for name in METRICS
    }
