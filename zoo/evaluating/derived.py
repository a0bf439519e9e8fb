"""Of models that learned to undo what was done to photographs: before and after, by the original.

Of damage there are rows for each kind alone beside the mixture trained on, and one of photographs
that nothing happened to: what is whole should stay as it is.
"""

from functools import partial

from tfstyle.zoo.evaluating.rows import Row

METRICS = ("l1", "psnr", "ssim", "lpips_squeeze", "checkerboard", "border")
MIXTURE, UNDAMAGED, TRANSLATION = "mixture", "undamaged", "translation"
SAYS = (
    "each held-out photograph is compared with the input that was made from it (`input`) and with "
    "what the model makes of that (`output`)"
)


def rows(model, protocol, pictures):
    """Return the rows by name, see `kinds.Kind`."""
    inputs, targets = pictures.sides
    spec, found = protocol.spec(None), {}
    # Swapped, the model learns to make what is derived: then the photograph is the input.
    whole = MIXTURE if spec.damaged else TRANSLATION
    makes = {whole: lambda: inputs}
    if spec.damaged and not spec.swapped:
        from tfstyle.data.damage import DAMAGES

        for one in spec.damages or DAMAGES:
            makes[one] = partial(_alone, one, targets, protocol.seed, spec.damage_strength)
    for name, make in makes.items():
        if all(x.shape == y.shape for x, y in zip(inputs, targets, strict=True)):
            found[f"{name}, input"] = partial(_input, make, targets)
        found[f"{name}, output"] = partial(_output, model, make, targets)
    if spec.damaged and not spec.swapped:
        found[f"{UNDAMAGED}, output"] = partial(_output, model, lambda: targets, targets)
    return found


def _input(make, targets):
    return Row(make(), targets=targets, real=targets, compares=("pair", "picture", "sets"))


def _output(model, make, targets):
    sources = make()
    return Row([model.translate(x) for x in sources], sources, targets, real=targets)


def _alone(damage, photographs, seed, strength):
    """Return photographs with nothing but one damage, always."""
    from tfstyle.data.derive import derive

    return [
        derive("damaged", photo, (seed, number), kinds=[damage], strength=strength, chance=1.0)
        for number, photo in enumerate(photographs)
    ]
