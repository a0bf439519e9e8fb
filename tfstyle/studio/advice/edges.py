"""Edges: hard, soft and lost, and where.

Where a value or colour changes most quickly along its gradient, an edge runs (Canny 1986). Blurred
with a Gaussian s, a step of height A has the gradient `g = A / sqrt(2 pi (s^2 + t^2))` after
another blur t. Two of them, t1 and t2, tell both (compare Elder and Zucker 1998, Zhuo and Sim
2011):

    s^2 = (t2^2 - R^2 t1^2) / (R^2 - 1),  R = g(t1) / g(t2),  A = g(t1) sqrt(2 pi (s^2 + t1^2))

Hard: s is short and A is seen. Soft: s is longer. Lost: the values on both sides are nearly the
same, or the passage is so wide that no edge can be pointed at.
"""

import numpy as np
from scipy import ndimage

from tfstyle.studio.advice import saliency
from tfstyle.studio.advice.canvas import Canvas
from tfstyle.studio.advice.findings import Finding, Statement, number, percent, point_words

LOST, SOFT, HARD = 1, 2, 3
# Blurs t1 and t2 in pixels of the measured copy.
_FINE, _COARSE = 1.5, 3.0
# Blur s, pixels at a longer side of 512, up to which an edge is hard, and beyond which it is lost.
WIDTHS = (1.4, 4.5)
# Difference of L* across an edge below which it is lost.
FOUND = 7.0
# Colour and value change together by at least this (L* and its like) where an edge runs.
_RUNS = 5.0
# A run of fewer pixels, as a share of the diagonal, is grain or a touch of the brush, no edge.
_SHORTEST = 0.02
# The border, as a share of the shorter side, 8 pixels at most, is left out.
_BORDER = 0.02
# Percent of hard edges: below the first they are few, above the second many.
MANY = (30.0, 60.0)
# Percent of hard edges at the focus more than elsewhere, from which the focus is told by edges.
AT_FOCUS = 10.0


def measure(canvas: Canvas, points) -> Finding:
    """Return the finding `edges` of a picture.

    Args:
        canvas: the picture.
        points: of `saliency.points`; the first is the focus.
    """
    kinds, widths = edge_kinds(canvas)
    total = int((kinds > 0).sum())
    shares = {kind: percent((kinds == kind).sum() / total) if total else None
              for kind in (HARD, SOFT, LOST)}  # fmt: skip
    found = kinds >= SOFT
    width = float(np.median(widths[found])) if found.any() else None
    here, elsewhere = _at_focus(canvas, kinds, points)
    numbers = {
        "hard": number(shares[HARD], "%", MANY),
        "soft": number(shares[SOFT], "%"),
        "lost": number(shares[LOST], "%", (25.0,)),
        "width": number(width, "px", WIDTHS, 1),
        "hard_here": number(here, "%"),
        "hard_elsewhere": number(elsewhere, "%"),
        "hard_difference": number(
            None if here is None else here - elsewhere, "%", (-AT_FOCUS, AT_FOCUS)
        ),
        "length": number(percent(total / kinds.size), "%", digits=1),
    }
    statements = tuple(_statements(canvas, numbers, kinds))
    return Finding("edges", numbers, statements, {"kinds": kinds, "widths": widths})


def edge_kinds(canvas: Canvas) -> tuple[np.ndarray, np.ndarray]:
    """Return which edge runs through each pixel, and its blur.

    Returns:
        (h, w) of 0 (none), `LOST`, `SOFT` and `HARD`, and (h, w) blurs s in pixels.
    """
    values = canvas.lightness
    # Value and colour as one: a red on a green of the same value has an edge, if a lost one.
    layers = [values, 250.0 * canvas.lab[..., 1], 250.0 * canvas.lab[..., 2]]
    fine, (gy, gx) = _gradient(layers, _FINE)
    coarse, _ = _gradient(layers, _COARSE)
    ratio = np.clip(fine / np.maximum(coarse, 1e-9), 1.02, _COARSE / _FINE)
    square = (_COARSE**2 - ratio**2 * _FINE**2) / (ratio**2 - 1.0)
    width = np.sqrt(np.clip(square, 0.0, 400.0))
    height = fine * np.sqrt(2 * np.pi * (width**2 + _FINE**2))
    value = np.hypot(*(ndimage.gaussian_filter(values, _FINE, order=o, mode="nearest")
                       for o in ((1, 0), (0, 1))))  # fmt: skip
    value = value * np.sqrt(2 * np.pi * (width**2 + _FINE**2))
    runs = _ridge(coarse, gy, gx) & (height >= _RUNS) & _inside(canvas)
    runs = _without_specks(runs, _SHORTEST * canvas.diagonal)
    lost = (value < FOUND) | (width > WIDTHS[1])
    kinds = np.where(lost, LOST, np.where(width > WIDTHS[0], SOFT, HARD))
    return np.where(runs, kinds, 0).astype("uint8"), width


