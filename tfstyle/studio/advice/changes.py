"""One change of a picture each: what a suggestion would look like.

A change takes the analysis of a picture, and the number it shall come nearer to, and returns the
picture that is shown with the change applied, uint8. Values are moved in OKLab, whose lightness is
`(L* + 16) / 116` for grays; chroma follows lightness, so that a darkened red stays a red.
"""

import numpy as np
from scipy import ndimage

from tfstyle import images
from tfstyle.studio.advice import color, saliency, strokes
from tfstyle.studio.advice.findings import Analysis
from tfstyle.studio.advice.harmony import TEMPLATES, costs, leading, way_to
from tfstyle.studio.advice.values import grouped

# Share of the picture below which a shape joins what is around it.
_SMALL = 0.006
# Degrees by which a hue is turned at most.
_MOST_TURN = 45.0
# Degrees beyond which a hue is far from a template, however far.
_FAR = 20.0


class Shown:
    """The shown copy of a picture with what changes share."""

    def __init__(self, analysis: Analysis):
        self.analysis = analysis
        self.rgb = analysis.canvas.shown
        self.size = self.rgb.shape[:2]
        self.diagonal = float(np.hypot(*self.size))
        self.lab = color.to_oklab(self.rgb)
        self.lightness = color.lightness(self.rgb)

    def focus(self) -> np.ndarray:
        """Return (H, W), 1 at the focus to 0 far away, along what is there; 0 without a focus."""
        canvas = self.analysis.canvas
        points = self.analysis["focus"].data["points"]
        if not points:
            return np.zeros(self.size)
        near = saliency.around(canvas, points[0][:2], 1.3 * saliency.REACH)
        mask = guided(near, canvas.lightness, 0.03 * canvas.diagonal, 60.0).clip(0.0, 1.0)
        return images.resize(mask.astype("float32"), self.size).clip(0, 1).astype(float)

    def with_values(self, values: np.ndarray, lab: np.ndarray | None = None) -> np.ndarray:
        """Return the picture with other L* (H, W), and the hues of `lab`, its own if not given."""
        light = self.lab[..., 0] + (values.clip(0, 100) - self.lightness) / 116.0
        ratio = (light / np.maximum(self.lab[..., 0], 0.05)).clip(0.4, 1.25)
        hues = (self.lab if lab is None else lab)[..., 1:] * ratio[..., None]
        return color.from_oklab(np.concatenate([light[..., None], hues], axis=-1))


def guided(part: np.ndarray, guide: np.ndarray, sigma: float, epsilon: float) -> np.ndarray:
    """Smooth a map, but not across edges of a guide (guided filter, He et al. 2010).

    Args:
        part, guide: (h, w).
        sigma: of the windows, pixels.
        epsilon: variance of the guide below which it is smoothed over.
    """

    def mean(values):
        return ndimage.gaussian_filter(values, sigma, mode="nearest")

    middle, of_guide = mean(part), mean(guide)
    variance = mean(guide * guide) - of_guide**2
    slope = (mean(part * guide) - middle * of_guide) / (np.maximum(variance, 0.0) + epsilon)
    return mean(slope) * guide + mean(middle - slope * of_guide)


def group_values(shown: Shown, target: float) -> np.ndarray:
    """Gather the values in three flat groups; a quarter of what differs within them stays."""
    shown_lab = shown.lab.copy()
    smooth = shown.lightness
    for _ in range(2):
        smooth = guided(smooth, smooth, 0.012 * shown.diagonal, 40.0)
    group, means = grouped(smooth, shown.analysis["values"].data["thresholds"][3])
    group = _without_small(group, len(means))
    flat = ndimage.gaussian_filter(means[group], 0.0012 * shown.diagonal, mode="nearest")
    # Within a shape the colour calms down, too, or it would be flat in value alone.
    for channel in (1, 2):
        part = 250.0 * shown.lab[..., channel]
        part = guided(part, smooth, 0.012 * shown.diagonal, 40.0)
        shown_lab[..., channel] = 0.5 * shown_lab[..., channel] + 0.5 * part / 250.0
    return shown.with_values(flat + 0.25 * (shown.lightness - smooth), shown_lab)


def _without_small(group, count):
    """Give small shapes to the group of most of what is around them."""
    for _ in range(3):
        small = np.zeros(group.shape, bool)
        for one in range(count):
            labels, _ = ndimage.label(group == one)
            sizes = np.bincount(labels.ravel())
            sizes[0] = group.size
            small |= (sizes < _SMALL * group.size)[labels] & (group == one)
        if not small.any():
            break
        near = [
            ndimage.gaussian_filter(
                ((group == one) & ~small).astype("float32"), 0.015 * np.hypot(*group.shape),
                mode="nearest", truncate=6.0,
            )
            for one in range(count)
        ]  # fmt: skip
        group = np.where(small, np.argmax(near, axis=0), group)
    return group


