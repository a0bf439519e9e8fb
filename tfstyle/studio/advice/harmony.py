"""Harmony of hues: which sectors of the colour wheel hold them (Cohen-Or et al. 2006, section 3).

A template is a few sectors that turn together. Its cost at an angle is the mean way from each hue
to the nearest sector, weighted by chroma; the simplest template whose cost is small names the
harmony. Sectors are the paper's in width and distance; added is the triad, which art schools
teach; the wheel is the painter's (`color`), and hues are a histogram of one degree. "T", half the
wheel, is left out: no student is taught a name for it.
"""

from typing import NamedTuple

import numpy as np

from tfstyle.studio.advice import color

# Sectors as (middle, width) in degrees. The simplest first; the names are what is taught.
TEMPLATES = {
    "one_hue": ((0.0, 18.0),),
    "analogous": ((0.0, 93.6),),
    "complementary": ((0.0, 18.0), (180.0, 18.0)),
    "quarter": ((0.0, 18.0), (90.0, 79.2)),
    "analogous_and_opposite": ((0.0, 93.6), (180.0, 18.0)),
    "triad": ((0.0, 36.0), (120.0, 36.0), (240.0, 36.0)),
    "two_opposites": ((0.0, 93.6), (180.0, 93.6)),
}
# Mean distance in degrees up to which a template fits.
FITS = 6.0
# Mean chroma below which a picture has no hues to speak of.
COLORLESS = 0.012


class Harmony(NamedTuple):
    """Which template fits a picture's hues.

    Attributes:
        name: of `TEMPLATES`, `"none"` for a picture without colour, `"all_round"` where none fits.
        angle: by which the template is turned, degrees.
        distance: mean way of the hues to the template, degrees; of `"all_round"` to the best.
        hues: (360,) weights of the hues, together 1, or all 0.
    """

    name: str
    angle: float
    distance: float
    hues: np.ndarray


def harmony(lab: np.ndarray) -> Harmony:
    """Return the harmony of OKLab colours (..., 3)."""
    hues = hue_weights(lab)
    if not hues.any():
        return Harmony("none", 0.0, 0.0, hues)
    found = []
    for name, sectors in TEMPLATES.items():
        cost = costs(hues, sectors)
        # Of equally good angles the middle one of the first run of them.
        angle = _middle_of_best(cost)
        one = Harmony(name, float(angle), float(cost.min()), hues)
        if one.distance <= FITS:
            return one
        found.append(one)
    best = min(found, key=lambda one: one.distance)
    return Harmony("all_round", best.angle, best.distance, hues)


def hue_weights(lab: np.ndarray) -> np.ndarray:
    """Return (360,) weights of hues by chroma, together 1; all 0 for a picture without colour."""
    lab = lab.reshape(-1, 3)
    amount = color.chroma(lab)
    if amount.mean() < COLORLESS and (amount > 2 * color.NEUTRAL).mean() < 0.02:
        return np.zeros(360)
    # Near grays have a hue by accident, of noise or of JPEG.
    weight = np.where(amount > color.NEUTRAL, amount, 0.0)
    bins = np.floor(color.wheel(lab)).astype(int) % 360
    total = weight.sum()
    return np.bincount(bins, weight, 360) / total if total > 0 else np.zeros(360)


def costs(hues: np.ndarray, sectors, most: float = 180.0) -> np.ndarray:
    """Return (360,) mean distances in degrees of hues to sectors turned by 0 to 359 degrees.

    Args:
        hues: (360,) weights.
        sectors: of `TEMPLATES`.
        most: what is further away counts as so far.
    """
    at = np.arange(360) + 0.5
    distance = np.minimum(way_to(at, sectors, 0.0), most)
    spectrum = np.fft.rfft(hues) * np.conj(np.fft.rfft(distance))
    return np.maximum(np.fft.irfft(spectrum, 360), 0.0)


def sector_hues(found: Harmony) -> list[tuple[float, float]]:
    """Return `(hue, weight)` of each sector of the harmony: the middle of its hues, their share.

    A sector without hues has the hue of its middle.
    """
    sectors = TEMPLATES.get(found.name, ())
    at = np.arange(360) + 0.5
    if not sectors:
        return []
    nearest = np.argmin([way_to(at, (sector,), found.angle) for sector in sectors], axis=0)
    told = []
    for index, (middle, _) in enumerate(sectors):
        weight = np.where(nearest == index, found.hues, 0.0)
        total = float(weight.sum())
        away = color.apart(middle + found.angle, at)
        mean = float((away * weight).sum() / total) if total > 0 else 0.0
        told.append(((middle + found.angle + mean) % 360.0, total))
    return told


def way_to(hue: np.ndarray, sectors, angle: float) -> np.ndarray:
    """Return the distances in degrees from hues to the nearest of sectors turned by an angle."""
    ways = [
        np.maximum(np.abs(color.apart(middle + angle, hue)) - width / 2, 0.0)
        for middle, width in sectors
    ]
    return np.min(ways, axis=0)


def opposite_share(hues: np.ndarray) -> float:
    """Return the weight of hues within 45 degrees of the complement of the leading hue, 0 to 1."""
    if not hues.any():
        return 0.0
    at = np.arange(360) + 0.5
    return float(hues[np.abs(color.apart(leading(hues) + 180.0, at)) <= 45.0].sum())


def leading(hues: np.ndarray) -> float:
    """Return the hue, in degrees, around which the most weight lies within 30 degrees."""
    around = np.sum([np.roll(hues, shift) for shift in range(-30, 31)], axis=0)
    return float(_middle_of_best(-around)) + 0.5


def _middle_of_best(cost: np.ndarray) -> int:
    same = np.flatnonzero(cost <= cost.min() + 1e-9)
    # The run that begins at the first of them; a run may go on past 359.
    first = int(same[0])
    if first == 0 and same[-1] == 359 and len(same) < 360:
        starts = np.flatnonzero(np.diff(same) > 1)
        first = int(same[starts[-1] + 1]) if len(starts) else first
    good, length = set(same.tolist()), 0
    while (first + length) % 360 in good and length < 360:
        length += 1
    return (first + (length - 1) // 2) % 360
