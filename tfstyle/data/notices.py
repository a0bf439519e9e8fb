"""What is worth a line before a training although nothing is wrong with the pictures.

Squashed proportions, blended label maps and lost bits make a worse model without an error.
"""

import logging
import threading
from collections.abc import Iterable

import numpy as np
from PIL import Image

_FAR_FROM_SQUARE = 1.2  # longer side by shorter
_MANY = 0.25  # of the pictures
_FEW_COLOURS = 64
_LOOKED_AT = 64  # pictures of a side, for colours and depth
_TWELVE_BITS = 16  # what is below in 8 bits was below 4096 in 16


class Notices:
    """Looks on while pictures are decoded, and says in the end what it saw.

    Args:
        title: what lines call the whole.
        squashes: proportions are not kept.
        notes: what is known already.
    """

    def __init__(self, title: str, squashes: bool, notes: Iterable[str] = ()):
        self.title = title
        self.squashes = squashes
        self.notes = tuple(notes)
        self._seen = 0
        self._squashed = {}  # sides and index: the picture and its size
        self._colours = {}  # side: the most colours of each picture that resizing would blend
        self._deep, self._brightest = {}, 0  # sides and index: the picture
        self._lock = threading.Lock()

    def look(self, source, sides, nearest, index: int, pictures, size) -> None:
        """Take note of an item.

        Args:
            source: where it comes from.
            sides: "a" or "b" for each of its pictures; empty where pictures have no sides.
            nearest: of each picture: it is resized by nearest neighbour.
            index: its number in the source.
            pictures: decoded and not yet resized, uint8 (H, W, C).
            size: (height, width) they will have.
        """
        height, width = pictures[0].shape[:2]
        shape = max(height, width) / min(height, width)
        few, bits = {}, 8
        if index < _LOOKED_AT:
            bits = source.depth(index)
            for side, labels, picture in zip(sides, nearest, pictures, strict=False):
                if not labels and picture.shape[:2] != tuple(size):
                    few[side] = _colours(picture)
        with self._lock:
            self._seen += 1
            if shape > _FAR_FROM_SQUARE:
                self._squashed[sides, index] = f"{source.name(index)}, {width}x{height}"
            for side, count in few.items():
                self._colours.setdefault(side, []).append(count)
            if bits > 8:
                self._deep[sides, index] = source.name(index)
                self._brightest = max(self._brightest, *(int(p.max()) for p in pictures))

    def lines(self) -> list[str]:
        """Return what was seen, a line each."""
        found = list(self.notes)
        if self.squashes and len(self._squashed) > _MANY * self._seen:
            example = self._squashed[min(self._squashed)]
            found.append(
                f"{len(self._squashed)} of {self._seen} pictures are far from square (such as "
                f"{example}) and are squashed. data.geometry = 'shorter_side' keeps their "
                "proportions and cuts squares out."
            )
        flat = [
            side for side, counts in sorted(self._colours.items())
            if all(2 <= count <= _FEW_COLOURS for count in counts)
        ]  # fmt: skip
        if flat:
            most = max(max(self._colours[side]) for side in flat)
            found.append(
                f"The pictures of {' and '.join(flat)} have at most {most} colours each, and "
                "resizing blends them into others. If they are label maps, data.nearest = "
                f"'{flat[0] if len(flat) == 1 else 'both'}' keeps their colours."
            )
        if self._deep:
            dark, example = "", self._deep[min(self._deep)]
            if self._brightest < _TWELVE_BITS:
                dark = (
                    " They use a sixteenth of the range or less (12 bits in files of 16?) and come "
                    "out black: multiply their values first."
                )
            found.append(
                f"Pictures of more than 8 bits a channel, such as {example}, are rounded "
                f"to 8: models are trained on 256 steps of brightness.{dark}"
            )
        return [f"{self.title}: {line}" for line in found]

    def tell(self) -> None:
        """Log what was seen."""
        for line in self.lines():
            logging.getLogger("tfstyle").warning("%s", line)


def _colours(picture: np.ndarray) -> int:
    """Return the number of colours, or more than `_FEW_COLOURS` if they are many."""
    flat = picture[..., 0] if picture.shape[-1] == 1 else picture
    # Stops at the first colour too many, so a photograph costs next to nothing.
    found = Image.fromarray(np.ascontiguousarray(flat)).getcolors(_FEW_COLOURS)
    return _FEW_COLOURS + 1 if found is None else len(found)
