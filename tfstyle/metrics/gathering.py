"""What is kept of a set of pictures while they pass one after the other."""

from typing import Protocol

import numpy as np

from tfstyle.errors import DataError


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


def gathered_by(kind, name: str, features):
    """Return what a metric of sets takes: features as they are gathered, or an array of them.

    Args:
        kind: a `Gatherer` that has a length.
        name: of the set, for the error.
        features: a `kind`, or an array (N, D).

    Raises:
        DataError: less than two, of which nothing can be told.
    """
    if not isinstance(features, kind):
        gatherer = kind()
        gatherer.add(np.asarray(features))
        features = gatherer
    if len(features) < 2:
        raise DataError(f"{name} must be a set of 2 or more. Received: {len(features)}")
    return features
