"""Marks on pictures: lines, points with their numbers, colour maps; no words of any language."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tfstyle import images

# Told apart by every kind of colour vision (Okabe and Ito 2008).
ORANGE, SKY, PINK, WHITE, BLACK = (
    (230, 159, 0), (86, 180, 233), (204, 121, 167), (255, 255, 255), (0, 0, 0)
)  # fmt: skip
_SMOOTH = 3  # marks are drawn this much larger and then averaged


def to_size(part: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return a measured float map (h, w) smoothly at the size of what is shown."""
    return images.resize(np.asarray(part, "float32"), size)


def faded(picture: np.ndarray, amount: float = 0.6, ground: int = 0) -> np.ndarray:
    """Return a picture in gray, so much on the way to a ground of one value."""
    gray = picture.astype(float) @ np.array([0.299, 0.587, 0.114])
    gray = gray + (ground - gray) * amount
    return np.repeat(np.rint(gray).astype("uint8")[..., None], 3, axis=-1)


class Marks:
    """Draws marks over a picture, in shares of its sides.

    Args:
        picture: uint8 (H, W, 3).

    Example:
        >>> marks = Marks(np.zeros((60, 90, 3), "uint8"))
        >>> marks.line((0.5, 0.0), (0.5, 1.0))
        >>> marks.picture().shape
        (60, 90, 3)
    """

    def __init__(self, picture: np.ndarray):
        self._picture = Image.fromarray(np.ascontiguousarray(picture))
        self.width, self.height = self._picture.size
        self.unit = max(min(max(self.width, self.height) / 400.0, 3.0), 1.0)
        size = (self.width * _SMOOTH, self.height * _SMOOTH)
        self._layer = Image.new("RGBA", size, (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self._layer)

    def line(self, start, end, color=WHITE, width=1.0, opacity=1.0, halo=True):
        """Draw a line between two points (y, x)."""
        ends = [self._at(start), self._at(end)]
        thick = max(round(width * self.unit * _SMOOTH), 1)
        if halo:
            shade = (*BLACK, round(150 * opacity))
            self._draw.line(ends, fill=shade, width=thick + round(1.6 * self.unit * _SMOOTH))
        self._draw.line(ends, fill=(*color, round(255 * opacity)), width=thick)

    def circle(self, point, radius: float, color=WHITE, width=1.6, fill=None):
        """Draw a circle around (y, x); the radius is in marks' units, see `pixels`."""
        x, y = self._at(point)
        r = radius * self.unit * _SMOOTH
        edge = round(width * self.unit * _SMOOTH)
        halo = r + 0.8 * self.unit * _SMOOTH
        self._draw.ellipse([x - halo, y - halo, x + halo, y + halo], outline=(*BLACK, 170),
                           width=edge + round(1.6 * self.unit * _SMOOTH))  # fmt: skip
        inside = None if fill is None else (*fill, 255)
        self._draw.ellipse(
            [x - r, y - r, x + r, y + r], outline=(*color, 255), width=edge, fill=inside
        )

    def number(self, point, number: int, color=ORANGE):
        """Draw a numbered disc at (y, x), pushed inside where it would leave the picture."""
        radius = 9.0
        y, x = self._inside(point, radius + 2)
        self.circle((y, x), radius, WHITE, 1.4, fill=color)
        left, top = self._at((y, x))
        font = ImageFont.load_default(max(round(12 * self.unit * _SMOOTH), 8))
        self._draw.text((left, top), str(number), fill=(*BLACK, 255), font=font, anchor="mm")

    def pixels(self, length: float) -> float:
        """Return a length in pixels of the picture in marks' units."""
        return length / self.unit

    def picture(self) -> np.ndarray:
        """Return the picture with its marks, uint8 (H, W, 3)."""
        # Averaged in squares; transparent black must not darken what it is averaged with.
        layer = self._layer.convert("RGBa").reduce(_SMOOTH).convert("RGBA")
        whole = Image.alpha_composite(self._picture.convert("RGBA"), layer)
        return np.asarray(whole.convert("RGB"))

    def _at(self, point):
        return point[1] * self.width * _SMOOTH, point[0] * self.height * _SMOOTH

    def _inside(self, point, radius):
        r = radius * self.unit
        return tuple(
            float(np.clip(p, min(r / side, 0.5), max(1 - r / side, 0.5)))
            for p, side in zip(point, (self.height, self.width), strict=True)
        )


def beside(*pictures: np.ndarray, gap: int = 8, ground: int = 255) -> np.ndarray:
    """Return pictures of one height side by side."""
    return _stacked(pictures, 1, gap, ground)


def below(*pictures: np.ndarray, gap: int = 8, ground: int = 255) -> np.ndarray:
    """Return pictures of one width one below the other."""
    return _stacked(pictures, 0, gap, ground)


def _stacked(pictures, axis, gap, ground):
    shape = list(pictures[0].shape)
    shape[axis] = gap
    between = np.full(shape, ground, "uint8")
    parts = [part for picture in pictures for part in (picture, between)]
    return np.concatenate(parts[:-1], axis=axis)
