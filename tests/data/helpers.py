"""Small folders of real pictures and of pictures whose pixels tell where they come from."""

import numpy as np

from tests.optional import need
from tfstyle import images

photos = need("skimage.data")


def photograph(index, height=40, width=40):
    """Return a piece of the astronaut's portrait, another for each index."""
    top, left = 37 * index % 400, 53 * index % 400
    return images.resize(photos.astronaut()[top : top + 100, left : left + 100], (height, width))


def places(index, size=16):
    """Return a picture whose channels are its own number, and each pixel's row and column."""
    rows, columns = np.indices((size, size))
    return np.stack([np.full_like(rows, index), rows, columns], axis=-1).astype(np.uint8)


def write(folder, **pictures):
    """Write pictures as PNG under their keyword's name."""
    for name, picture in pictures.items():
        images.write_image(folder / f"{name}.png", picture)


def fill(folder, count, first=0, make=photograph):
    """Write `p0.png`, `p1.png`, ...; another number makes other pictures of the same names."""
    write(folder, **{f"p{n}": make(first + n) for n in range(count)})


def said(caplog):
    """Return the lines that tfstyle logged: warnings being errors, AutoGraph has its own to say."""
    return [record.getMessage() for record in caplog.records if record.name == "tfstyle"]
