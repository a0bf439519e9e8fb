"""Label maps that are to be trained on: have all their colours a class?"""

import threading

import numpy as np

from tfstyle.errors import DataError

# Of a picture; thinner things, and what JPEG leaves along outlines, are the nearest class'.
_LEAST_SHARE = 0.005
# What JPEG does to an even colour, in levels of 255.
_EVEN, _NEAR = 6, 24


def unknown_colour(picture: np.ndarray, labels) -> tuple[list[int], float] | None:
    """Return an even colour that is no label's, and its share of the picture, or `None`.

    Of an area's inside: pixels like their neighbours left, right, above and below.

    Args:
        picture: uint8 (H, W, C).
        labels: colours, each C whole numbers.

    Example:
        >>> picture = np.full((8, 8, 3), 200, "uint8")
        >>> unknown_colour(picture, [[0, 0, 0], [255, 0, 0]])
        ([200, 200, 200], 1.0)
    """
    pixels, known = picture.astype(np.int16), np.asarray(labels, int)
    padded = np.pad(pixels, ((1, 1), (1, 1), (0, 0)), "edge")
    middle = padded[1:-1, 1:-1]
    even = np.ones(picture.shape[:2], bool)
    for other in (padded[2:, 1:-1], padded[:-2, 1:-1], padded[1:-1, 2:], padded[1:-1, :-2]):
        even &= np.abs(other - middle).max(axis=-1) <= _EVEN
    places = 256 ** np.arange(picture.shape[-1])  # one number a colour: sorted much faster
    numbers, counts = np.unique(pixels[even] @ places, return_counts=True)
    if not len(numbers):
        return None
    colours = numbers[:, None] // places % 256
    farthest = np.abs(colours[:, None] - known).max(axis=-1).min(axis=1)
    strange = farthest > _tolerance(known)
    share = counts[strange].sum() / even.size
    if share < _LEAST_SHARE:
        return None
    most = colours[strange][counts[strange].argmax()]
    return most.tolist(), float(share)


def _tolerance(labels: np.ndarray) -> float:
    """Return how far a colour may be from a label: never as near to another."""
    apart = np.abs(labels[:, None] - labels).max(axis=-1)
    np.fill_diagonal(apart, 255)
    return min(_NEAR, (apart.min() - 1) / 2)


class LabelCheck:
    """Looks on while pictures are decoded, and names colours that have no class.

    Args:
        labels: colours; empty to look at nothing.
        place: which picture of an item is the label map.
    """

    def __init__(self, labels, place: int = 0):
        self.labels = labels
        self.place = place
        self._found = {}  # index: name, colour, share
        self._lock = threading.Lock()

    def look(self, source, index: int, pictures) -> None:
        """Take note of an item.

        Args:
            source: where it comes from.
            index: its number there.
            pictures: decoded and not yet resized, uint8 (H, W, C).
        """
        if not self.labels:
            return
        found = unknown_colour(pictures[self.place], self.labels)
        if found:
            with self._lock:
                self._found[index] = (source.name(index), *found)

    def tell(self) -> None:
        """Raise if colours without a class were seen.

        Raises:
            DataError: they were.
        """
        if not self._found:
            return
        name, colour, share = self._found[min(self._found)]
        raise DataError(
            f"{len(self._found)} label map{'s' * (len(self._found) > 1)} have areas whose colour "
            f"is none of data.labels: {colour} fills {share:.1%} of {name}. Add it, or repaint it."
        )
