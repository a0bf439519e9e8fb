"""How a side of a picture is divided into overlapping windows, and how they share its pixels."""

import dataclasses

import numpy as np

from tfstyle.inference.padding import mirror_index, padded_size


@dataclasses.dataclass(frozen=True)
class Windows:
    """Windows along the height or the width of a picture, mirrored to a length that fits.

    Attributes:
        size: pixels of the picture.
        length: of the mirrored picture, a multiple of what the network wants.
        window: pixels of each window.
        starts: first pixel of each window in the mirrored picture.
    """

    size: int
    length: int
    window: int
    starts: tuple[int, ...]

    @property
    def offset(self) -> int:
        """Where the picture begins in the mirrored one: as `call_padded` has it."""
        return (self.length - self.size) // 2

    def pixels(self, start: int, window: int | None = None) -> np.ndarray:
        """Return the picture's pixel numbers that a window shows."""
        positions = np.arange(start, start + (window or self.window)) - self.offset
        return mirror_index(positions, self.size)

    def inside(self, start: int, stop: int) -> tuple[int, int]:
        """Return the picture's part of the mirrored pixels `start` to `stop`."""
        first, last = (min(max(n - self.offset, 0), self.size) for n in (start, stop))
        return first, last

    def weights(self, margin: int | None = None) -> np.ndarray:
        """Return how much each window counts at each of its pixels, float32 (windows, window).

        Where two overlap one fades into the other by half a wave. The weights add up to 1
        everywhere.

        Args:
            margin: pixels at a window's edges that count nothing, as it does not see all around
                them; the fade takes what is left of the overlap, a step if nothing is. `None`
                for a network that sees beyond any margin: the fade is the middle half of the
                overlap.
        """
        weights = np.ones((len(self.starts), self.window))
        place = np.arange(self.window) + 0.5
        steps = np.diff(self.starts)
        for index, step in enumerate(steps):
            overlap = self.window - step
            shared = min(overlap, 2 * steps.min())
            half = max(shared / 4 if margin is None else shared / 2 - margin, 0.5)
            rising = np.clip((place - overlap / 2) / half, -1, 1)
            rise = 0.5 + 0.5 * np.sin(0.5 * np.pi * rising)
            weights[index + 1] *= rise
            weights[index] *= 1 - np.concatenate([np.zeros(step), rise])[: self.window]
        return weights.astype("float32")


def divide(size: int, *, tile: int, margin: int, multiple: int, minimum: int) -> Windows:
    """Return the windows along one side.

    Args:
        size: pixels of the picture.
        tile: pixels that each window adds, about.
        margin: pixels it sees beyond them on both sides.
        multiple: windows begin at and are multiples of this.
        minimum: the smallest window the network takes.

    Example:
        >>> divide(1000, tile=256, margin=32, multiple=4, minimum=8).starts
        (0, 228, 456, 680)
    """
    length = padded_size(size, multiple, minimum)
    window = padded_size(tile + 2 * margin, multiple, minimum)
    if window >= length:
        return Windows(size, length, length, (0,))
    step = max((window - 2 * margin) // multiple, 1) * multiple
    count = -(-(length - window) // step) + 1
    return Windows(size, length, window, spread(length, window, count, multiple))


def spread(length: int, window: int, count: int, multiple: int) -> tuple[int, ...]:
    """Return `count` evenly spaced starts from 0 to `length - window`, multiples of `multiple`."""
    last = (length - window) // multiple
    return tuple(
        round(index * last / max(count - 1, 1)) * multiple for index in range(count)
    )