def _gradient(layers, sigma):
    """Gradient magnitude of all layers together, and the direction of the strongest."""
    slopes = [
        [ndimage.gaussian_filter(layer, sigma, order=o, mode="nearest") for o in ((1, 0), (0, 1))]
        for layer in layers
    ]
    squares = np.stack([gy**2 + gx**2 for gy, gx in slopes])
    leading = squares.argmax(axis=0)
    gy = np.choose(leading, [slope[0] for slope in slopes])
    gx = np.choose(leading, [slope[1] for slope in slopes])
    return np.sqrt(squares.sum(axis=0)), (gy, gx)


def _inside(canvas):
    """Whether a pixel is no part of the border, where a scan shows frame and canvas."""
    height, width = canvas.size
    y, x = np.arange(height)[:, None], np.arange(width)[None]
    inside = np.minimum(np.minimum(y, height - 1 - y), np.minimum(x, width - 1 - x))
    return inside >= min(_BORDER * min(height, width), 8.0)


def _ridge(coarse, gy, gx):
    """Where the coarse gradient is largest along its direction, by more than a ripple."""
    norm = np.maximum(np.hypot(gy, gx), 1e-9)
    y, x = np.indices(coarse.shape, dtype=float)
    ahead, behind = (
        ndimage.map_coordinates(
            coarse, [y + side * gy / norm, x + side * gx / norm], order=1, mode="nearest"
        )
        for side in (1.0, -1.0)
    )
    return (coarse >= ahead) & (coarse > behind) & (coarse > 0.25)


def _without_specks(runs, shortest):
    labels, _ = ndimage.label(runs, np.ones((3, 3)))
    lengths = np.bincount(labels.ravel())
    return runs & (lengths >= shortest)[labels]


def _at_focus(canvas, kinds, points):
    if not points:
        return None, None
    near = canvas.distance_to(points[0][:2]) < saliency.REACH
    here, elsewhere = kinds[near & (kinds > 0)], kinds[~near & (kinds > 0)]
    if min(len(here), len(elsewhere)) < 20:
        return None, None
    return percent((here == HARD).mean()), percent((elsewhere == HARD).mean())


def _statements(canvas, numbers, kinds):
    hard = numbers["hard"]
    if hard.value is None:
        yield Statement("edges_none", {}, ("length",))
        return
    amount = ("soft", "mixed", "hard")[sum(hard.value >= limit for limit in MANY)]
    shares = {name: numbers[name].text() for name in ("hard", "soft", "lost")}
    yield Statement(f"edges_{amount}", shares, ("hard", "soft", "lost"))
    if hard.value >= 5.0:
        yield Statement("edges_where", {"place": _thickest(canvas, kinds == HARD)}, ("hard",))
    difference = numbers["hard_difference"]
    if difference.value is not None:
        which = ("elsewhere", "same", "focus")[
            sum(difference.value >= limit for limit in difference.limits)
        ]
        values = {name: numbers[f"hard_{name}"].text() for name in ("here", "elsewhere")}
        grounds = ("hard_here", "hard_elsewhere", "hard_difference")
        yield Statement(f"edges_at_{which}", values, grounds)
    lost = numbers["lost"]
    if lost.value >= lost.limits[0]:
        values = {"lost": lost.text(), "place": _thickest(canvas, kinds == LOST)}
        yield Statement("edges_lost", values, ("lost",))


def _thickest(canvas, marked):
    """Words for the ninth of the picture that holds most of what is marked."""
    y, x = np.nonzero(marked)
    height, width = canvas.size
    row, column = 3 * y // height, 3 * x // width
    most = int(np.bincount(3 * row + column, minlength=9).argmax())
    return point_words(((most // 3 + 0.5) / 3, (most % 3 + 0.5) / 3))
