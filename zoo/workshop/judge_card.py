"""What the card of a judge says and shows: figures, and spoiled pictures with heat maps."""

import numpy as np

# Of the sheet: pixels of a picture's side, how badly it is spoiled, and of the line above it.
_SIDE, _SEVERITY, _BAND = 256, 0.7, 18
_WEAK = 0.9  # a rank correlation


def render(report: dict) -> str:
    """Return the Markdown between a card's two markers.

    Args:
        report: as stored in `scores.json`.
    """
    scores = report["scores"]
    sets = [name for name in scores["pictures"] if name != "made"]
    titles = [f"{name}, {what}" for name in sets for what in ("pooled", "within", "named")]
    lines = [f"| Spearman with severity | {' | '.join(titles)} |", "|---" * (len(titles) + 1) + "|"]
    for kind, of in scores["order"].items():
        cells = (f"{of[s][what]:.3f}" for s in sets for what in ("pooled", "within", "named"))
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    counted = ", ".join(f"{count} of {name}" for name, count in scores["pictures"].items())
    auc = scores["auc"]
    lines += [
        "",
        "| | |", "|---|---|",
        f"| AUC, real against early outputs of models | {auc['made']:.3f} |",
        f"| AUC, real against spoiled | {auc['spoiled']:.3f} |",
        f"| expected calibration error | {scores['calibration_error']:.3f} |",
        "",
        f"Held-out pictures: {counted}. Each is spoiled to 0, 0.2, ..., 1. Pooled: the falling "
        "logit of all pictures together; within: the mean over pictures of their own; named: the "
        "severity that the judge names, pooled. Half of the pictures calibrate, the other half is "
        "measured.",
    ]  # fmt: skip
    lines += ["", f"Weak, below {_WEAK:g} pooled: {_weak(scores['order']) or 'none'}."]
    return "\n".join(lines)


def _weak(order):
    """Name the kinds that are ordered badly, the worst first."""
    found = [
        (of["pooled"], f"{kind} of {name} {of['pooled']:.2f}")
        for kind, sets in order.items() for name, of in sets.items() if of["pooled"] < _WEAK
    ]  # fmt: skip
    return ", ".join(words for _, words in sorted(found))


def exhibit(model) -> np.ndarray:
    """Return scikit-image's photographs, whole and spoiled, over where they look wrong.

    Args:
        model: a `models.Judge`.
    """
    from tfstyle import images
    from tfstyle.data.degradations import degrade
    from tfstyle.judging import deliver, heat_map
    from tfstyle.zoo.workshop.exhibit import photographs

    shown, maps = [], []
    kinds = [None, *model.kinds]
    photos = photographs(_SIDE)
    for place, kind in enumerate(kinds):
        picture = photos[place % len(photos)]
        if kind:
            picture = np.asarray(degrade(picture, kind, _SEVERITY, (0, place)))
        verdict = deliver(model, picture)
        shown.append(_titled(f"{kind or 'as it was'}: {verdict.overall:.0f} of 100", picture))
        maps.append(_titled("", heat_map(picture, verdict.heat)))
    return images.grid([shown, maps])


def _titled(text, picture):
    from PIL import Image, ImageDraw, ImageFont

    band = Image.new("RGB", (picture.shape[1], _BAND), "white")
    ImageDraw.Draw(band).text((3, 2), text, fill="black", font=ImageFont.load_default(12))
    return np.concatenate([np.asarray(band), picture])
