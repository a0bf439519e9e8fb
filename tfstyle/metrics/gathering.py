"""What is kept of a set of pictures while they pass one after the other."""

from typing import Protocol

import numpy as np


class Gatherer(Protocol):
    """Takes what was kept of the pictures of a set, batch by batch."""

    def add(self, kept) -> None:
        """Take what `keeps` returned for B pictures; of a metric of pixels, a list of them."""

    def gathered(self):
        """Return what the metric's function takes, once all were added."""


class Everything:
    """Keeps all, in memory: what is gathered where a metric says nothing else.

    Example:
        >>> kept = Everything()
        >>> kept.add(np.zeros((2, 3)))
        >>> kept.add(np.ones((1, 3)))
        >>> kept.gathered().shape
        (3, 3)
    """

    def __init__(self):
        self._parts = []

    def add(self, kept) -> None:
        """Keep it: an array (B, ...), or a list of pictures."""
        self._parts.append(kept)

    def gathered(self):
        """Return one array (N, ...), or a list of all pictures."""
        if isinstance(self._parts[0], list):
            return [picture for part in self._parts for picture in part]
        return np.concatenate(self._parts)
