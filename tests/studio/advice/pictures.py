"""Pictures of which the truth is known, because they are drawn by a formula."""

import numpy as np


def split(height=60, width=80, dark=0, light=255):
    """Left half dark, right half light."""
    picture = np.full((height, width, 3), dark, "uint8")
    picture[:, width // 2 :] = light
    return picture


def bars(*colors, height=60, width=20):
    """Upright bars of equal width."""
    return np.concatenate([np.full((height, width, 3), color, "uint8") for color in colors], axis=1)


def dot(y, x, height=120, width=160, radius=0.05, ground=30, light=240):
    """A light disc at (y, x), in shares of the sides, on a dark ground."""
    rows, columns = np.mgrid[:height, :width] + 0.5
    inside = np.hypot(rows - y * height, columns - x * width) < radius * width
    return np.where(inside[..., None], light, ground).astype("uint8").repeat(3, axis=2)


def stripes(angle, period=12, size=160):
    """A sine of which the lines run at an angle in degrees: 0 level, 45 rising to the right."""
    y, x = np.mgrid[:size, :size]
    turn = np.radians(angle)
    wave = np.sin(2 * np.pi * (x * np.sin(turn) + y * np.cos(turn)) / period)
    return np.rint(127.5 + 100 * wave).astype("uint8")


def disc(blur, size=256, ground=40, light=220):
    """A disc whose edge is a step blurred by a Gaussian of so many pixels."""
    from scipy import ndimage

    y, x = np.mgrid[:size, :size] - size / 2 + 0.5
    picture = np.where(np.hypot(x, y) < size / 4, float(light), float(ground))
    if blur:
        picture = ndimage.gaussian_filter(picture, blur)
    return np.rint(picture).astype("uint8")


def scene(seed=0, height=90, width=120):
    """Soft shapes of several colours on a ramp: something to measure everything on."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] / max(height, width)
    picture = np.stack([80 + 90 * y, 90 + 60 * x, 150 - 70 * y], axis=-1)
    for _ in range(9):
        at, radius = rng.random(2) * (height, width) / max(height, width), rng.uniform(0.05, 0.2)
        near = 1 / (1 + np.exp((np.hypot(y - at[0], x - at[1]) - radius) * rng.uniform(30, 300)))
        picture += near[..., None] * (rng.uniform(0, 255, 3) - picture)
    picture += rng.normal(0, 4, (height, width, 1))
    return np.rint(picture.clip(0, 255)).astype("uint8")
