"""Each finding drawn over its picture, or beside it where that shows more."""

from itertools import pairwise

import numpy as np
from scipy import ndimage

from tfstyle import images
from tfstyle.studio.advice import edges, saliency, texture
from tfstyle.studio.advice.canvas import Canvas
from tfstyle.studio.advice.drawing import (
    ORANGE,
    PINK,
    SKY,
    WHITE,
    Marks,
    below,
    beside,
    faded,
    to_size,
)  # fmt: skip
from tfstyle.studio.advice.findings import Finding
from tfstyle.studio.advice.palette import posterised
from tfstyle.studio.advice.values import GROUPS, grouped
from tfstyle.studio.advice.wheel_picture import wheel_picture

# Directions are drawn in cells of this share of the diagonal.
_CELL = 0.03


def overlay(image: np.ndarray | Canvas, finding: Finding) -> np.ndarray:
    """Return a finding drawn over its picture.

    - `values`: the picture in gray, and in two, three and five values.
    - `colors`: the picture in its dominant colours, their shares below it, their hues on the
      painter's wheel.
    - `focus`: bright where the eye goes; one, two, three in order.
    - `composition`: thirds, middle, the focus, and the centre of visual weight (a ring).
    - `edges`: hard ones orange, soft ones blue, lost ones pink.
    - `texture`: strokes along the direction where there is one; what rests is light.

    Args:
        image: the picture, as `analyse` takes it, or its `Canvas`.
        finding: of its analysis.

    Returns:
        uint8 (H', W', 3), the longer side about 800 pixels.

    Raises:
        ImageError: no picture.
    """
    canvas = image if isinstance(image, Canvas) else Canvas(image)
    return _DRAWN[finding.key](canvas, finding)


