"""Of models that paint from noise: how far their pictures, as a set, are from real ones."""

from functools import partial

from tfstyle.zoo.evaluating.pairs import real
from tfstyle.zoo.evaluating.rows import Row

METRICS = ("frechet",)
# Real ones: one half to compare with, the other to say how near real ones come.
PICTURES = 2000
SAYS = (
    "`generated` compares as many generated pictures with one half of the held-out ones, `real` "
    "the other half: below that, nothing can be told"
)


def rows(model, protocol, pictures):
    """Return the rows by name, see `kinds.Kind`."""
    (held_out,) = pictures.sides
    return {
        "generated": partial(_generated, model, held_out[::2], protocol.seed),
        "real": partial(real, held_out),
    }


def _generated(model, reference, seed):
    # Other noise than that of the pictures shown.
    return Row(list(model.generate(len(reference), seed=seed + 1)), real=reference)
