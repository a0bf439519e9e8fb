"""Contrast, and where the eye goes first, second and third."""

import numpy as np
from scipy import ndimage

from tfstyle.studio.advice import saliency
from tfstyle.studio.advice.canvas import Canvas
from tfstyle.studio.advice.findings import Finding, Statement, number, percent, point_words

# Strength of the second point, in percent of the first, from which they compete.
COMPETES = 80.0
# Contrast (L*) at the focus against that elsewhere, from which the focus leads, or the rest does.
LEADS = 1.25


def measure(canvas: Canvas) -> Finding:
    """Return the finding `focus` of a picture."""
    found = saliency.saliency(canvas)
    points = saliency.points(canvas, found)
    second = percent(points[1][2]) if len(points) > 1 else (0.0 if points else None)
    local = _local_contrast(canvas)
    here = there = ratio = None
    if points:
        weight = saliency.around(canvas, points[0][:2])
        here = float((local * weight).sum() / weight.sum())
        there = float((local * (1 - weight)).sum() / max((1 - weight).sum(), 1e-9))
        # Half an L* is added to both: two flat pieces have no ratio.
        ratio = (here + 0.5) / (there + 0.5)
    numbers = {
        "points": number(float(len(points))),
        "second": number(second, "%", (COMPETES,)),
        "contrast_here": number(here, "L*", digits=1),
        "contrast_elsewhere": number(there, "L*", digits=1),
        "contrast_ratio": number(ratio, "", (1 / LEADS, LEADS), 2),
    }
    data = {"saliency": found, "points": points}
    return Finding("focus", numbers, tuple(_statements(numbers, points)), data)


def _local_contrast(canvas):
    """Standard deviation of L* in windows of a twelfth of the diagonal, (h, w)."""
    sigma = canvas.diagonal / 36.0
    values = canvas.lightness
    mean = ndimage.gaussian_filter(values, sigma, mode="nearest")
    square = ndimage.gaussian_filter(values**2, sigma, mode="nearest")
    return np.sqrt(np.maximum(square - mean**2, 0.0))


def _statements(numbers, points):
    if not points:
        yield Statement("focus_none", {}, ("points",))
        return
    # Two points in one corner are told once; the drawing has both.
    places = tuple(dict.fromkeys(point_words(point[:2]) for point in points))
    order = {f"place{i}": place for i, place in enumerate(places, 1)}
    yield Statement(f"focus_order_{len(places)}", order, ("points",))
    if len(points) > 1:
        second = numbers["second"]
        which = "focus_competes" if second.value >= COMPETES else "focus_leads"
        values = {"second": second.text(), "limit": f"{COMPETES:.0f} %"}
        yield Statement(which, values, ("second",))
    ratio = numbers["contrast_ratio"]
    which = ("contrast_elsewhere", "contrast_same", "contrast_here")[
        sum(ratio.value >= limit for limit in ratio.limits)
    ]
    values = {name: numbers[f"contrast_{name}"].text() for name in ("here", "elsewhere")}
    grounds = ("contrast_here", "contrast_elsewhere", "contrast_ratio")
    yield Statement(which, {**values, "ratio": ratio.text()}, grounds)
