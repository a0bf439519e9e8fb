"""What the curves of a run show: the sentences behind TensorBoard's information signs."""

from tfstyle.metrics import get_metric
from tfstyle.runs.health.checks import get_check

# By the end of a tag, or its beginning; the first that fits counts.
_ENDINGS = {
    "/adversarial": "How well the discriminator tells the results: lower fools it better. It is a "
    "game: neither player's curve need fall.",
    "/l1": "Mean absolute difference from the target, times its weight in the recipe.",
    "/l2": "Mean squared difference from the target, times its weight in the recipe.",
    "/real": "The discriminator's loss on real pictures.",
    "/fake": "The discriminator's loss on results.",
    "/penalty": "Gradient penalty of the critic.",
    "/nce": "How well each patch is told from others by its source.",
    "/identity_nce": "The same for pictures that are of the target domain already.",
    "/content": "Distance from the photograph's features, times its weight in the recipe.",
    "/style": "Distance from the painting's features, times its weight in the recipe.",
    "/tv": "Total variation, times its weight in the recipe: how rough the result is.",
    "/feature_matching": "Distance of the discriminator's features from those of the target.",
    "/perceptual": "Distance of VGG19's features from those of the target.",
}
_BEGINNINGS = {
    "cycle/": "Difference from the picture after there and back, times its weight in the recipe.",
    "identity/": "Change of a picture that is of the target domain already, weighted.",
    "learning_rate/": "Of the update that led to the step.",
    "speed/pictures_per_second": "Wall time, with samples, checkpoints and waiting for data.",
    "speed/step_seconds": "Wall time of a step, with samples, checkpoints and waiting for data.",
    "health/accuracy_real/": "Share of logits on real pictures that call them real.",
    "health/accuracy_fake/": "Share of logits on results that call them made.",
    "health/gradient_norm/": "Of the latest gradients' mean, as Adam remembers them.",
    "health/share": "Of the run's time that went into looking at its health.",
    "discriminator": "What the discriminator minimizes.",
    "generator": "What the generator minimizes: the sum of its parts.",
}


def describe(tag: str) -> str | None:
    """Return a sentence on a curve, or `None` where its name says all.

    Example:
        >>> describe("cycle/a").split(" after")[0]
        'Difference from the picture'
    """
    if tag == "validation/share":
        return "Share of the time that measuring held-out pictures took."
    if tag.startswith("validation/"):
        metric = get_metric(tag.split("/")[1])
        whose = "Of held-out pictures"
        if tag.endswith("/current"):
            whose += ", with the weights of the last step instead of their moving average"
        return f"{metric.protocol} {whose}; {metric.direction} is better."
    check = get_check(tag.split("/")[1]) if tag.startswith("health/") else None
    if check is not None:
        return f"{check.measured} Wrong {check.direction} {check.threshold:g}."
    for beginning in ("cycle/", "identity/", "health/"):
        if tag.startswith(beginning):
            break
    else:
        for ending, text in _ENDINGS.items():
            if tag.endswith(ending):
                return text
    return next((text for start, text in _BEGINNINGS.items() if tag.startswith(start)), None)
