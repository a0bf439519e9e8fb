"""Of models that learned from two sets of pictures: what is kept, and what it looks like then.

There are no targets. How well the cycle closes and how much is changed says nothing of whether a
translation looks like the other side; that is what sets are compared for.
"""

from functools import cache, partial

from tfstyle.zoo.evaluating.pairs import real
from tfstyle.zoo.evaluating.rows import Row

METRICS = (
    "l1", "psnr", "ssim", "lpips_squeeze", "checkerboard", "border", "clipped", "blot",
    "kid768_clean",
)  # fmt: skip
SAYS = (
    "there are no targets: `cycle` compares held-out pictures with their translations there and "
    "back, `change` with their translations, and these, as a set, with real pictures of the other "
    "side; `before` compares the untranslated with them, `real` one half of them with the other"
)


def rows(model, protocol, pictures):
    """Return the rows by name, see `kinds.Kind`."""
    directions, found = model.directions, {}
    for place, direction in enumerate(directions):
        sources, others = pictures.sides[place], pictures.sides[1 - place]
        there = cache(partial(_all, model, tuple(sources), direction))
        if len(directions) == 2:
            back = directions[1 - place]
            found[f"{direction}, cycle"] = partial(_cycle, model, sources, there, back)
        found[f"{direction}, change"] = partial(_change, sources, others, there)
        found[f"{direction}, before"] = partial(_before, sources, others)
        found[f"{direction}, real"] = partial(real, others)
    return found


def _all(model, pictures, direction):
    return [model.translate(picture, direction=direction) for picture in pictures]


def _cycle(model, sources, there, back):
    return Row(_all(model, there(), back), targets=sources, compares=("pair",))


def _change(sources, others, there):
    return Row(there(), sources, targets=sources, real=others)


def _before(sources, others):
    return Row(sources, real=others, compares=("picture", "sets"))
