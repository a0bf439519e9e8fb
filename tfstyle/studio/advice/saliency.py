"""Where the eye goes first: a map of what stands out, and its peaks in order.

Four measures of the literature, each blind to something, are averaged:

- contrast with the whole picture in value and colour (frequency-tuned, Achanta et al. 2009),
- contrast with the largest surround that is symmetric about the pixel (Achanta and Süsstrunk 2010),
  to which a background that touches the border is nothing,
- contrast of a small place with what is around it (center and surround, Itti et al. 1998),
- what the spectrum does not foretell (spectral residual, Hou and Zhang 2007).

No face, word or gaze is known to them; a viewer's eye knows these first.
"""

import numpy as np
from scipy import fft, ndimage

from tfstyle import images
from tfstyle.studio.advice.canvas import Canvas

POINTS = 3
# OKLab's a and b are stretched to weigh as they do in CIELAB.
_COLOR = 2.5
# Blur before contrast is taken, and that of a glance, in shares of the diagonal.
_DETAIL, _GLANCE = 0.004, 0.028
# Around a point so much (of the diagonal) is taken in by the same glance.
REACH = 0.14
# A next point stands out at least so much as this share of the first.
_NEXT = 0.45
# Contrast (OKLab) below which nothing stands out.
_NOTHING = 0.02
# Blurs of a place and of what is around it, in shares of the diagonal.
_CENTER, _SURROUND = 0.015, 0.06
# Beyond the border nothing stands out, and eyes begin in the middle (Tatler 2007): the map falls
# to this share towards the border, over this share of the shorter side.
_BORDER, _MARGIN = 0.35, 0.16


def saliency(canvas: Canvas) -> np.ndarray:
    """Return (h, w), 0 to 1: how much each place stands out; all 0 where nothing does."""
    lab = canvas.lab * np.array([1.0, _COLOR, _COLOR])
    lab = ndimage.gaussian_filter(lab, (*(2 * [_DETAIL * canvas.diagonal]), 0), mode="nearest")
    whole = np.sqrt(((lab - lab.mean(axis=(0, 1))) ** 2).sum(axis=-1))
    if whole.max() < _NOTHING:
        return np.zeros(canvas.size)
    near = np.sqrt(((lab - _symmetric_surround(lab)) ** 2).sum(axis=-1))
    parts = [
        _glance(part, canvas)
        for part in (whole, near, _center_and_surround(lab, canvas), _residual(lab))
    ]
    total = sum(part / max(float(part.max()), 1e-12) for part in parts)
    y, x = canvas.coordinates
    height, width = canvas.size
    inside = np.minimum(np.minimum(y, 1 - y) * height, np.minimum(x, 1 - x) * width)
    rise = np.clip(inside / (_MARGIN * min(height, width)), 0.0, 1.0)
    total = total * (_BORDER + (1 - _BORDER) * np.sin(rise * np.pi / 2))
    return total / total.max()


def points(canvas: Canvas, found: np.ndarray) -> list[tuple[float, float, float]]:
    """Return up to three `(y, x, strength)`, the first of strength 1; none if nothing stands out.

    Args:
        canvas: the picture.
        found: its `saliency`.
    """
    left, chosen = found.copy(), []
    while len(chosen) < POINTS and left.max() > _NEXT:
        strength = float(left.max())
        at = np.argwhere(left >= strength - 1e-9)
        # Of a plateau the pixel nearest its middle: a line's middle, not its end.
        row, column = at[((at - at.mean(axis=0)) ** 2).sum(axis=-1).argmin()]
        point = (row + 0.5) / canvas.size[0], (column + 0.5) / canvas.size[1]
        chosen.append((*point, strength))
        # What the glance took in does not draw another (inhibition of return).
        distance = canvas.distance_to(point)
        left *= 1.0 - np.exp(-0.5 * (distance / (0.7 * REACH)) ** 2)
        left[distance < REACH] = 0.0
    return chosen


def around(canvas: Canvas, point: tuple[float, float], reach: float = REACH) -> np.ndarray:
    """Return (h, w) weights, 1 at a point and falling as a bell, about half at `reach`."""
    return np.exp(-0.5 * (canvas.distance_to(point) / (0.85 * reach)) ** 2)


def _glance(part, canvas):
    smooth = ndimage.gaussian_filter(part, _GLANCE * canvas.diagonal, mode="nearest")
    return smooth - smooth.min()


def _center_and_surround(lab, canvas):
    center, surround = (
        ndimage.gaussian_filter(lab, (*(2 * [blur * canvas.diagonal]), 0), mode="nearest")
        for blur in (_CENTER, _SURROUND)
    )
    return np.sqrt(((center - surround) ** 2).sum(axis=-1))


def _symmetric_surround(lab):
    height, width = lab.shape[:2]
    table = np.zeros((height + 1, width + 1, 3))
    table[1:, 1:] = lab.cumsum(axis=0).cumsum(axis=1)
    y, x = np.arange(height), np.arange(width)
    up, left = np.minimum(y, height - 1 - y), np.minimum(x, width - 1 - x)
    # A border row would have no surround: it is given a fifth of the picture.
    top, bottom = _bounds(y, np.maximum(up, height // 5), height)
    first, last = _bounds(x, np.maximum(left, width // 5), width)
    sums = (
        table[bottom][:, last] - table[top][:, last]
        - table[bottom][:, first] + table[top][:, first]
    )  # fmt: skip
    return sums / ((bottom - top)[:, None] * (last - first)[None])[..., None]


def _bounds(at, reach, length):
    return np.maximum(at - reach, 0), np.minimum(at + reach, length - 1) + 1


def _residual(lab):
    """Spectral residual of the three channels at 64 pixels, (h, w)."""
    height, width = lab.shape[:2]
    scale = 64 / max(height, width, 64)
    size = max(round(height * scale), 1), max(round(width * scale), 1)
    total = np.zeros(size)
    for channel in range(3):
        small = images.resize(lab[..., channel].astype("float32"), size).astype(float)
        spectrum = fft.fft2(small - small.mean())
        log = np.log(np.abs(spectrum) + 1e-3)
        residual = log - ndimage.uniform_filter(log, 3, mode="wrap")
        phase = np.exp(1j * np.angle(spectrum))
        weight = float(small.std())  # the papers' channels are gray; a flat one tells nothing
        total += weight * np.abs(fft.ifft2(np.exp(residual) * phase)) ** 2
    total = images.resize(total.astype("float32"), (height, width)).astype(float)
    return np.maximum(total, 0.0)