def change_range(shown: Shown, target: float) -> np.ndarray:
    """Spread or draw together the values to a range of so many L*."""
    low, middle, high = np.percentile(shown.lightness, [5, 50, 95])
    factor = float(np.clip(target / max(high - low, 1.0), 0.45, 2.5))
    # The middle stays, unless the ends would then be cut off.
    moved = middle + factor * (np.array([low, high]) - middle)
    shift = max(2.0 - moved[0], 0.0) + min(98.0 - moved[1], 0.0)
    return shown.with_values(middle + factor * (shown.lightness - middle) + shift)


def change_key(shown: Shown, target: float) -> np.ndarray:
    """Lighten or darken by a curve that leaves black and white, the median to so many L*."""
    median = float(np.median(shown.lightness))
    target = float(np.clip(target, median - 25.0, median + 25.0))
    at = np.clip([median / 100.0, target / 100.0], 0.02, 0.98)
    power = np.log(at[1]) / np.log(at[0])
    return shown.with_values(100.0 * (shown.lightness / 100.0) ** power)


def focal_contrast(shown: Shown, target: float) -> np.ndarray:
    """Raise the contrast of values at the focus, and lower it elsewhere."""
    focus = shown.focus()
    around = ndimage.gaussian_filter(shown.lightness, 0.06 * shown.diagonal, mode="nearest")
    factor = 1.45 * focus + 0.6 * (1.0 - focus)
    return shown.with_values(around + factor * (shown.lightness - around))


def soften_edges(shown: Shown, target: float) -> np.ndarray:
    """Blur what is away from the focus, the further the more."""
    focus, rgb = shown.focus(), shown.rgb.astype(float)
    blurred = [
        ndimage.gaussian_filter(rgb, (*(2 * [share * shown.diagonal]), 0), mode="nearest")
        for share in (0.0025, 0.006)
    ]
    away = 1.0 - focus
    first, second = (2 * away).clip(0, 1)[..., None], (2 * away - 1).clip(0, 1)[..., None]
    mixed = rgb + (blurred[0] - rgb) * first
    return _bytes(mixed + (blurred[1] - mixed) * second)


def harden_focus(shown: Shown, target: float) -> np.ndarray:
    """Sharpen the edges of values, at the focus most."""
    focus = shown.focus()
    smooth = guided(shown.lightness, shown.lightness, 0.006 * shown.diagonal, 25.0)
    fine = shown.lightness - ndimage.gaussian_filter(
        shown.lightness, 0.004 * shown.diagonal, mode="nearest"
    )
    return shown.with_values(shown.lightness + (0.6 + 1.2 * focus) * fine * (
        0.4 + 0.6 * np.abs(shown.lightness - smooth).clip(0, 4) / 4
    ))  # fmt: skip


def harmonise(shown: Shown, target: float, template: str) -> np.ndarray:
    """Turn hues towards the sectors of a template (after Cohen-Or et al. 2006, equation 4).

    The paper turns a hue from however far, and skin by a blue lake turns green. Here it turns by
    45 degrees at most, and what is further away is grayed, as a painter would do it.
    """
    sectors = TEMPLATES[template]
    # What is far away counts no more than what is near: the sectors come to lie on what there is
    # most of, not between two hues.
    hues = shown.analysis["colors"].data["harmony"].hues
    angle = float(costs(hues, sectors, _FAR).argmin())
    hue, amount = color.wheel(shown.lab), color.chroma(shown.lab)
    ways = np.stack([way_to(hue, (sector,), angle) for sector in sectors])
    which = ways.argmin(axis=0)
    middle = np.array([center for center, _ in sectors])[which] + angle
    half = np.array([width / 2 for _, width in sectors])[which]
    away = color.apart(middle, hue)
    # Within a sector hues stay; from further away they come to its border.
    turn = np.clip(away, -half, half) - away
    turned = middle + away + np.clip(turn, -_MOST_TURN, _MOST_TURN)
    left = np.maximum(np.abs(turn) - _MOST_TURN, 0.0)
    amount = amount * np.exp(-0.5 * (left / 25.0) ** 2)
    return color.from_oklab(color.from_wheel(shown.lab[..., 0], amount, turned))


