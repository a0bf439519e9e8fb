"""Of models that paint a picture as one of another domain, in the style of one that is shown.

Two questions that neither a table of styles nor one of domains answers alone: whether the style
that is shown is the one that comes, and whether what comes could be of the domain.
"""

from functools import partial

import numpy as np

from tfstyle.zoo.evaluating.pairs import real
from tfstyle.zoo.evaluating.pictures import spread
from tfstyle.zoo.evaluating.protocol import PHOTOGRAPHS
from tfstyle.zoo.evaluating.rows import Row

METRICS = (
    "content", "content_lpips", "style", "style_before", "checkerboard", "border", "clipped",
    "blot", "diversity", "kid768_clean",
)  # fmt: skip
SAYS = (
    "each `style` is a held-out picture of the domain, shown with the same held-out photographs; "
    "`drawn` shows every photograph another picture of the domain, drawn by chance, and compares "
    "the results, as a set, with all of the domain; `before` compares the photographs with them, "
    "`real` one half of them with the other"
)


def rows(model, protocol, pictures):
    """Return the rows by name, see `kinds.Kind`."""
    sources, others = pictures.sides
    few = spread(sources, PHOTOGRAPHS)
    found = {
        name: partial(_painted, model, few, painting)
        for name, painting in pictures.paintings.items()
    }
    return {
        **found,
        "drawn": partial(_drawn, model, sources, others, protocol.seed),
        "before": lambda: Row(sources, real=others, compares=("picture", "sets")),
        "real": partial(real, others),
    }


def _painted(model, photographs, painting):
    made = [model.translate(photo, style=painting) for photo in photographs]
    return Row(made, photographs, painting=painting)


def _drawn(model, sources, others, seed):
    drawn = np.random.default_rng(seed).integers(len(others), size=len(sources))
    made = [
        model.translate(photo, style=others[place])
        for photo, place in zip(sources, drawn, strict=True)
    ]
    return Row(made, sources, real=others)
