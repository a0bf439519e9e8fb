"""Data sets kept as arrays in one `.npz` file.

A file holds, for each of its splits, pictures uint8 (N, H, W) or (N, H, W, C) and perhaps labels,
whole numbers (N,), named like Keras' data sets (`x_train`, `y_train`, `x_test`, `y_test`), like
MedMNIST's (`train_images`, `train_labels`, `val_images`, ...), or `images` and `labels` alone.
"""

import math
from pathlib import Path

import numpy as np
from PIL import Image

from tfstyle import images
from tfstyle.data.folders import SPLITS
from tfstyle.data.memory import physical_memory
from tfstyle.data.npz import Npz, open_npz
from tfstyle.errors import DataError
from tfstyle.listing import list_files

_NAMES = (("x_{}", "y_{}"), ("{}_images", "{}_labels"))
_ALONE = (("images", "labels"), ("x", "y"))


class ArraySource:
    """The pictures of one split.

    Args:
        root: an `.npz` file, or a folder that holds one.
        split: "train", "val" or "test".
        channels: of each picture as it is read: 1, 3 or 4.
        pad: pixels a side has at least; smaller pictures get a black margin, as 28x28 digits do
            for networks of 32.

    Attributes:
        labels: int array (N,), or `None` where the file has none.

    Raises:
        DataError: no such file or split, or arrays of other shapes and types.
    """

    notes = ()

    def __init__(self, root, split: str, channels: int, pad: int = 0):
        self.path = find_file(root)
        self.channels = (channels,)
        self.pad = pad
        with open_npz(self.path, physical_memory() // 2) as file:
            names = _splits(file)
            if split not in names:
                raise DataError(f"{self.path} has no split {split!r}; it has {', '.join(names)}.")
            pictures, labels = names[split]
            _check_pictures(file, pictures)
            self.labels = _labels(file, pictures, labels) if labels in file.names else None
            self.pictures = file.read(pictures)

    def __len__(self):
        return len(self.pictures)

    @property
    def paths(self) -> list[Path]:
        """The one file."""
        return [self.path]

    def name(self, index: int) -> str:
        """Return what an error calls this picture."""
        return f"{self.path} number {index}"

    def size(self, index: int) -> tuple[int, int]:
        """Return (height, width) with the margin."""
        height, width = self.pictures.shape[1:3]
        return max(height, self.pad), max(width, self.pad)

    def depth(self, index: int) -> int:
        """Return the bits of a channel, which are 8 in arrays of uint8."""
        return 8

    def read(self, index: int) -> list[np.ndarray]:
        """Return a picture: a list of one uint8 (H, W, C)."""
        picture = self.pictures[index]
        if picture.ndim == 2:
            picture = picture[..., None]
        if picture.shape[-1] != self.channels[0]:
            flat = picture[..., 0] if picture.shape[-1] == 1 else picture
            converted = images.convert(Image.fromarray(flat), self.channels[0], self.name(index))
            picture = np.asarray(converted).reshape(*picture.shape[:2], self.channels[0])
        return [pad_to(picture, self.pad)]


def pad_to(picture: np.ndarray, size: int) -> np.ndarray:
    """Return uint8 (H, W, C) with black around it where a side is smaller than `size` pixels.

    Example:
        >>> pad_to(np.ones((28, 28, 1), "uint8"), 32).shape
        (32, 32, 1)
    """
    missing = [max(size - side, 0) for side in picture.shape[:2]]
    if not any(missing):
        return picture
    margins = [(m // 2, m - m // 2) for m in missing]
    return np.pad(picture, (*margins, (0, 0)))


def find_file(root) -> Path:
    """Return the `.npz` file that `root` is or holds.

    Raises:
        DataError: there is none, or several.
    """
    if root is None:
        raise DataError("layout 'arrays' needs an .npz file. Pass one, e.g. `--data mnist.npz`.")
    path = Path(root).expanduser()
    if path.is_dir():
        found = list_files(path, (".npz",), deep=False).files
        if len(found) != 1:
            names = ", ".join(file.name for file in found) or "none"
            raise DataError(
                f"layout 'arrays' needs one .npz file, and {root} holds: {names}. Name the file."
            )
        return found[0]
    if not path.is_file():
        raise DataError(f"There is no file {root}.")
    return path


def count_arrays(root) -> dict[str, int]:
    """Return how many pictures each split of the file has.

    Raises:
        DataError: no such file, or no pictures in it.
    """
    path = find_file(root)
    with open_npz(path, physical_memory() // 2) as file:
        found = {}
        for split, (pictures, _) in _splits(file).items():
            _check_pictures(file, pictures)
            found[split] = file.header(pictures)[0][0]
        return found


def _check_pictures(file: Npz, name: str) -> None:
    """Check by its header that an array holds pictures.

    Raises:
        DataError: another type or shape; the message says how to convert it.
    """
    shape, kind = file.header(name)
    if kind == np.uint8 and len(shape) in (3, 4) and (*shape, 1)[3] in (1, 3, 4) and min(shape):
        return
    remedy = ""
    if not math.prod(shape):
        remedy = " There are no pictures in it."
    elif len(shape) == 4 and shape[1] in (1, 3, 4) and shape[3] not in (1, 3, 4):
        remedy = " Channels come last: np.moveaxis(x, 1, -1)."
    elif kind != np.uint8 and kind.kind in "biuf":
        remedy = f" {_to_uint8(file.read(name))}"
    raise DataError(
        f"{name} in {file.path} must be uint8 (N, H, W) or (N, H, W, C) with 1, 3 or 4 channels. "
        f"Received: {kind} {shape}.{remedy}"
    )


def _to_uint8(values: np.ndarray) -> str:
    """Say how an array of another type becomes uint8, by the values it holds."""
    low, high = values.min(), values.max()
    came = f"Its values go from {low:.4g} to {high:.4g}" if values.dtype != bool else "It is bool"
    if values.dtype == bool:
        return f"{came}: save 255 * x.astype('uint8')."
    if low < -1 or not high <= 65535 or not low <= high:
        return f"{came}: scale them to 0 to 255 first."
    if low < 0:
        return f"{came}, so it is [-1, 1]: save ((x + 1) * 127.5).round().astype('uint8')."
    if high <= 1:
        return f"{came}, so it is [0, 1]: save (255 * x).round().astype('uint8')."
    if high <= 255:
        return f"{came}: save x.round().astype('uint8')."
    return (
        f"{came}: save (x * (255 / white)).round().astype('uint8'), where white is 65535 for 16 "
        "bits and 4095 for 12."
    )


def _labels(file: Npz, pictures: str, name: str) -> np.ndarray:
    """Return the labels (N,) that belong to pictures."""
    count, shape = file.header(pictures)[0][0], file.header(name)[0]
    if math.prod(shape) != count:
        one_hot = len(shape) == 2 and shape[0] == count
        remedy = " Save classes, not one column for each: y.argmax(axis=1)." if one_hot else ""
        raise DataError(
            f"{file.path} has {count} pictures and {math.prod(shape)} labels in {pictures} and "
            f"{name}, of shape {shape}.{remedy}"
        )
    return file.read(name).reshape(-1)


def _splits(file: Npz) -> dict[str, tuple[str, str]]:
    """Return the names of pictures and labels of each split."""
    found = {}
    for split, words in SPLITS.items():
        pairs = [(a.format(word), b.format(word)) for word in words for a, b in _NAMES]
        if split == "train":
            pairs += _ALONE
        for pictures, labels in pairs:
            if pictures in file.names:
                found[split] = (pictures, labels)
                break
    if not found:
        raise DataError(
            f"No pictures among {', '.join(file.names) or 'no arrays'} in {file.path}: name them "
            "x_train, train_images or images."
        )
    return found
