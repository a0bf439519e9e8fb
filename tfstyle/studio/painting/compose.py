"""Arrays in, arrays out: the styles' paintings laid over the photograph."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from tfstyle.images import resize, shorter_side
from tfstyle.inference.masks import Masks

_ROWS = 256  # mixed at a time, so that float copies of a whole picture need not fit


@dataclass(frozen=True)
class Brush:
    """One layer, ready to paint.

    Attributes:
        loaded: a `models.Loaded`.
        direction: of the model's, `None` for its first.
        style: what its `translate` takes: a name, a picture, or `None`.
        weight: its share in the blend.
        mask: uint8 (h, w) or (h, w, C), white where it shows; `None` for everywhere.
    """

    loaded: Any
    direction: str | None = None
    style: Any = None
    weight: float = 1.0
    mask: np.ndarray | None = None


def compose(
    image: np.ndarray, brushes: Sequence[Brush], *, strength: float = 1.0,
    preserve_color: bool = False, size: int | None = None, feather: float = 0.0,
    restorer: Any = None, progress: Callable[[float], object] = lambda done: None,
) -> np.ndarray:  # fmt: skip
    """Return the painting, uint8 (H, W, C).

    `out = (1 - sum w_k) base + sum w_k painting_k`, where `w_k` are the weights of the masks (see
    `inference.masks.Masks`) and `base` is the blend of the brushes without one, or the photograph
    if all have one.

    Args:
        image: uint8 (H, W, C).
        brushes: see `Brush`.
        strength: see `PaintOptions`, and so on.
        preserve_color: as there.
        size: as there.
        feather: as there.
        restorer: a `models.Loaded` that mends the photograph first, `None` for none.
        progress: called with what is done of the work, 0 to 1; raising from it ends the work.
    """
    if restorer is not None:
        with restorer.lock:
            image = restorer.model.translate(image)
        progress(1 / (len(brushes) + 1))
    if size is not None:
        image = resize(image, shorter_side(size, image.shape[:2]))
    options = {"strength": strength, "preserve_color": preserve_color}
    bare = _merged([brush for brush in brushes if brush.mask is None and brush.weight > 0])
    masked = [brush for brush in brushes if brush.mask is not None]
    total = len(bare) + len(masked)
    painted = []
    for done, brush in enumerate([*bare, *masked]):
        painted.append(_paint(image, brush, options))
        progress((done + 1) / total)
    base = _blend(painted[: len(bare)], [brush.weight for brush in bare], image)
    if not masked:
        return base
    masks = [_fitted(brush.mask, image.shape[:2]) for brush in masked]
    return _over(base, painted[len(bare) :], Masks(masks, feather))


def _merged(brushes) -> list[Brush]:
    """Return brushes of which those of one model that blends by itself are one."""
    groups: dict = {}
    for brush in brushes:
        blends = brush.loaded.model.capabilities.style is not None and brush.style is not None
        key = (id(brush.loaded), brush.direction) if blends else id(brush)
        groups.setdefault(key, []).append(brush)
    merged = []
    for group in groups.values():
        first, weight = group[0], sum(brush.weight for brush in group)
        style = first.style
        if len(group) > 1:
            style = [(brush.style, brush.weight) for brush in group]
        merged.append(Brush(first.loaded, first.direction, style, weight))
    return merged


def _paint(image, brush, options):
    asked = {"direction": brush.direction, "style": brush.style, **options}
    with brush.loaded.lock:
        return np.asarray(brush.loaded.model.translate(image, **asked))


def _blend(paintings, weights, image):
    """Return the weighted mean of paintings, rounded to the nearest level; the image of none."""
    if not paintings:
        return image
    if len(paintings) == 1:
        return paintings[0]
    shares = np.asarray(weights, "float64") / sum(weights)
    out = np.empty_like(paintings[0])
    for first in range(0, len(out), _ROWS):
        rows = slice(first, first + _ROWS)
        mixed = sum(
            share * painting[rows] for share, painting in zip(shares, paintings, strict=True)
        )
        out[rows] = np.rint(mixed).astype("uint8")
    return out


def _over(base, paintings, masks: Masks):
    out = np.empty_like(base)
    for first in range(0, len(out), _ROWS):
        last = min(first + _ROWS, len(out))
        weights = masks.weights(first, last)
        mixed = base[first:last] * (1 - sum(weights))
        for painting, weight in zip(paintings, weights, strict=True):
            mixed = mixed + painting[first:last] * weight
        out[first:last] = np.clip(np.rint(mixed), 0, 255).astype("uint8")
    return out


def _fitted(mask, shape) -> np.ndarray:
    """Return a mask as uint8 (H, W) of the result's size.

    A canvas is painted at the size of a page, so here, other than in `translate`, it is resized.
    """
    if mask.ndim == 3:
        color, alpha = mask[..., : 3 if mask.shape[-1] >= 3 else 1], None
        if mask.shape[-1] in (2, 4):
            alpha = mask[..., -1]
        mask = color.mean(-1)
        mask = mask if alpha is None else mask * (alpha / 255)
        mask = np.rint(mask).astype("uint8")
    if mask.shape != tuple(shape):
        # Without overshoot, which would tint what lies beside the edge.
        size = (shape[1], shape[0])
        mask = np.asarray(Image.fromarray(mask).resize(size, Image.Resampling.BILINEAR))
    return mask
