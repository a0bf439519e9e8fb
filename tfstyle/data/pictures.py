"""The pictures of a training, decoded once and kept at the size they are cropped from.

In memory if they fit, else as PNG files in the cache. What is kept is never augmented: crop, flip
and damage are drawn afresh at every step.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tfstyle import images
from tfstyle.data import scan
from tfstyle.errors import StorageError
from tfstyle.files import atomic_file


class Pictures:
    """Items of a source at `load` x `load` pixels.

    Args:
        source: a `FileSource` or `EncodedSource`.
        load: pixels of a side after resizing; proportions are not kept, as in the reference.
        crop: what a step will cut out; smaller pictures are refused.
        memory: bytes to keep at most. Above, pictures go to `$TFSTYLE_CACHE/pictures`.
        derive: makes the pictures of an item from the resized ones, e.g. `(edges, photo)`.
        channels: of the pictures after `derive`; the source's without it.
        skip_broken: leave out what cannot be used instead of raising.
        problems: what is already known to be wrong.
        title: what errors call the whole.

    Attributes:
        kept: uint8 (N, load, load, C) for each picture of an item; None if they are on disk.
        files: names of the PNG files, (N, pictures of an item); None if they are in memory.
        indices: which items of the source these are; broken ones are left out.

    Raises:
        DataError: a picture cannot be used.
        StorageError: the cache is full or not writable.
    """

    def __init__(
        self, source, load: int, crop: int, *, memory: int, derive: Callable | None = None,
        channels=None, skip_broken=False, problems=(), title="The data set",
    ):  # fmt: skip
        self.load = load
        self.channels = tuple(channels or source.channels)
        count = len(source)
        kept = files = None
        if count * load * load * sum(self.channels) <= memory:
            kept = [np.empty((count, load, load, c), np.uint8) for c in self.channels]
        else:
            files = np.empty((count, len(self.channels)), dtype=object)
            folder = _cache()

        def use(index, pictures):
            pictures = [images.resize(picture, (load, load)) for picture in pictures]
            for place, picture in enumerate(derive(pictures) if derive else pictures):
                if kept:
                    kept[place][index] = picture
                else:
                    files[index, place] = _store(folder, picture)

        broken = scan.examine(source, crop, use)
        fine = [index for index in range(count) if index not in broken]
        scan.settle([*problems, *broken.values()], len(fine), title, skip_broken)
        if broken:
            kept = kept and [array[fine] for array in kept]
            files = None if files is None else files[fine]
        self.kept = kept
        self.files = None if files is None else files.astype(str)
        self.indices = np.array(fine, dtype=int)
        self._count = len(fine)

    def __len__(self):
        return self._count


def memory_to_use() -> int:
    """Return a quarter of the machine's memory, 4 GiB at most, in bytes."""
    try:
        physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        physical = 8 * 2**30
    return min(physical // 4, 4 * 2**30)


def _cache() -> Path:
    root = os.environ.get("TFSTYLE_CACHE") or Path.home() / ".cache" / "tfstyle"
    folder = Path(root, "pictures")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The decoded pictures do not fit into the memory, and {folder} cannot be made: "
            f"{error.strerror}. Set TFSTYLE_CACHE to a place with room."
        ) from error
    return folder


def _store(folder: Path, picture: np.ndarray) -> str:
    """Write a picture under the name of its content, if it is not there yet."""
    digest = hashlib.sha256(repr(picture.shape).encode() + picture.tobytes()).hexdigest()
    path = folder / digest[:2] / f"{digest[2:34]}.png"
    if not path.exists():
        image = Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)
        with atomic_file(path) as temporary:
            image.save(temporary, "PNG", compress_level=1)  # a fifth of the default's time
    return str(path)
