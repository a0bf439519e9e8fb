"""The dominant colours: median cut (Heckbert 1982) to begin, Lloyd's steps in OKLab to end.

No chance is involved: colours are counted in a histogram of 32 steps a channel, boxes are cut where
they spread most, and the middles then move to where their colours are.
"""

from typing import NamedTuple

import numpy as np

from tfstyle.studio.advice import color

COLORS = 8
_STEPS = 25
# Middles nearer than this in OKLab look like one colour, and are told as one.
_SAME = 0.055
# Colours of less than this share are left out.
_LEAST = 0.01


class Swatch(NamedTuple):
    """A dominant colour.

    Attributes:
        rgb: (r, g, b), 0 to 255.
        share: of the picture, 0 to 1.
        hue: on the painter's wheel, degrees.
        chroma: OKLab distance from gray.
    """

    rgb: tuple[int, int, int]
    share: float
    hue: float
    chroma: float


def palette(rgb: np.ndarray, count: int = COLORS) -> list[Swatch]:
    """Return the dominant colours of a picture, the largest first.

    Args:
        rgb: uint8 (h, w, 3).
        count: at most so many; colours that look the same are told as one.

    Example:
        >>> half = np.zeros((2, 4, 3), "uint8"); half[:, 1:] = 255
        >>> [(swatch.rgb, swatch.share) for swatch in palette(half)]
        [((255, 255, 255), 0.75), ((0, 0, 0), 0.25)]
    """
    points, weights = _histogram(rgb)
    centers = _median_cut(points, weights, count)
    for _ in range(_STEPS):
        nearest = _nearest(points, centers)
        moved = _means(points, weights, nearest, centers)
        if np.abs(moved - centers).max() < 1e-7:
            break
        centers = moved
    nearest = _nearest(points, centers)
    shares = np.bincount(nearest, weights, len(centers)) / weights.sum()
    centers, shares = _merged(centers, shares)
    order = np.lexsort((centers[:, 0], -shares.round(9)))
    return [_swatch(centers[i], shares[i]) for i in order if shares[i] >= _LEAST]


def posterised(lab: np.ndarray, swatches: list[Swatch]) -> np.ndarray:
    """Return OKLab (h, w, 3) painted with the palette's colours alone, uint8."""
    colors = np.array([swatch.rgb for swatch in swatches], "uint8")
    return colors[_nearest(lab.reshape(-1, 3), color.to_oklab(colors))].reshape(lab.shape)


def _histogram(rgb):
    lab = color.to_oklab(rgb).reshape(-1, 3)
    cell = (rgb.reshape(-1, 3) >> 3).astype(int)
    cell = (cell[:, 0] << 10) | (cell[:, 1] << 5) | cell[:, 2]
    used, index, counts = np.unique(cell, return_inverse=True, return_counts=True)
    means = [np.bincount(index, lab[:, i], len(used)) / counts for i in range(3)]
    return np.stack(means, axis=-1), counts.astype(float)


def _median_cut(points, weights, count):
    boxes = [np.arange(len(points))]
    while len(boxes) < count:
        # The box and axis with the largest sum of squares around its mean.
        spreads = [_spread(points[box], weights[box]) for box in boxes]
        which = max(range(len(boxes)), key=lambda i: spreads[i].max())
        if spreads[which].max() < 1e-9 or len(boxes[which]) < 2:
            break
        box, axis = boxes[which], int(spreads[which].argmax())
        box = box[np.argsort(points[box, axis], kind="stable")]
        half = np.searchsorted(np.cumsum(weights[box]), weights[box].sum() / 2)
        half = int(np.clip(half, 1, len(box) - 1))
        boxes[which : which + 1] = [box[:half], box[half:]]
    return np.stack([
        (points[box] * weights[box, None]).sum(axis=0) / weights[box].sum() for box in boxes
    ])  # fmt: skip


def _spread(points, weights):
    mean = (points * weights[:, None]).sum(axis=0) / weights.sum()
    return ((points - mean) ** 2 * weights[:, None]).sum(axis=0)


def _nearest(points, centers):
    best, index = np.full(len(points), np.inf), np.zeros(len(points), int)
    for i, center in enumerate(centers):
        distance = ((points - center) ** 2).sum(axis=-1)
        closer = distance < best
        best, index = np.where(closer, distance, best), np.where(closer, i, index)
    return index


def _means(points, weights, nearest, centers):
    total = np.bincount(nearest, weights, len(centers))
    sums = [np.bincount(nearest, weights * points[:, i], len(centers)) for i in range(3)]
    moved = np.stack(sums, axis=-1) / np.maximum(total, 1e-12)[:, None]
    return np.where(total[:, None] > 0, moved, centers)


def _merged(centers, shares):
    centers, shares = list(centers), list(shares)
    while len(centers) > 1:
        near = [
            (float(np.hypot.reduce(centers[i] - centers[j])), i, j)
            for i in range(len(centers)) for j in range(i)
        ]  # fmt: skip
        distance, i, j = min(near)
        if distance >= _SAME:
            break
        total = shares[i] + shares[j]
        if total > 0:
            centers[j] = (centers[i] * shares[i] + centers[j] * shares[j]) / total
        shares[j] = total
        del centers[i], shares[i]
    return np.array(centers), np.array(shares)


def _swatch(lab, share) -> Swatch:
    rgb = color.from_oklab(lab)
    exact = color.to_oklab(rgb)
    red, green, blue = (int(c) for c in rgb)
    return Swatch(
        (red, green, blue), float(share), float(color.wheel(exact)),
        float(color.chroma(exact)),
    )  # fmt: skip
