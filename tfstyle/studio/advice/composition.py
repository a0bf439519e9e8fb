"""Placing: the focus against middle and thirds, visual weight, left against right, symmetry."""

import numpy as np
from scipy import ndimage

from tfstyle.studio.advice.canvas import Canvas
from tfstyle.studio.advice.findings import Finding, Statement, number, percent, point_words

THIRDS = tuple((y, x) for y in (1 / 3, 2 / 3) for x in (1 / 3, 2 / 3))
# Distance of the focus to a crossing of the thirds, or to the middle, that counts as on it, in
# percent of the diagonal.
ON = 7.0
# Percent of the weight that is on the left: between these the halves balance.
BALANCED = (45.0, 55.0)
# Likeness of a half to the other's mirror image from which the picture is symmetric, in percent.
SYMMETRIC = 80.0
# The centre of weight this far below or above the middle is told, in percent of the height.
LOW = 3.0
# Likeness is taken between masses, of this share of the diagonal.
_MASS = 0.02


def measure(canvas: Canvas, found: np.ndarray, points) -> Finding:
    """Return the finding `composition` of a picture.

    Args:
        canvas: the picture.
        found: its `saliency`: what stands out weighs.
        points: of `saliency.points`.
    """
    weight = _weight(canvas, found)
    y, x = canvas.coordinates
    total = weight.sum()
    center = (float((weight * y).sum() / total), float((weight * x).sum() / total))
    # The middle column of an odd width belongs to both halves.
    left = percent((weight * np.clip(0.5 + (0.5 - x) * canvas.size[1], 0, 1)).sum() / total)
    third = middle = None
    if points:
        first = points[0][:2]
        ways = [_way(canvas, first, crossing) for crossing in THIRDS]
        third, middle = percent(min(ways)), percent(_way(canvas, first, (0.5, 0.5)))
    numbers = {
        "to_third": number(third, "%", (ON,)),
        "to_middle": number(middle, "%", (ON,)),
        "left": number(left, "%", BALANCED),
        "weight_x": number(percent(center[1] - 0.5), "%"),
        "weight_y": number(percent(center[0] - 0.5), "%", (-LOW, LOW)),
        "symmetry": number(percent(_symmetry(canvas)), "%", (SYMMETRIC,)),
    }
    data = {"center": center, "points": points}
    return Finding("composition", numbers, tuple(_statements(numbers, points)), data)


def _weight(canvas, found):
    """Visual weight, (h, w): what stands out, and what is darker than the middle value."""
    dark = np.maximum(float(np.median(canvas.lightness)) - canvas.lightness, 0.0) / 100.0
    return found**2 + 0.5 * dark + 1e-6


def _way(canvas, point, other):
    height, width = canvas.size
    return np.hypot((point[0] - other[0]) * height, (point[1] - other[1]) * width) / canvas.diagonal


def _symmetry(canvas) -> float:
    """Correlation of the masses with their mirror image, -1 to 1; 1 for a flat picture."""
    masses = ndimage.gaussian_filter(canvas.lightness, _MASS * canvas.diagonal, mode="nearest")
    masses = masses - masses.mean()
    power = float((masses**2).sum())
    if power < 1e-6 * masses.size:
        return 1.0
    return float((masses * masses[:, ::-1]).sum()) / power


def _corner(point) -> tuple[float, float]:
    """Return the corner (y, x) that a point is nearest to: crossings are called after theirs."""
    return float(point[0] > 0.5), float(point[1] > 0.5)


def _statements(numbers, points):
    if points:
        third, middle = numbers["to_third"], numbers["to_middle"]
        which = "off"
        if min(third.value, middle.value) <= ON:
            which = "third" if third.value <= middle.value else "middle"
        values = {
            "place": point_words(_corner(points[0]) if which == "third" else points[0][:2]),
            "third": third.text(), "middle": middle.text(),
        }  # fmt: skip
        yield Statement(f"placed_{which}", values, ("to_third", "to_middle"))
    symmetry, left = numbers["symmetry"], numbers["left"]
    if symmetry.value >= SYMMETRIC:
        yield Statement("symmetric", {"symmetry": symmetry.text()}, ("symmetry",))
    side = ("right", "even", "left")[sum(left.value >= limit for limit in BALANCED)]
    right = number(100.0 - left.value, "%").text()
    yield Statement(f"weight_{side}", {"left": left.text(), "right": right}, ("left",))
    down = numbers["weight_y"]
    where = "low" if down.value > LOW else "high" if down.value < -LOW else None
    if where:
        amount = number(abs(down.value), "%").text()
        yield Statement(f"weight_{where}", {"amount": amount}, ("weight_y",))
