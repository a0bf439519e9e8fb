"""What a card shows of models that paint: in learned styles, in that of a picture, from noise."""

from pathlib import Path

import numpy as np

from tfstyle.errors import DataError
from tfstyle.zoo.exhibit import (
    MEASURED,
    STYLES_SHOWN,
    Exhibit,
    held_out,
    photographs,
    spread,
    square,
)

# Side of a generated picture on a card, at least, and how many are compared with real ones.
_LARGE, _GENERATED = 96, 8000


def styles(model, recipe, data_root, resolution, show=None, paintings=None) -> Exhibit:
    """Show contents beside paintings: a row for each style, its painting first."""
    from tfstyle import images
    from tfstyle.networks import load_vgg19
    from tfstyle.zoo.evaluate_styles import STYLE_LAYERS, evaluate_styles

    learned = getattr(model, "styles", None) or None
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
        paint, spread(sides[0], MEASURED), paintings, load_vgg19(STYLE_LAYERS)
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


def noise(model, recipe, data_root, resolution) -> Exhibit:
    """Show generated pictures: ten rows, a column for each class, or eight by eight."""
    from tfstyle import images
    from tfstyle.networks import load_vgg19
    from tfstyle.zoo.evaluate_noise import LAYER, evaluate_noise

    real = np.stack(held_out(recipe, data_root, resolution)[0])
    generated = model.generate(min(_GENERATED, 2 * len(real)), seed=1)
    report = evaluate_noise(generated, real, load_vgg19([LAYER]))
    across = min(model.num_classes, 10) or 8
    pictures = model.generate(8 * across, seed=0)
    scale = -(-_LARGE // pictures.shape[1])
    side = pictures.shape[1] * scale
    pictures = [images.resize(picture, (side, side)) for picture in pictures]
    rows = [pictures[start : start + across] for start in range(0, len(pictures), across)]
    return Exhibit(report, rows, {"noise": []})


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
