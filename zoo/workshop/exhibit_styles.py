"""What a card shows of models that paint in learned styles, or in that of any picture."""

from pathlib import Path

import numpy as np

from tfstyle.errors import DataError
from tfstyle.zoo.workshop.exhibit import (
    MEASURED,
    STYLES_SHOWN,
    Exhibit,
    held_out,
    photographs,
    spread,
    square,
)


def styles(model, recipe, data_root, resolution, show=None, paintings=None) -> Exhibit:
    """Show contents beside paintings: a row for each style, its painting first."""
    from tfstyle import images
    from tfstyle.evaluation.encoders import load_encoders
    from tfstyle.zoo.workshop.evaluate_styles import METRICS, evaluate_styles

    learned = model.styles if model.capabilities.style == "names" else None
    sides = held_out(recipe, data_root, resolution)
    if learned is not None:
        paintings = paintings or _paintings_of(recipe, data_root, learned)
        if missing := [name for name in learned if name not in paintings]:
            raise DataError(
                f"No painting for {', '.join(missing)}. Give each as --style NAME=FILE."
            )
        paintings = {name: paintings[name] for name in learned}
    elif paintings is None:
        paintings = {f"style {i + 1}": p for i, p in enumerate(spread(sides[1], STYLES_SHOWN))}

    def paint(picture, name):
        return model.translate(picture, style=name if learned else paintings[name])

    # The painting at one size for every model, whatever it was trained at: scores compare.
    report = evaluate_styles(
        paint, spread(sides[0], MEASURED), paintings, load_encoders(METRICS)
    )
    contents = (show or {}).get(model.directions[0]) or photographs(resolution)
    contents = [images.resize(picture, (resolution, resolution)) for picture in contents]
    blank = np.full((resolution, resolution, 3), 255, np.uint8)
    rows = [[blank, *contents]]
    for name, painting in paintings.items():
        row = [square(painting, resolution), *(paint(picture, name) for picture in contents)]
        rows.append(row)
    if len(paintings) > STYLES_SHOWN:  # many rows: a card of a megabyte, not of five
        small = max(resolution * STYLES_SHOWN // len(paintings), 96)
        rows = [[images.resize(picture, (small, small)) for picture in row] for row in rows]
    if learned is not None:
        goldens = {name: contents[:1] for name in learned}
    else:
        first = next(iter(paintings.values()))
        goldens = {"style": [contents[0], square(first, resolution)]}
    return Exhibit(report, rows, goldens)


def _paintings_of(recipe, data_root, names) -> dict:
    """Return the paintings a recipe names, by the style each file's name holds."""
    from tfstyle import images

    found = {}
    for path in recipe.data.styles or ():
        stem = Path(path).stem
        for name in names:
            if stem == name or (name in stem and name not in found):
                found[name] = images.read_image(Path(data_root, path))
    return found
