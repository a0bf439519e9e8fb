"""The scores of models that translate, on pictures they were not trained on."""

from tfstyle.metrics import Measuring
from tfstyle.zoo.workshop.report import summary

METRICS = ("l1", "psnr", "ssim")


def evaluate_paired(model, pairs) -> dict:
    """Compare translations with their targets.

    Args:
        model: a trained model.
        pairs: list of (source, target), uint8 (H, W, 3).

    Returns:
        `{"protocol": ..., "pictures": n, "scores": {"l1": {"mean": ..., "std": ...}, ...}}`.
    """
    rows = _compare((target, model.translate(source)) for source, target in pairs)
    return {
        "protocol": "held-out pairs, whole pictures, uint8; mean and standard deviation",
        "pictures": len(rows),
        "scores": summary(rows),
    }


def evaluate_derived(model, sets) -> dict:
    """Compare photographs with what was derived from them, and with what the model makes of it.

    Args:
        model: a trained model.
        sets: for each name, a list of (derived, photograph), uint8 (H, W, C).

    Returns:
        Like `evaluate_paired`, with two scores for each name: `input` is the derived picture (left
        out where it has other channels than the photograph), `output` the model's.
    """
    scores = {}
    for name, pairs in sets.items():
        if all(derived.shape == photo.shape for derived, photo in pairs):
            scores[f"{name}, input"] = summary(_compare((photo, x) for x, photo in pairs))
        scores[f"{name}, output"] = summary(
            _compare((photo, model.translate(x)) for x, photo in pairs)
        )
    return {
        "protocol": (
            "held-out photographs, whole, uint8, each compared with the input made from it and "
            "with the model's output; mean and standard deviation"
        ),
        "pictures": len(next(iter(sets.values()))),
        "scores": scores,
    }


def evaluate_unpaired(model, pictures) -> dict:
    """Measure what can be measured without targets: how well the cycle closes, what is kept.

    Args:
        model: a trained model of one direction or two.
        pictures: for each direction, a list of uint8 (H, W, 3) of its source domain.

    Returns:
        Like `evaluate_paired`, with a score for each direction: `cycle` compares a picture with
        its translation there and back (if there is a way back), `change` with its translation.
    """
    scores, forward = {}, model.directions
    two = len(forward) == 2
    for direction, back in zip(forward, reversed(forward), strict=True):
        cycles, changes = [], []
        for picture in pictures[direction]:
            there = model.translate(picture, direction=direction)
            changes.append((picture, there))
            if two:
                cycles.append((picture, model.translate(there, direction=back)))
        if two:
            scores[f"{direction}, cycle"] = summary(_compare(cycles))
        scores[f"{direction}, change"] = summary(_compare(changes))
    cycle = "`cycle` compares a picture with its translation there and back, " if two else ""
    return {
        "protocol": (
            f"held-out pictures, whole, uint8; there are no targets: {cycle}`change` "
            f"{'with' if two else 'compares a picture with'} its translation; mean and standard "
            "deviation"
        ),
        "pictures": {direction: len(pictures[direction]) for direction in forward},
        "scores": scores,
    }


def _compare(pairs):
    return Measuring(METRICS).rows("pair", pairs)