def _values(canvas, finding):
    height, width = canvas.shown.shape[:2]
    half = max(height // 2, 1), max(width // 2, 1)
    pictures = [_gray(canvas.lightness)]
    masses, thresholds = finding.data["masses"], finding.data["thresholds"]
    for count in GROUPS:
        group, means = grouped(masses, thresholds[count])
        # Two values are shown as ink on paper, more as they are.
        pictures.append(_gray(np.array([8.0, 96.0] if count == 2 else means)[group]))
    first, two, three, five = (images.resize(picture, half) for picture in pictures)
    return below(beside(first, two), beside(three, five))


def _gray(values):
    """Return L* as a uint8 picture (h, w, 3)."""
    y = np.where(values > 8.0, ((values + 16.0) / 116.0) ** 3, values * 27 / 24389)
    curved = np.where(y <= 0.0031308, 12.92 * y, 1.055 * np.maximum(y, 1e-9) ** (1 / 2.4) - 0.055)
    return np.repeat(np.rint(255 * curved.clip(0, 1)).astype("uint8")[..., None], 3, axis=-1)


def _colors(canvas, finding):
    swatches, found = finding.data["swatches"], finding.data["harmony"]
    height, width = canvas.shown.shape[:2]
    side = int(np.clip(height * 0.6, 240, 420))
    # The wheel stands beside; the picture gets its height from it where it is very flat.
    flat = images.resize(posterised(canvas.lab, swatches), (height, width))
    ends = np.rint(np.cumsum([s.share for s in swatches]) / sum(s.share for s in swatches) * width)
    strip = np.zeros((max(height // 10, 24), width, 3), "uint8")
    for swatch, start, end in zip(swatches, [0, *ends[:-1].astype(int)], ends.astype(int),
                                  strict=True):  # fmt: skip
        strip[:, start:end] = swatch.rgb
    left = below(flat, strip)
    wheel = wheel_picture(swatches, found, side)
    tall = max(left.shape[0], side)
    return beside(_padded(left, tall), _padded(wheel, tall))


def _padded(picture, height):
    missing = height - picture.shape[0]
    return np.pad(picture, ((0, missing), (0, 0), (0, 0)), constant_values=255)


def _focus(canvas, finding):
    size = canvas.shown.shape[:2]
    heat = to_size(finding.data["saliency"], size).clip(0, 1)[..., None] ** 0.8
    dim = faded(canvas.shown, 0.55)
    lit = dim + (canvas.shown.astype(float) - dim) * heat
    marks = Marks(np.rint(lit).astype("uint8"))
    points = finding.data["points"]
    for start, end in pairwise(points):
        marks.line(start[:2], end[:2], ORANGE, 1.2)
    if points:
        marks.circle(points[0][:2], marks.pixels(saliency.REACH * np.hypot(*size)), ORANGE)
    for number, point in reversed(list(enumerate(points, 1))):
        marks.number(point[:2], number)
    return marks.picture()


def _composition(canvas, finding):
    dim = np.rint(0.6 * canvas.shown + 0.25 * faded(canvas.shown, 0.0)).astype("uint8")
    marks = Marks(dim)
    for third in (1 / 3, 2 / 3):
        marks.line((third, 0.0), (third, 1.0), WHITE, 0.8, 0.8)
        marks.line((0.0, third), (1.0, third), WHITE, 0.8, 0.8)
    arm = 0.03 * canvas.diagonal
    for dy, dx in ((arm / canvas.size[0], 0.0), (0.0, arm / canvas.size[1])):
        marks.line((0.5 - dy, 0.5 - dx), (0.5 + dy, 0.5 + dx), SKY, 1.4)
    center = finding.data["center"]
    marks.line((0.5, 0.5), center, PINK, 1.4)
    marks.circle(center, 11.0, PINK, 2.4)
    for number, point in reversed(list(enumerate(finding.data["points"], 1))):
        marks.number(point[:2], number)
    return marks.picture()


def _edges(canvas, finding):
    size = canvas.shown.shape[:2]
    picture = faded(canvas.shown, 0.72)
    kinds = finding.data["kinds"]
    for kind, color in ((edges.LOST, PINK), (edges.SOFT, SKY), (edges.HARD, ORANGE)):
        line = kinds == kind
        if kind == edges.HARD:
            line = ndimage.binary_dilation(line, np.ones((2, 2)))
        amount = to_size(line.astype("float32"), size).clip(0, 1)[..., None]
        amount = np.minimum(1.4 * amount, 1.0)
        picture = np.rint(picture + (np.array(color) - picture.astype(float)) * amount)
        picture = picture.astype("uint8")
    return picture


def _texture(canvas, finding):
    size = canvas.shown.shape[:2]
    rests = to_size((finding.data["busy"] < texture.RESTS).astype("float32"), size).clip(0, 1)
    dim = faded(canvas.shown, 0.35)
    light = faded(canvas.shown, 0.6, 255)
    ground = dim + (light.astype(float) - dim) * rests[..., None]
    marks = Marks(np.rint(ground).astype("uint8"))
    tensor = texture.slopes(canvas.lightness, 0.0015 * canvas.diagonal)
    angle, coherence, strength = texture.local_direction(tensor, _CELL / 2 * canvas.diagonal)
    cell = max(_CELL * canvas.diagonal, 4.0)
    floor = max(float(np.median(strength)) * 0.15, 0.3)
    for y in np.arange(cell / 2, canvas.size[0], cell):
        for x in np.arange(cell / 2, canvas.size[1], cell):
            at = int(y), int(x)
            if strength[at] < floor or coherence[at] < 0.1:
                continue
            length = 0.6 * cell * float(coherence[at]) ** 0.5
            turn = np.radians(angle[at])
            dy = -length * np.sin(turn) / canvas.size[0]
            dx = length * np.cos(turn) / canvas.size[1]
            py, px = (y / canvas.size[0], x / canvas.size[1])
            marks.line((py - dy, px - dx), (py + dy, px + dx), ORANGE, 1.5, halo=False)
    return marks.picture()


_DRAWN = {
    "values": _values, "colors": _colors, "focus": _focus, "composition": _composition,
    "edges": _edges, "texture": _texture,
}  # fmt: skip
