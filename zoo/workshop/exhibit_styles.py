"""What a card shows of models that paint in learned styles, or in that of any picture."""

import numpy as np

from tfstyle.zoo.workshop.exhibit import STYLES_SHOWN, Exhibit, photographs, square


def styles(model, protocol, pictures, show=None) -> Exhibit:
    """Show contents beside paintings: a row for each style, its painting first."""
    from tfstyle import images

    learned = model.capabilities.style == "names"
    resolution, paintings = protocol.size, pictures.paintings
    contents = (show or {}).get(model.directions[0]) or photographs(resolution)
    contents = [images.resize(picture, (resolution, resolution)) for picture in contents]
    blank = np.full((resolution, resolution, 3), 255, np.uint8)
    rows = [[blank, *contents]]
    for name, painting in paintings.items():
        style = name if learned else painting
        made = [model.translate(picture, style=style) for picture in contents]
        rows.append([square(painting, resolution), *made])
    if len(paintings) > STYLES_SHOWN:  # many rows: a card of a megabyte, not of five
        small = max(resolution * STYLES_SHOWN // len(paintings), 96)
        rows = [[images.resize(picture, (small, small)) for picture in row] for row in rows]
    if learned:
        goldens = {name: contents[:1] for name in model.styles}
    else:
        first = next(iter(paintings.values()))
        goldens = {"style": [contents[0], square(first, resolution)]}
    return Exhibit(rows, goldens)
