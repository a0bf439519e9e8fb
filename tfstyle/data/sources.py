"""Reads the n-th picture or pair, whatever it is kept in."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tfstyle import images
from tfstyle.data.depth import bits_per_channel
from tfstyle.data.folders import Files
from tfstyle.errors import ImageError


@dataclass(frozen=True)
class Side:
    """A source of pictures, and what is known of it before the first is opened.

    Attributes:
        source: a `FileSource`, an `EncodedSource` or an `ArraySource`.
        title: what errors call the whole.
        problems: what cannot be used, and why.
    """

    source: Any
    title: str
    problems: Sequence[str] = ()


class FileSource:
    """Pictures, AB pictures or pairs of files.

    Args:
        files: what a layout's `find` found.
        channels: channels of each picture of an item, e.g. `(3, 1)` for a pair.
        swap: give the second picture of a pair first.

    Attributes:
        notes: what is worth a line, as in `Files`; every source has them.
    """

    def __init__(self, files: Files, channels: Sequence[int], swap: bool = False):
        self.files = files
        self.channels = tuple(channels)
        self.swap = swap
        self.notes = files.notes

    def __len__(self):
        return len(self.files.items)

    @property
    def paths(self) -> list[Path]:
        """All files that are read."""
        return [path for item in self.files.items for path in item]

    def name(self, index: int) -> str:
        """Return what an error calls this item."""
        return " and ".join(str(path) for path in self.files.items[index])

    def size(self, index: int) -> tuple[int, int]:
        """Return the (height, width) of the first picture of an item, from its header alone.

        Raises:
            ImageError: as `images.read_size`.
        """
        paths = self.files.items[index]
        height, width = images.read_size(paths[-1 if self.swap else 0])
        return height, width // 2 if self.files.halves else width

    def depth(self, index: int) -> int:
        """Return the most bits that a channel of an item has on disk."""
        bits = []
        for path in self.files.items[index]:
            with path.open("rb") as stream:
                bits.append(bits_per_channel(stream))
        return max(bits)

    def read(self, index: int) -> list[np.ndarray]:
        """Decode an item: uint8 (H, W, C) for each of its pictures.

        Raises:
            ImageError: a file cannot be read, or is no AB picture.
        """
        paths = self.files.items[index]
        # As they lie on disk; `swap` turns the pair round at the end.
        channels = self.channels[::-1] if self.swap else self.channels
        if self.files.halves:
            pictures = _halves(paths[0], channels)
        else:
            pictures = [images.read_image(p, c) for p, c in zip(paths, channels, strict=True)]
        return pictures[::-1] if self.swap else pictures


class EncodedSource:
    """Pictures kept as the bytes of their files, e.g. from TensorFlow Datasets."""

    notes = ()
    paths = ()

    def __init__(self, encoded: Sequence[bytes], channels: int, title: str):
        self.encoded = encoded
        self.channels = (channels,)
        self.title = title

    def __len__(self):
        return len(self.encoded)

    def name(self, index: int) -> str:
        """Return what an error calls this picture."""
        return f"{self.title} number {index}"

    def size(self, index: int) -> tuple[int, int]:
        """Return (height, width) from the header alone."""
        return images.read_size(io.BytesIO(self.encoded[index]))

    def depth(self, index: int) -> int:
        """Return the bits that a channel of a picture has as encoded."""
        return bits_per_channel(io.BytesIO(self.encoded[index]))

    def read(self, index: int) -> list[np.ndarray]:
        """Decode a picture: a list of one uint8 (H, W, C).

        Raises:
            ImageError: it cannot be decoded; the error says which.
        """
        try:
            return [images.read_image(io.BytesIO(self.encoded[index]), self.channels[0])]
        except ImageError as error:
            raise ImageError(f"{self.name(index)}: {error}") from error


def _halves(path, channels) -> list[np.ndarray]:
    height, width = images.read_size(path)
    if width % 2 or width <= height:
        why = "an odd width" if width % 2 else "not wider than high"
        raise ImageError(
            f"{path} is {width}x{height}, {why}: no AB picture of two halves side by side."
        )
    whole = {count: images.read_image(path, count) for count in set(channels)}
    half = width // 2
    return [whole[channels[0]][:, :half], whole[channels[1]][:, half:]]
