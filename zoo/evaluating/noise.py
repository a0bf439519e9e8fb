"""Of models that paint from noise: how far their pictures, as a set, are from real ones."""

from functools import partial

from tfstyle.zoo.evaluating.rows import Row

METRICS = ("fid768_clean", "kid768_clean", "frechet", "diversity")
# Real ones: one half to compare with, the other to say how near real ones come.
PICTURES = 2000
SAYS = (
    "`generated` compares as many generated pictures with one half of the held-out ones, `real` "
    "the other half: below that, nothing can be told"
)


def rows(model, protocol, pictures):
    """Return the rows by name, see `kinds.Kind`."""
    (held_out,) = pictures.sides
    reference = held_out[::2]
    return {
        "generated": partial(_generated, model, reference, protocol.seed),
        "real": partial(Row, held_out[1::2], real=reference),
    }


def _generated(model, reference, seed):
    # Other noise than that of the pictures shown.
    return Row(list(model.generate(len(reference), seed=seed + 1)), real=reference)
