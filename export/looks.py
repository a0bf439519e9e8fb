"""What artefacts are compared on: pictures, each with a style where that is an input.

Of a model that looks at a style picture each picture goes with one of two styles or the blend of
both, of one that learned its styles with a blend or one of them; there every style is compared on a
small picture, too.
"""

import itertools
from typing import Any, NamedTuple

import numpy as np

from tfstyle import images as image_files
from tfstyle.export.memory import within
from tfstyle.models.shared.style_input import style_input
from tfstyle.tflite_facts import NAMES

# How a style picture comes to an artefact: squared for a predictor of one size, scaled for one of
# any, or as it is, to be scaled inside.
SQUARE, SCALED, WHOLE = "square", "scaled", "whole"
_SMALL = 48


class Look(NamedTuple):
    """What a user wants to see.

    Attributes:
        picture: uint8 (H, W, C).
        style: float32 (S,), weights of the learned styles; or a list of (picture, weight), uint8
            (H, W, 3); `None` where the style is no input.
    """

    picture: np.ndarray
    style: Any = None


class Looks:
    """Looks at any size, and what Keras makes of each: float in [0, 1].

    Args:
        model: the model.
        direction: of its.
        sources: pictures, uint8 (H, W, C); see `comparison_pictures`.
        most: pixels a style picture may have that comes as it is; any if not given.
    """

    def __init__(self, model, direction, sources, most=None):
        channels, _ = model.channels(direction)
        self.model, self.direction = model, direction
        self.style = style_input(model)
        self._shown = [fit(picture, channels) for picture in sources]
        self._labels = model.label_colours
        self._most = most
        self._known: dict = {}

    def at(self, size, count=None, kind=SQUARE) -> list:
        """Return `(look, reference)` of the first `count` pictures, or of all.

        Args:
            size: (height, width) of the pictures.
            count: how many.
            kind: how style pictures come; no blends of them as they are: a server takes one.
        """
        kind = kind if self.style else None
        if (size, count, kind) not in self._known:
            # uint8 first: all artefacts, those that take encoded pictures too, see the same values.
            fitted = [resized(p, size, self._labels) for p in self._shown]
            wishes = self._wishes(kind, size)
            pairs = zip(
                range(max(len(fitted), len(wishes)) if count is None else count),
                itertools.cycle(fitted), itertools.cycle(wishes),
            )  # fmt: skip
            looks = [Look(picture, wish) for _, picture, wish in pairs]
            self._known[size, count, kind] = [(look, self.keras(look)) for look in looks]
        return self._known[size, count, kind]

    def each(self) -> list:
        """Return `(look, reference)` of every learned style on one small picture."""
        if self.style is None or self.style.kind != NAMES:
            return []
        picture = image_files.resize(self._shown[0], (_SMALL, _SMALL))
        looks = [Look(picture, row) for row in np.eye(self.style.length, dtype="float32")]
        return [(look, self.keras(look)) for look in looks]

    def keras(self, look: Look):
        """Return what the model makes of a look."""
        how = {}
        if self.style is not None and self.style.kind == NAMES:
            how["style"] = dict(zip(self.style.names, map(float, look.style), strict=True))
        elif self.style is not None:
            how["style"] = look.style
        shown = image_files.to_float(look.picture)[None]
        out = self.model.translate(shown, direction=self.direction, **how)
        return (out[0] + 1) / 2

    def _wishes(self, kind, size) -> list:
        if self.style is None:
            return [None]
        if self.style.kind == NAMES:
            return list(weight_rows(self.style.length))
        one, other = (
            style_picture(picture, kind, self.style, size, self._most)
            for picture in comparison_pictures()[1:]
        )
        blend = [] if kind == WHOLE else [[(one, 0.25), (other, 0.75)]]
        return [[(one, 1.0)], [(other, 1.0)], *blend]


def weight_rows(count: int) -> np.ndarray:
    """Return rows of weights: a blend of the first and the last style, and both of them alone."""
    rows = np.zeros((3, count), "float32")
    rows[0, [0, -1]] = 0.25, 0.75
    rows[1, -1] = rows[2, 0] = 1.0
    return rows


def style_picture(picture, kind, style, size, most=None):
    """Return a style picture as it comes to an artefact, uint8 (H, W, 3).

    Args:
        picture: uint8 (H, W, 3).
        kind: `SQUARE`, `SCALED` or `WHOLE`.
        style: `StyleInput`.
        size: (height, width) of the pictures that are painted.
        most: pixels it may have, for `WHOLE`.
    """
    if kind == SQUARE:
        return image_files.resize(picture, style.predicted_size(size))
    if kind == SCALED and style.side is not None:
        return image_files.resize(picture, image_files.shorter_side(style.side, picture.shape[:2]))
    return image_files.resize(picture, within(picture.shape[:2], most))


def comparison_pictures() -> list:
    """Return pictures to compare on: uint8 (H, W, 3), photographs if scikit-image is installed."""
    try:
        from skimage import data
    except ImportError:
        return [_drawn(seed) for seed in range(3)]
    return [data.astronaut(), data.chelsea(), data.coffee()]


def _drawn(seed):
    """A smooth picture with an edge, from a seed."""
    draw = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:1:320j, 0:1:400j][..., None]
    wave = np.sin(draw.uniform(2, 12, 3) * rows + draw.uniform(2, 12, 3) * columns)
    wave[100:220, 150:250] *= -1
    return image_files.to_uint8(wave.astype("float32"))


def resized(picture, size, labels=None):
    """Return a picture at a size; if its colours stand for classes, in these colours alone.

    A photograph's lie between two classes here and there, and the last digit of an engine's sums
    decides which is nearer: that says nothing of label maps.

    Args:
        picture: uint8 (H, W, C).
        size: (height, width).
        labels: colours of the classes, or `None`.
    """
    scaled = image_files.resize(picture, size)
    return scaled if labels is None else image_files.to_labels(scaled, labels)


def fit(picture, channels):
    """Return a picture (H, W, C) with the channels that a model takes."""
    if picture.shape[-1] == channels:
        return picture
    return np.repeat(picture[..., :1], channels, axis=-1)
