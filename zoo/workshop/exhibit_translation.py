"""What a card shows of models that turn pictures into pictures."""

from tfstyle.zoo.evaluating.imitations import painted_by_teacher
from tfstyle.zoo.evaluating.pictures import spread
from tfstyle.zoo.workshop.exhibit import SHOWN, Exhibit, photographs


def translation(model, protocol, pictures, show=None) -> Exhibit:
    """Show held-out pictures and their translations, a pair of rows for each direction.

    Targets are never shown, and many data sets may not be shipped at all: `show` replaces them.
    """
    from tfstyle import images

    size, rows, goldens = (protocol.size, protocol.size), [], {}
    for direction, sources in zip(model.directions, pictures.sides, strict=False):
        chosen = (show or {}).get(direction) or spread(sources, SHOWN)
        shown = [images.resize(picture, size) for picture in chosen]
        rows += [shown, [model.translate(picture, direction=direction) for picture in shown]]
        # A painter's style is its only name; its direction is as of any model of styles.
        names = model.styles if model.capabilities.style == "names" else (direction,)
        goldens |= {name: shown[:1] for name in names}
    return Exhibit(rows, goldens)


def derived(model, protocol, pictures, show=None) -> Exhibit:
    """Show inputs made from photographs, what the model makes of them, and the photographs."""
    from tfstyle import images
    from tfstyle.data.derive import derive

    spec, (direction,), size = protocol.spec(None), model.directions, protocol.size
    options = {}
    if spec.damaged and not spec.swapped:
        # Every kind at once would be more than age does; the card's pictures show most of them.
        options = {"kinds": spec.damages, "strength": spec.damage_strength, "chance": 0.75}
    shown = (show or {}).get(direction) or photographs(size)
    shown = [images.resize(picture, (size, size)) for picture in shown]
    made = [derive(spec.derive, x, (7, number), **options) for number, x in enumerate(shown)]
    if spec.swapped:  # it learns to make what is derived: then the photograph is the input
        made, shown = shown, made
    rows = [made, [model.translate(picture, direction=direction) for picture in made], shown]
    return Exhibit(rows, {direction: [_part(made[0])] if spec.damaged else made[:1]})


def _part(picture):
    """Return the middle of a damaged picture: shrunk as a whole it would have lost its grain."""
    from tfstyle.zoo.workshop.golden import SIDE

    top, left = ((side - SIDE) // 2 for side in picture.shape[:2])
    return picture[top : top + SIDE, left : left + SIDE]


def imitation(model, protocol, pictures, show=None) -> Exhibit:
    """Show photographs, what the teacher makes of them, and what the model does."""
    from tfstyle import images

    (direction,), size = model.directions, protocol.size
    shown = (show or {}).get(direction) or photographs(size)
    shown = [images.resize(picture, (size, size)) for picture in shown]
    rows = [
        shown, painted_by_teacher(protocol, shown), [model.translate(photo) for photo in shown]
    ]  # fmt: skip
    return Exhibit(rows, {direction: shown[:1]})
