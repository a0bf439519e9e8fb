"""Of models that paint in styles: how much of a photograph stayed, and of a painting came."""

from functools import partial

from tfstyle.zoo.evaluating.rows import Row

METRICS = (
    "content", "content_lpips", "style", "style_before", "checkerboard", "border", "clipped",
    "blot", "diversity",
)  # fmt: skip
SAYS = (
    "each style is shown on the same photographs, none of which was trained on, and compared with "
    "them and with its painting; `photographs` are these as they were"
)


def rows(model, protocol, pictures):
    """Return the rows by name, see `kinds.Kind`."""
    (photographs,) = pictures.sides
    learned = model.capabilities.style == "names"
    found = {
        name: partial(_painted, model, photographs, painting, name if learned else painting)
        for name, painting in pictures.paintings.items()
        if not learned or name in model.styles
    }
    return {**found, "photographs": lambda: Row(photographs, compares=("picture", "set"))}


def _painted(model, photographs, painting, style):
    made = [model.translate(photo, style=style) for photo in photographs]
    return Row(made, photographs, painting=painting)
