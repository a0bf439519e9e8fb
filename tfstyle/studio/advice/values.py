"""The value structure: how few values carry the picture (notan), its key, its range.

The groups are those of Otsu (1979), for several groups exactly, by dynamic programming over the
histogram: the split that leaves the least variance within groups. Their share of the variance is
how much of the picture's light and dark so many flat values tell.
"""

import numpy as np
from scipy import ndimage

from tfstyle.studio.advice.canvas import Canvas
from tfstyle.studio.advice.findings import Finding, Statement, number, percent

GROUPS = (2, 3, 5)
# Median L* below which a key is low, above which it is high: Munsell's values 4 and 6.5.
KEYS = (40.0, 65.0)
# Range (5th to 95th percentile of L*) below which contrast is short, above which it is long.
RANGES = (30.0, 60.0)
# Share of the variance, in percent, from which so many values tell the picture: about what they
# tell of an even ramp from black to white (75, 89 and 96), whose parts nothing holds together.
ENOUGH = {2: 80.0, 3: 88.0, 5: 94.0}
# Differences of less than so many L* are not seen.
SEEN = 2.0
# Masses are what is seen with half-closed eyes: details below this share of the diagonal are gone.
_SQUINT, _SHAPE = 0.005, 0.002
# Separate shapes in three values from which they read as scattered.
SCATTERED = 30.0


def measure(canvas: Canvas) -> Finding:
    """Return the finding `values` of a picture."""
    values = canvas.lightness
    masses = ndimage.gaussian_filter(values, _SQUINT * canvas.diagonal, mode="nearest")
    thresholds = {count: otsu(masses, count) for count in GROUPS}
    explained = {n: percent(share_told(masses, thresholds[n])) for n in GROUPS}
    low, median, high = np.percentile(values, [5, 50, 95])
    spread = float(masses.max() - masses.min())
    needed = next((n for n in GROUPS if explained[n] >= ENOUGH[n]), GROUPS[-1] + 1)
    dark = percent((masses < thresholds[2][0]).mean()) if spread >= SEEN else None
    numbers = {
        "median": number(float(median), "L*", KEYS),
        "range": number(float(high - low), "L*", RANGES),
        "told_by_2": number(explained[2], "%", (ENOUGH[2],)),
        "told_by_3": number(explained[3], "%", (ENOUGH[3],)),
        "told_by_5": number(explained[5], "%", (ENOUGH[5],)),
        "dark_share": number(dark, "%", (35.0, 65.0)),
        "shapes": number(float(shapes(masses, thresholds[3])), "", (SCATTERED,)),
    }
    data = {"masses": masses, "thresholds": thresholds}
    return Finding("values", numbers, tuple(_statements(numbers, needed, spread)), data)


def _statements(numbers, needed, spread):
    median, span = numbers["median"], numbers["range"]
    if spread < SEEN:
        yield Statement("values_flat", {"median": median.text()}, ("median",))
        return
    key = _one_of(median.value, KEYS, ("low", "middle", "high"))
    contrast = _one_of(span.value, RANGES, ("short", "middle", "long"))
    yield Statement(
        f"values_key_{key}_{contrast}",
        {"median": median.text(), "range": span.text()}, ("median", "range"),
    )  # fmt: skip
    told = {f"told{n}": numbers[f"told_by_{n}"].text() for n in GROUPS}
    which = f"values_told_by_{needed}" if needed in GROUPS else "values_told_by_many"
    yield Statement(which, told, tuple(f"told_by_{n}" for n in GROUPS))
    dark = numbers["dark_share"]
    side = _one_of(dark.value, dark.limits, ("light", "even", "dark"))
    light = number(100.0 - dark.value, "%").text()
    yield Statement(f"values_{side}", {"dark": dark.text(), "light": light}, ("dark_share",))
    many = numbers["shapes"].value > SCATTERED
    yield Statement(
        "values_scattered" if many else "values_gathered",
        {"shapes": numbers["shapes"].text(), "few": f"{SCATTERED:.0f}"}, ("shapes",),
    )  # fmt: skip


def _one_of(value: float, limits: tuple[float, ...], names: tuple[str, ...]) -> str:
    return names[sum(value >= limit for limit in limits)]


def otsu(values: np.ndarray, count: int) -> tuple[float, ...]:
    """Return the `count - 1` thresholds in L* that leave the least variance within groups.

    Args:
        values: L*, 0 to 100.
        count: of groups, 2 or more.

    Example:
        >>> otsu(np.array([10.0, 10.0, 90.0]), 2)
        (50.0,)
    """
    levels = 101
    weight = np.bincount(np.rint(values).astype(int).clip(0, 100).ravel(), minlength=levels)
    at = np.arange(levels, dtype=float)
    total = np.concatenate([[0], np.cumsum(weight)]).astype(float)
    first = np.concatenate([[0], np.cumsum(weight * at)])
    # What a group from level i to before level j adds to the variance between groups.
    count_ij = total[None] - total[:, None]
    gain = np.where(
        count_ij > 0, (first[None] - first[:, None]) ** 2 / np.maximum(count_ij, 1), 0.0
    )
    gain[np.tril_indices(levels + 1)] = -np.inf
    best, ends = gain[0], []
    for _ in range(count - 1):
        every = best[:, None] + gain
        # Of equally good cuts, and across a gap there are many, the one in their middle.
        top = every.max(axis=0)
        same = every >= top - 1e-9 * np.maximum(np.abs(top), 1.0)
        lowest, highest = same.argmax(axis=0), levels - same[::-1].argmax(axis=0)
        ends.append((lowest + highest) / 2.0)
        best = top
    cuts, end = [], levels
    for back in reversed(ends):
        cut = back[end]
        cuts.append(float(cut) - 0.5)
        end = int(np.ceil(cut))
    return tuple(reversed(cuts))


def grouped(values: np.ndarray, thresholds: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the group of each value (0 the darkest), and the mean L* of each group."""
    group = np.digitize(values, thresholds)
    sums = np.bincount(group.ravel(), values.ravel(), len(thresholds) + 1)
    counts = np.bincount(group.ravel(), minlength=len(thresholds) + 1)
    edges = np.array([0.0, *thresholds, 100.0])
    middles = (edges[1:] + edges[:-1]) / 2
    return group, np.where(counts > 0, sums / np.maximum(counts, 1), middles)


def share_told(values: np.ndarray, thresholds: tuple[float, ...]) -> float:
    """Return the share of the variance, 0 to 1, that lies between groups; 1 if all is one value."""
    variance = float(values.var())
    if variance < 1e-6:
        return 1.0
    group, means = grouped(values, thresholds)
    return 1.0 - float(((values - means[group]) ** 2).mean()) / variance


def shapes(masses: np.ndarray, thresholds: tuple[float, ...]) -> int:
    """Return how many connected shapes of one value there are; specks are not counted."""
    group, _ = grouped(masses, thresholds)
    smallest = max(_SHAPE * masses.size, 1.0)
    count = 0
    for one in range(len(thresholds) + 1):
        labels, _ = ndimage.label(group == one)
        count += int((np.bincount(labels.ravel())[1:] >= smallest).sum())
    return count
