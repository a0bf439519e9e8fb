"""Paintings to learn a style from: one file, or the folder of a painter."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tfstyle import images
from tfstyle.errors import DataError
from tfstyle.images import IMAGE_SUFFIXES
from tfstyle.listing import list_files


def painting_files(path: str | os.PathLike) -> list[Path]:
    """Return the files that `path` stands for: itself, or the pictures below a folder, by name.

    Raises:
        DataError: a folder without pictures, or one that cannot be read.
    """
    path = Path(path)
    if not path.is_dir():
        return [path]
    files = list_files(path, IMAGE_SUFFIXES, kind="painting").files
    if not files:
        raise DataError(f"The folder {path} holds no paintings to learn a style from.")
    return list(files)


class Paintings:
    """The paintings of a folder, each read when it is asked for.

    Args:
        path: a folder.

    Raises:
        DataError: see `painting_files`.
    """

    def __init__(self, path: str | os.PathLike):
        self.files = painting_files(path)

    def __len__(self) -> int:
        return len(self.files)

    def __iter__(self) -> Iterator[np.ndarray]:
        """Yield uint8 (H, W, 3); raises `ImageError` for what cannot be read."""
        return map(images.read_image, self.files)


def read_paintings(path: str | os.PathLike) -> np.ndarray | Paintings:
    """Return the painting of a file, uint8 (H, W, 3), or the `Paintings` of a folder.

    Raises:
        ImageError: the file cannot be read.
        DataError: the folder holds no pictures.
    """
    return Paintings(path) if Path(path).is_dir() else images.read_image(path)