def complement(shown: Shown, target: float) -> np.ndarray:
    """Tint the darks with the complement of the leading hue."""
    lead = leading(shown.analysis["colors"].data["harmony"].hues)
    low, middle = np.percentile(shown.lightness, [10, 60])
    dark = ((middle - shown.lightness) / max(middle - low, 1.0)).clip(0, 1) ** 0.8
    # Strong colours keep theirs: what is tinted is what was near gray.
    weak = np.exp(-((color.chroma(shown.lab) / 0.075) ** 2))
    tint = color.from_wheel(shown.lab[..., 0], 0.075, lead + 180.0)
    amount = (0.9 * dark * (0.15 + 0.85 * weak))[..., None]
    lab = shown.lab.copy()
    lab[..., 1:] += amount * (tint[..., 1:] - lab[..., 1:])
    return color.from_oklab(lab)


def change_warmth(shown: Shown, target: float) -> np.ndarray:
    """Shift all colours between blue and orange until about so many percent of them are warm."""
    steps = np.linspace(-0.09, 0.09, 37)
    lab = shown.analysis.canvas.lab[::4, ::4]
    shares = np.array([_warm(_shifted(lab, step)) for step in steps])
    good = np.abs(shares - target) + 20.0 * np.abs(steps) / 0.09
    return color.from_oklab(_shifted(shown.lab, float(steps[good.argmin()])))


def change_light(shown: Shown, target: float) -> np.ndarray:
    """Make the lights so much warmer than the darks (or cooler, below 0), 100 times OKLab's."""
    mine = shown.analysis.value("colors.light_and_shadow") or 0.0
    step = float(np.clip((target - mine) / 100.0, -0.07, 0.07))
    low, high = np.percentile(shown.lightness, [15, 85])
    part = ((shown.lightness - low) / max(high - low, 1.0)).clip(0, 1) - 0.5
    return color.from_oklab(_shifted(shown.lab, 1.15 * step * part))


def mute_background(shown: Shown, target: float) -> np.ndarray:
    """Take chroma from what is away from the focus."""
    mine = shown.analysis.value("colors.chroma") or 0.0
    away = 1.0 - shown.focus()
    factor = float(np.clip(target / max(mine, 1e-6), 0.3, 1.0))
    return _with_chroma(shown.lab, 1.0 - (1.0 - factor) * away * 1.1)


def strengthen_colors(shown: Shown, target: float) -> np.ndarray:
    """Give chroma, to what has least of it the most."""
    mine = shown.analysis.value("colors.chroma") or 0.0
    factor = float(np.clip(target / max(mine, 1e-6), 1.0, 1.9))
    room = np.exp(-color.chroma(shown.lab) / 0.25)
    return _with_chroma(shown.lab, 1.0 + (factor - 1.0) * room * 1.15)


def calm(shown: Shown, target: float) -> np.ndarray:
    """Smooth what lies between the edges, away from the focus."""
    focus, rgb = shown.focus(), shown.rgb.astype(float)
    smooth = rgb
    for _ in range(2):
        guide = ndimage.gaussian_filter(
            smooth @ np.array([0.3, 0.59, 0.11]), 0.001 * shown.diagonal, mode="nearest"
        )
        smooth = np.stack([
            guided(smooth[..., i], guide, 0.009 * shown.diagonal, 160.0) for i in range(3)
        ], axis=-1)  # fmt: skip
    return _bytes(smooth + (rgb - smooth) * focus[..., None])


def work_surface(shown: Shown, target: float) -> np.ndarray:
    """Lay flat pieces in broken colour, brushed along the forms."""
    busy = shown.analysis["texture"].data["busy"].astype("float32")
    return strokes.worked(shown.rgb, images.resize(busy, shown.size).clip(0, 100).astype(float))


def brush(shown: Shown, target: float) -> np.ndarray:
    """Draw strokes along the directions that are there."""
    return strokes.brushed(shown.rgb)


def _shifted(lab, step):
    angle = np.radians(57.0)
    light = lab[..., 0]
    # Black and white have no colour to give.
    room = np.clip(4.0 * light * (1.0 - light) + 0.15, 0.0, 1.0) * step
    return np.stack(
        [light, lab[..., 1] + room * np.cos(angle), lab[..., 2] + room * np.sin(angle)], axis=-1
    )


def _warm(lab):
    amount = color.chroma(lab)
    amount = np.where(amount > color.NEUTRAL, amount, 0.0)
    return 100.0 * float((amount * color.is_warm(color.wheel(lab))).sum() / max(amount.sum(), 1e-9))


def _with_chroma(lab, factor):
    lab = lab.copy()
    lab[..., 1:] *= np.maximum(factor, 0.0)[..., None]
    return color.from_oklab(lab)


def _bytes(values):
    return np.rint(values.clip(0, 255)).astype("uint8")
