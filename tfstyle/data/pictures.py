"""The pictures of a training, decoded once and kept at the size they are cropped from.

In memory if they fit, else as PNG files in the cache. What is kept is never augmented: crop, flip
and damage are drawn afresh at every step.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from tfstyle.data import geometry, scan
from tfstyle.data.store import Store
from tfstyle.errors import ImageError


class Pictures:
    """Items of a source at the size that crops are cut from.

    Args:
        spec: the `DataSpec`: sizes, geometry, channels, and whether broken ones are left out.
        side: the `sources.Side` they come from.
        memory: bytes to keep at most. Above, pictures go to `$TFSTYLE_CACHE/pictures`.
        nearest: of each picture of an item: it is a label map, no values are blended.
        derive: makes the pictures of an item from the resized ones, e.g. `(edges, photo)`.
        look: called with index, decoded pictures and the size they get, e.g. `Notices.look`.

    Attributes:
        size: (height, width) that all have; None if they differ.
        sizes: int (N, 2), that of each.
        kept: for each picture of an item uint8 (N, *size, C), or where sizes differ one row of
            bytes with the pictures after each other; None if they are on disk.
        starts: int (N,), the pixel at which each begins in such a row.
        files: names of the PNG files, (N, pictures of an item); None if they are in memory.
        indices: which items of the source these are; broken ones are left out.

    Raises:
        DataError: a picture cannot be used.
        StorageError: the cache is full or not writable.
    """

    def __init__(
        self, spec, side, *, memory: int, nearest: Sequence[bool],
        derive: Callable | None = None, look: Callable | None = None,
    ):  # fmt: skip
        source = side.source
        self.channels = spec.channels if derive else source.channels
        sizes = _sizes(source, spec.geometry, spec.load)
        same = len(np.unique(sizes, axis=0)) == 1
        pixels = sizes.prod(axis=1)
        starts = np.cumsum(pixels) - pixels
        kept = files = None
        if pixels.sum() * sum(self.channels) <= memory:
            shape = (len(sizes), *sizes[0]) if same else (pixels.sum(),)
            kept = [np.empty((*shape, c), np.uint8) for c in self.channels]
        else:
            files = np.empty((len(sizes), len(self.channels)), dtype=object)
            store = Store()

        def use(index, pictures):
            size = tuple(map(int, sizes[index]))
            if look:
                look(index, pictures, size)
            pictures = [
                geometry.resize(picture, size, labels)
                for picture, labels in zip(pictures, nearest, strict=True)
            ]
            for place, picture in enumerate(derive(pictures) if derive else pictures):
                if files is not None:
                    files[index, place] = store.add(picture)
                elif same:
                    kept[place][index] = picture
                else:
                    flat = picture.reshape(-1, picture.shape[-1])
                    kept[place][starts[index] : starts[index] + len(flat)] = flat

        broken = scan.examine(source, spec.crop, use, squashed=spec.geometry == "squash")
        fine = [index for index in range(len(sizes)) if index not in broken]
        scan.settle(
            [*side.problems, *broken.values()], len(fine), side.title, spec.skip_broken
        )
        if broken:
            kept = [array[fine] for array in kept] if kept and same else kept
            files = None if files is None else files[fine]
        self.size = tuple(map(int, sizes[0])) if same else None
        self.sizes, self.starts = sizes[fine], starts[fine]
        self.kept = kept if same or not kept else [array.reshape(-1) for array in kept]
        self.files = None if files is None else files.astype(str)
        self.indices = np.array(fine, dtype=int)

    def __len__(self):
        return len(self.indices)


def _sizes(source, kind: str, load: int) -> np.ndarray:
    """Return the (height, width) of each item after resizing: int (N, 2)."""
    if kind == "squash":
        return np.full((len(source), 2), load, dtype=np.int64)

    def size(index):
        try:
            return geometry.target_size(kind, source.size(index), load)
        except ImageError:  # the scan says what is wrong with it
            return None

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(size, range(len(source))))
    known = next((size for size in found if size), (load, load))
    return np.array([size or known for size in found], dtype=np.int64)
