"""What an optimisation tells of itself while it runs."""

import dataclasses

import numpy as np

from tfstyle import images


@dataclasses.dataclass(frozen=True)
class Progress:
    """How far an optimisation is; handed to the callback after every step.

    Attributes:
        step: of all steps, from 1.
        steps: how many there are at most.
        size: (height, width) of the level at work.
        losses: the terms of the loss at the last evaluation, each with its weight.
        pixels: the picture as it is, float32 (H, W, 3) in [-1, 1].
    """

    step: int
    steps: int
    size: tuple[int, int]
    losses: dict[str, float]
    pixels: np.ndarray

    def picture(self) -> np.ndarray:
        """Return the picture as it is, uint8 (H, W, 3): the preview."""
        return images.to_uint8(self.pixels)
