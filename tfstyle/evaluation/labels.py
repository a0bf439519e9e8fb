"""Names beside points, none upon another."""

from collections.abc import Sequence

import numpy as np

# How far a name may be from its point, the nearest first, and in how many directions.
_RINGS, _DIRECTIONS = range(4, 160, 5), 24
_MARKER = 4.0  # half a point's width
_APART = 1.0


def place_labels(points, sizes, within: Sequence[float]) -> np.ndarray:
    """Return where names are to begin so that none lies upon another, or on a point.

    One after the other takes the nearest free place around its point; where none is free, that of
    which the least is taken.

    Args:
        points: (N, 2), in the unit of all else; from the left, from below.
        sizes: (N, 2), width and height of each name.
        within: left, bottom, right and top of what names may cover.

    Returns:
        (N, 2), the lower left corner of each name.

    Example:
        >>> place_labels([[50, 50], [52, 50]], [[30, 8], [30, 8]], (0, 0, 100, 100)).tolist()
        [[12.0, 46.0], [60.0, 46.0]]
    """
    points, sizes = (np.asarray(one, float).reshape(-1, 2) for one in (points, sizes))
    taken = [np.concatenate([point - _MARKER, point + _MARKER]) for point in points]
    corners = np.empty_like(points)
    # From right to left, so that the free space to the right is there for those that need it.
    for index in np.lexsort((points[:, 1], -points[:, 0])):
        places = _places(points[index], sizes[index])
        boxes = np.concatenate([places - _APART, places + sizes[index] + _APART], axis=1)
        cost = _outside(boxes, within) + sum(_overlap(boxes, other) for other in taken)
        best = int(np.argmin(cost))  # the first of those that cost nothing
        corners[index] = places[best]
        taken.append(boxes[best])
    return corners


def _places(point, size):
    """Return lower left corners around a point, the nearest first."""
    angles = 2 * np.pi * np.arange(_DIRECTIONS) / _DIRECTIONS
    ways = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    # Beside it before above and below, to the right before the left.
    ways = ways[np.argsort(-np.abs(ways[:, 0]) - 0.01 * np.sign(ways[:, 0]), kind="stable")]
    rings = [point + (ring + _MARKER) * ways + (np.sign(ways.round(9)) - 1) * size / 2
             for ring in _RINGS]  # fmt: skip
    return np.concatenate(rings)


def _outside(boxes, within):
    left, bottom, right, top = within
    whole = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return whole - _overlap(boxes, np.array([left, bottom, right, top]))


def _overlap(boxes, other):
    """Return the area that each of (N, 4) has in common with another box."""
    lower = np.maximum(boxes[:, :2], other[:2])
    upper = np.minimum(boxes[:, 2:], other[2:])
    return np.prod(np.maximum(upper - lower, 0), axis=1)
