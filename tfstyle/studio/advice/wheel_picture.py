"""The painter's wheel with a picture's hues, its dominant colours, and the sectors that fit."""

import functools

import numpy as np
from PIL import Image, ImageDraw

from tfstyle.studio.advice import color
from tfstyle.studio.advice.harmony import TEMPLATES, Harmony
from tfstyle.studio.advice.palette import Swatch

_SMOOTH = 3
# Chroma at the rim, where the strongest colours are placed, is at least this.
_RIM = 0.08


def wheel_picture(swatches: list[Swatch], found: Harmony, side: int) -> np.ndarray:
    """Return the wheel as uint8 (side, side, 3): red on top, yellow to the right below.

    Outside the ring of hues, bars for how much of each there is; inside, sectors of the harmony and
    discs of the dominant colours, the further out the stronger, the larger the more of them.
    """
    size = side * _SMOOTH
    ring = _ring(size)
    picture = Image.fromarray(ring)
    draw = ImageDraw.Draw(picture, "RGBA")
    middle, radius = size / 2, size * 0.36
    for center, width in TEMPLATES.get(found.name, ()):
        start = center + found.angle - width / 2 - 90.0
        box = [middle - radius, middle - radius, middle + radius, middle + radius]
        draw.pieslice(box, start, start + width, fill=(120, 120, 120, 90))
    bars = found.hues.reshape(72, 5).sum(axis=1)
    for index, bar in enumerate(bars / max(float(bars.max()), 1e-9)):
        hue = index * 5.0 + 2.5
        inner, outer = size * 0.425, size * (0.425 + 0.07 * float(bar) ** 0.7)
        if bar > 0.005:
            draw.line([_place(middle, hue, inner), _place(middle, hue, outer)],
                      fill=(60, 60, 60, 255), width=round(size * 0.022))  # fmt: skip
    rim = max(_RIM, *(swatch.chroma for swatch in swatches)) / 0.9
    for swatch in swatches:
        x, y = _place(middle, swatch.hue, radius * swatch.chroma / rim)
        r = size * (0.014 + 0.055 * swatch.share**0.5)
        draw.ellipse([x - r, y - r, x + r, y + r], fill=(*swatch.rgb, 255),
                     outline=(40, 40, 40, 255), width=_SMOOTH)  # fmt: skip
    return np.asarray(picture.reduce(_SMOOTH))


@functools.lru_cache(maxsize=4)
def _ring(size):
    y, x = (np.mgrid[:size, :size] + 0.5) / size - 0.5
    distance = np.hypot(x, y)
    hue = np.degrees(np.arctan2(x, -y)) % 360.0
    inside = (distance > 0.37) & (distance < 0.42)
    hue = hue[inside]
    # Lightness follows the pigment: yellow is light, violet dark.
    light = 0.62 + 0.2 * np.cos(np.radians(hue - 115.0))
    ring = np.full((size, size, 3), 255, "uint8")
    ring[inside] = color.from_oklab(color.from_wheel(light, np.full_like(hue, 0.15), hue))
    ring.setflags(write=False)  # it is kept
    return ring


def _place(middle, hue, radius):
    angle = np.radians(hue)
    return middle + radius * np.sin(angle), middle - radius * np.cos(angle)
