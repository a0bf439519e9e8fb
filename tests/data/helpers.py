"""Small folders of real pictures and of pictures whose pixels tell where they come from."""

import numpy as np

from tests.optional import need
from tfstyle import data, images

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


# What the functions of `tfstyle.data` take beside a spec.
_OF_THE_CALL = ("batch_size", "seed", "split", "start_step", "memory", "count")


def _called(function, layout, root, options):
    call = {name: options.pop(name) for name in _OF_THE_CALL if name in options}
    return function(data.DataSpec(layout, root, **options), **call)


def dataset_of(layout, root=None, **options):
    """Call `data.load_dataset` with options of the spec and of the call in one."""
    return _called(data.load_dataset, layout, root, options)


def samples_of(layout, root=None, **options):
    """Call `data.fixed_samples` in the same way."""
    return _called(data.fixed_samples, layout, root, options)


def splits_of(layout, root=None, **options):
    """Call `data.describe` in the same way."""
    return _called(data.describe, layout, root, options)


def problems_of(layout, root=None, **options):
    """Call `data.scan_dataset` in the same way."""
    return _called(data.scan_dataset, layout, root, options)
