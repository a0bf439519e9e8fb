"""The scores of a verdict: what each says, what it weighs, and the sentence for a weak one.

All run from 0 to 100, and more is better. The whole is their weighted geometric mean: no good score
makes up for one at the bottom.
"""

import math
from collections.abc import Collection, Mapping

# Below this a score is weak, and there is a sentence for it.
WEAK = 60.0
# Of the whole, by what is asked. A painting is no photograph: with a style nature counts less.
_WEIGHTS = {
    (False, False): {"naturalness": 1.0},
    (True, False): {"naturalness": 0.6, "content": 0.4},
    (False, True): {"naturalness": 0.3, "style": 0.7},
    (True, True): {"naturalness": 0.2, "content": 0.4, "style": 0.4},
}
# What a judge finds wrong, and the score that says it is not there.
HINTS = {
    "blur": "sharpness",
    "noise": "cleanness",
    "jpeg": "smoothness",
    "checkerboard": "evenness",
    "cast": "colour",
    "holes": "wholeness",
}
_SENTENCES = {
    "naturalness": "It does not look like a photograph{where}.",
    "sharpness": "It is blurred{where}: detail is missing, or was enlarged from less.",
    "cleanness": "It is noisy{where}.",
    "smoothness": "Blocks show{where}, as of strong JPEG compression.",
    "evenness": "A lattice lies over it{where}, as networks leave that enlarge by transposed "
    "convolutions or copied pixels; upsampling = 'antialiased' has none.",
    "colour": "It has a colour cast.",
    "wholeness": "Patches are missing or flat{where}.",
    "content": "Little is left of its photograph; less strength keeps more.",
    "style": "It has taken on little of its painting; more strength, or a larger weight of style.",
}


def overall(scores: Mapping[str, float], weights: Mapping[str, float] | None = None) -> float:
    """Return the one score of a picture, 0 to 100.

    Args:
        scores: with `"naturalness"`; with `"content"` and `"style"` where they were asked.
        weights: of the whole, by score; the judge's own if not given. They need not sum to 1, and
            what was not asked of the picture has none.

    Example:
        >>> overall({"naturalness": 80.0, "sharpness": 20.0})
        80.0
        >>> round(overall({"naturalness": 50.0, "content": 80.0, "style": 0.0}), 1)
        12.6
    """
    found = {name: weight for name, weight in (weights or {}).items() if name in scores}
    total = sum(found.values())
    if not total > 0:
        found, total = own_weights(scores), 1.0
    if len(found) == 1:
        return scores[next(iter(found))]
    logs = [weight * math.log(max(scores[name], 1.0)) for name, weight in found.items()]
    return math.exp(sum(logs) / total)


def own_weights(scores: Collection[str]) -> dict[str, float]:
    """Return the weights of the whole that the judge comes with, those above 0.

    Args:
        scores: names of what was asked.
    """
    return dict(_WEIGHTS["content" in scores, "style" in scores])


def sentence(name: str, where: str = "") -> str:
    """Return what to say of a weak score.

    Args:
        name: of the score.
        where: words for the place, or none.

    Example:
        >>> sentence("cleanness", "at the top")
        'It is noisy, most at the top.'
    """
    return _SENTENCES[name].format(where=f", most {where}" if where else "")
