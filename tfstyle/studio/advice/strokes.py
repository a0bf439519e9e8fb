"""A picture as if it was brushed along its own directions: line integral convolution.

Each pixel becomes the mean of those on the curve that follows the structure tensor through it
(Cabral and Leedom 1993): along the stroke colours run together, across it they stay apart.
"""

import numpy as np
from scipy import ndimage

from tfstyle.studio.advice import color, texture

# Smoothing of the directions and half the length of a stroke, in shares of the diagonal.
_DIRECTION, _LENGTH = 0.008, 0.011
_STEPS = 7
# What is worked into a flat piece: the size of a touch as a share of the diagonal, and how far its
# value (L*) and its warmth (100 times OKLab's) stray.
_TOUCH, _VALUE, _WARMTH = 0.0032, 11.0, 2.2


def worked(rgb: np.ndarray, busy: np.ndarray) -> np.ndarray:
    """Return a picture whose flat pieces are laid in broken colour, brushed along its directions.

    Args:
        rgb: uint8 (H, W, 3).
        busy: (H, W), the standard deviation of L* around each place: the less, the more is done.
    """
    diagonal = float(np.hypot(*rgb.shape[:2]))
    # The touches are the same each time: a preview is no game of chance.
    chance = np.random.default_rng(20061)
    flat = np.exp(-((busy / 5.0) ** 2))
    lab = color.to_oklab(rgb)
    value, warmth = (_touches(chance, rgb.shape[:2], _TOUCH * diagonal) for _ in range(2))
    # Neither white nor black is broken as much as what lies between.
    room = (4.0 * lab[..., 0] * (1.05 - lab[..., 0])).clip(0.2, 1.0) ** 1.5
    lab[..., 0] += flat * room * _VALUE / 116.0 * value
    angle = np.radians(57.0)
    lab[..., 1] += flat * _WARMTH / 100.0 * warmth * np.cos(angle)
    lab[..., 2] += flat * _WARMTH / 100.0 * warmth * np.sin(angle)
    painted = brushed(color.from_oklab(lab), rgb)
    # What is drawn in detail stays as it is.
    amount = (0.25 + 0.75 * np.sqrt(flat))[..., None]
    return np.rint(rgb + (painted - rgb.astype(float)) * amount).astype("uint8")


def _touches(chance, size, sigma):
    """Smooth noise of deviation 1, (H, W)."""
    noise = chance.standard_normal(size)
    noise = ndimage.gaussian_filter(noise, max(sigma, 0.7), mode="wrap")
    return noise / max(float(noise.std()), 1e-9)


def brushed(rgb: np.ndarray, along: np.ndarray | None = None) -> np.ndarray:
    """Return a picture uint8 (H, W, 3) with its strokes drawn along its directions.

    Args:
        rgb: what is brushed.
        along: the picture whose directions the strokes follow; itself if not given.
    """
    diagonal = float(np.hypot(*rgb.shape[:2]))
    values = color.lightness(rgb if along is None else along)
    tensor = texture.slopes(values, 0.002 * diagonal)
    angle, _, _ = texture.local_direction(tensor, _DIRECTION * diagonal)
    # Angles are doubled for looking them up between pixels: 0 and 180 are one direction.
    double = np.radians(2.0 * angle)
    field = np.stack([np.cos(double), np.sin(double)])
    total, weight = rgb.astype(float), 1.0
    for side in (1.0, -1.0):
        y, x = (part.astype(float) for part in np.indices(rgb.shape[:2]))
        dy, dx = -side * np.sin(np.radians(angle)), side * np.cos(np.radians(angle))
        step = _LENGTH * diagonal / _STEPS
        for _ in range(_STEPS):
            y, x = y + step * dy, x + step * dx
            where = [y, x]
            total = total + np.stack([
                ndimage.map_coordinates(rgb[..., i], where, float, order=1, mode="nearest")
                for i in range(3)
            ], axis=-1)  # fmt: skip
            weight += 1.0
            cos, sin = (
                ndimage.map_coordinates(part, where, order=1, mode="nearest") for part in field
            )
            half = np.arctan2(sin, cos) / 2.0
            ny, nx = -np.sin(half), np.cos(half)
            # A direction has no sign: it goes on the way it came.
            back = np.where(ny * dy + nx * dx < 0, -1.0, 1.0)
            dy, dx = ny * back, nx * back
    return np.rint(total / weight).clip(0, 255).astype("uint8")
