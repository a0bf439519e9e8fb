"""Artefacts as networks leave them, planted in uint8 pictures (H, W, C)."""

import numpy as np


def lattice(picture, period, levels):
    """Add squares that alternate like a checkerboard's, `levels` up and down."""
    y, x = np.indices(picture.shape[:2]) % period < period / 2
    return _whole(picture + np.where(y ^ x, levels, -levels)[..., None])


def depth(picture):
    """Return how many pixels each is from the nearest edge (H, W)."""
    height, width = picture.shape[:2]
    y, x = np.arange(height)[:, None], np.arange(width)
    return np.minimum(np.minimum(y, height - 1 - y), np.minimum(x, width - 1 - x))


def darker_frame(picture, levels):
    """Take `levels` off the outer 10 pixels."""
    return _whole(picture - levels * (depth(picture) < 10)[..., None])


def lines(picture, levels):
    """Draw two lines along all edges, one brighter and one darker."""
    at = depth(picture)[..., None]
    return _whole(picture + levels * (at == 6) - levels * (at == 9))


def soft_spots(picture, levels):
    """Add four soft spots, dark ones where `levels` is negative, of 4 % of the shorter side."""
    height, width = picture.shape[:2]
    y, x = np.indices((height, width))
    radius, spots = 0.04 * min(height, width), np.zeros((height, width))
    for row, column in ((0.3, 0.3), (0.3, 0.7), (0.7, 0.3), (0.7, 0.7)):
        squared = (y - row * height) ** 2 + (x - column * width) ** 2
        spots += np.exp(-squared / (2 * radius**2))
    return _whole(picture + levels * spots[..., None])


def _whole(values):
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
