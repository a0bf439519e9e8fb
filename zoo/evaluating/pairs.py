"""Of models that learned from pairs: translations, against their targets."""

from functools import partial

from tfstyle.zoo.evaluating.rows import Row

METRICS = ("l1", "psnr", "ssim", "lpips_squeeze", "checkerboard", "border", "kid768_clean")
SAYS = (
    "`translation` compares translations of held-out pictures with their targets; `real` compares "
    "one half of the targets with the other, as sets: translations can hardly come nearer"
)


def rows(model, protocol, pictures):
    """Return the rows by name, see `kinds.Kind`."""
    sources, targets = pictures.sides
    return {
        "translation": partial(_translation, model, sources, targets),
        "real": partial(real, targets),
    }


def _translation(model, sources, targets):
    return Row([model.translate(x) for x in sources], sources, targets, real=targets)


def real(pictures) -> Row:
    """Return every second real picture as a set, to compare with the others."""
    return Row(pictures[1::2], real=pictures[::2], compares=("picture", "sets"))
