"""What a card shows of models that turn pictures into pictures."""

from tfstyle.zoo.workshop import evaluate_translation as evaluate
from tfstyle.zoo.workshop.exhibit import Exhibit, held_out, photographs, spread


def translation(model, recipe, data_root, resolution, show=None) -> Exhibit:
    """Show held-out pictures and their translations, a pair of rows for each direction.

    Targets are never shown, and many data sets may not be shipped at all: `show` replaces them.
    """
    from tfstyle import images
    from tfstyle.data import layouts

    a, b = held_out(recipe, data_root, resolution)
    if "pairs" in layouts.get(recipe.data.layout).learns_from:
        sources = {model.directions[0]: a}
        report = evaluate.evaluate_paired(model, list(zip(a, b, strict=True)))
    else:
        sources = dict(zip(model.directions, (a, b), strict=False))
        report = evaluate.evaluate_unpaired(model, sources)
    rows, goldens = [], {}
    for direction in model.directions:
        shown = [
            images.resize(picture, (resolution, resolution))
            for picture in (show or {}).get(direction) or spread(sources[direction])
        ]
        rows += [shown, [model.translate(picture, direction=direction) for picture in shown]]
        goldens[direction] = shown[:1]
    return Exhibit(report, rows, goldens)


def derived(model, recipe, data_root, resolution, show=None) -> Exhibit:
    """Show inputs made from photographs, what the model makes of them, and the photographs.

    Of damage, the scores name each kind alone beside the mixture trained on.
    """
    from tfstyle import images
    from tfstyle.data.derive import derive

    kind, (direction,) = recipe.data.derive, model.directions
    inputs, targets = held_out(recipe, data_root, resolution)
    # `b2a` learns to make what is derived: then the photograph is the input.
    backward = recipe.data.direction == "b2a"
    name = "mixture" if kind == "damaged" else "translation"
    sets = {name: list(zip(inputs, targets, strict=True))}
    options = {}
    if kind == "damaged" and not backward:
        # Every kind at once would be more than age does; the card's pictures show most of them.
        options = {"kinds": recipe.data.damages, "strength": recipe.data.damage_strength}
        for one in recipe.data.damages:
            alone = {"kinds": [one], "strength": recipe.data.damage_strength, "chance": 1.0}
            sets[one] = [
                (derive(kind, photo, (recipe.seed, number), **alone), photo)
                for number, photo in enumerate(targets)
            ]
        options["chance"] = 0.75
    report = evaluate.evaluate_derived(model, sets)

    shown = (show or {}).get(direction) or photographs(resolution)
    shown = [images.resize(picture, (resolution, resolution)) for picture in shown]
    made = [derive(kind, photo, (7, number), **options) for number, photo in enumerate(shown)]
    if backward:
        made, shown = shown, made
    rows = [made, [model.translate(picture, direction=direction) for picture in made], shown]
    return Exhibit(report, rows, {direction: made[:1]})
