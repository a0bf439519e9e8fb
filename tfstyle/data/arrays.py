"""Data sets kept as arrays in one `.npz` file, and the classes of the pictures of any.

A file holds, for each of its splits, pictures uint8 (N, H, W) or (N, H, W, C) and perhaps labels,
whole numbers (N,), named like Keras' data sets (`x_train`, `y_train`, `x_test`, `y_test`), like
MedMNIST's (`train_images`, `train_labels`, `val_images`, ...), or `images` and `labels` alone.
"""

import contextlib
import os
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from tfstyle import images
from tfstyle.data.folders import SPLITS
from tfstyle.errors import DataError

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

    def __init__(self, root, split: str, channels: int, pad: int = 0):
        self.path = find_file(root)
        self.channels = (channels,)
        self.pad = pad
        with _open(self.path) as file:
            names = _splits(file)
            if split not in names:
                raise DataError(f"{self.path} has no split {split!r}; it has {', '.join(names)}.")
            pictures, labels = names[split]
            self.pictures = file[pictures]
            self.labels = file[labels].reshape(-1) if labels in file.files else None
        shape, kind = self.pictures.shape, self.pictures.dtype
        if kind != np.uint8 or len(shape) not in (3, 4) or (*shape, 1)[3] not in (1, 3, 4):
            raise DataError(
                f"{pictures} in {self.path} must be uint8 (N, H, W) or (N, H, W, C) with 1, 3 or 4 "
                f"channels. Received: {kind} {shape}."
            )
        if self.labels is not None and len(self.labels) != len(self.pictures):
            raise DataError(
                f"{self.path} has {len(self.pictures)} pictures and {len(self.labels)} labels of "
                f"the split {split!r}."
            )

    def __len__(self):
        return len(self.pictures)

    def name(self, index: int) -> str:
        """Return what an error calls this picture."""
        return f"{self.path} number {index}"

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
        found = sorted(path.glob("*.npz"))
        if len(found) != 1:
            names = ", ".join(file.name for file in found) or "none"
            raise DataError(
                f"layout 'arrays' needs one .npz file, and {root} holds: {names}. Name the file."
            )
        return found[0]
    if not path.is_file():
        raise DataError(f"There is no file {root}.")
    return path


def describe(root) -> dict:
    """Return how many pictures each split of the file has.

    Raises:
        DataError: no such file, or no pictures in it.
    """
    path = find_file(root)
    with _open(path) as file:
        return {split: len(file[pictures]) for split, (pictures, _) in _splits(file).items()}


def folder_labels(files) -> np.ndarray:
    """Return the class of each picture of `folders.Files`: the first folder below the common one.

    Classes are numbered by name: `train/coat/1.png` and `train/shirt/2.png` are 0 and 1.
    """
    places = [path.parent for (path,) in files.items]
    common = Path(os.path.commonpath(places))
    names = [str(place.relative_to(common)).split(os.sep)[0] for place in places]
    classes = sorted(set(names))
    return np.array([classes.index(name) for name in names])


def check_labels(labels, num_classes: int, title: str) -> np.ndarray:
    """Return labels as int32 after a look at them.

    Raises:
        DataError: there are none, or they are not 0 to `num_classes - 1`.
    """
    if labels is None:
        raise DataError(
            f"{title} has no labels, and data.num_classes is {num_classes}. Set it to 0."
        )
    labels = np.asarray(labels)
    found = np.unique(labels)
    right = np.issubdtype(labels.dtype, np.integer) and found.min() >= 0
    if not right or found.max() >= num_classes or len(found) < 2:
        listed = ", ".join(map(str, found[:10])) + (", ..." if len(found) > 10 else "")
        raise DataError(
            f"{title} must have labels from 0 to {num_classes - 1} (data.num_classes = "
            f"{num_classes}), whole numbers of at least two classes. Received: {listed}."
        )
    return labels.astype("int32")


@contextlib.contextmanager
def _open(path):
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            yield file
    except (OSError, ValueError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} is no .npz file of arrays: {error}.") from error


def _splits(file) -> dict[str, tuple[str, str]]:
    """Return the names of pictures and labels of each split."""
    found = {}
    for split, words in SPLITS.items():
        pairs = [(a.format(word), b.format(word)) for word in words for a, b in _NAMES]
        if split == "train":
            pairs += _ALONE
        for pictures, labels in pairs:
            if pictures in file.files:
                found[split] = (pictures, labels)
                break
    if not found:
        raise DataError(
            f"No pictures among {', '.join(file.files)}: name them x_train, train_images or images."
        )
    return found
