"""Three suggestions that follow from the difference to a master's painting, each shown, measured.

Each rule compares one number. Where the difference is as large as its limit, the change is applied
and measured again; a change that does not bring the number nearer is not offered. Of what is left
the largest differences, in units of their limits, are chosen, of different findings first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from tfstyle.studio.advice import changes, cropping
from tfstyle.studio.advice.analysis import analyse, measured
from tfstyle.studio.advice.canvas import Canvas
from tfstyle.studio.advice.composition import ON
from tfstyle.studio.advice.findings import Analysis, Number, point_words
from tfstyle.studio.advice.harmony import FITS, TEMPLATES, costs
from tfstyle.studio.advice.reference import PAINTINGS

MOST = 3


@dataclass(frozen=True)
class Suggestion:
    """A change, why, and what came of it.

    Attributes:
        key: of its texts, e.g. `"group_values"`.
        values: what stands in their gaps.
        preview: uint8 (H', W', 3), the change applied.
        measure: the number that was compared, e.g. `"values.range"`.
        mine, theirs, after: that number of the picture, of the master's painting, of the preview.
        limit: the difference from which it counts.
    """

    key: str
    values: Mapping[str, object]
    preview: np.ndarray = field(repr=False)
    measure: str
    mine: Number
    theirs: Number
    after: Number
    limit: Number


class _Rule(NamedTuple):
    """Compare a number: the master's is larger (`side` 1) or smaller (-1) by at least a limit.

    The structure of a picture goes before its cast: `weight` says how much a rule counts.
    """

    key: str
    measure: str
    side: int
    limit: float
    weight: float
    change: Callable


_RULES = (
    _Rule("group_values", "values.shapes", -1, 6.0, 1.2, changes.group_values),
    _Rule("widen_range", "values.range", 1, 12.0, 1.0, changes.change_range),
    _Rule("narrow_range", "values.range", -1, 12.0, 0.8, changes.change_range),
    _Rule("lighten", "values.median", 1, 12.0, 0.6, changes.change_key),
    _Rule("darken", "values.median", -1, 12.0, 0.6, changes.change_key),
    _Rule("focal_contrast", "focus.contrast_ratio", 1, 0.15, 1.2, changes.focal_contrast),
    _Rule("soften_edges", "edges.hard_difference", 1, 8.0, 1.2, changes.soften_edges),
    _Rule("harden_focus", "edges.hard", 1, 12.0, 0.7, changes.harden_focus),
    _Rule("complement", "colors.opposite", 1, 8.0, 1.2, changes.complement),
    _Rule("warmer", "colors.warm", 1, 20.0, 0.6, changes.change_warmth),
    _Rule("cooler", "colors.warm", -1, 20.0, 0.6, changes.change_warmth),
    _Rule("warm_light", "colors.light_and_shadow", 1, 3.0, 0.9, changes.change_light),
    _Rule("cool_light", "colors.light_and_shadow", -1, 3.0, 0.9, changes.change_light),
    _Rule("mute_background", "colors.chroma", -1, 1.5, 1.0, changes.mute_background),
    _Rule("strengthen_colors", "colors.chroma", 1, 1.5, 0.9, changes.strengthen_colors),
    _Rule("calm", "texture.rest", 1, 12.0, 1.0, changes.calm),
    _Rule("work_surface", "texture.rest", -1, 12.0, 0.9, changes.work_surface),
    _Rule("strokes", "texture.locally", 1, 8.0, 0.9, changes.brush),
)
# However large a difference, so many limits of it count; a change brings the number nearer by so
# much of its limit, or is not offered.
_MOST_LIMITS, _HELPS = 3.0, 0.2


class _Candidate(NamedTuple):
    score: float
    key: str
    measure: str
    target: float
    limit: float
    change: Callable
    values: dict


def advise(
    image: np.ndarray | Canvas | Analysis, master: np.ndarray | Canvas | Analysis | None = None
) -> list[Suggestion]:
    """Return up to three suggestions that follow from the difference to a master's painting.

    Args:
        image: the picture, as `analyse` takes it, or its analysis.
        master: the painting, likewise; without one, the middle of thirteen (`reference`).

    Returns:
        The largest difference first; none where nothing differs as much as a limit.

    Raises:
        ImageError: no picture.
    """
    mine = image if isinstance(image, Analysis) else analyse(image)
    theirs = master if isinstance(master, Analysis) or master is None else analyse(master)
    shown, chosen, tried = changes.Shown(mine), [], set()
    # First what differs by a whole limit, then by half of one; each of findings not yet spoken of,
    # and only then of others.
    for share, fresh in ((1.0, True), (0.5, True), (1.0, False), (0.5, False)):
        for one in sorted(_candidates(mine, theirs, share), key=lambda one: -one.score):
            measures = {suggestion.measure for suggestion in chosen}
            findings = {measure.split(".")[0] for measure in measures}
            taken = one.measure.split(".")[0] in findings if fresh else one.measure in measures
            if len(chosen) == MOST or taken or (one.key, share) in tried:
                continue
            tried.add((one.key, share))
            suggestion = _tried(shown, one)
            if suggestion:
                chosen.append(suggestion)
    return chosen


def _candidates(mine: Analysis, theirs: Analysis | None, share: float):
    points = mine["focus"].data["points"]
    place = {"place": point_words(points[0][:2])} if points else {}
    for rule in _RULES:
        here, there = mine.value(rule.measure), _value(theirs, rule.measure)
        if here is None or there is None:
            continue
        if rule.change in _AT_FOCUS and not points:
            continue
        gap, limit = rule.side * (there - here), share * rule.limit
        if gap >= limit:
            yield _Candidate(
                rule.weight * min(gap / limit, _MOST_LIMITS),
                rule.key, rule.measure, there, limit, rule.change, dict(place),
            )  # fmt: skip
    yield from _crop(mine, theirs)
    yield from _harmony(mine, theirs)


_AT_FOCUS = (
    changes.focal_contrast, changes.soften_edges, changes.harden_focus, changes.mute_background,
)  # fmt: skip


def _value(analysis: Analysis | None, measure: str) -> float | None:
    return PAINTINGS.get(measure) if analysis is None else analysis.value(measure)


def _crop(mine, theirs):
    here, there = mine.value("composition.to_third"), _value(theirs, "composition.to_third")
    if here is None or there is None or here <= ON or here - there < 5.0:
        return
    point = mine["focus"].data["points"][0][:2]
    box = cropping.crop_box(point)
    if box:
        values = {"place": point_words(point), "kept": Number(100.0 * box[2], "%").text()}
        yield _Candidate(
            1.2 * min((here - there) / 5.0, _MOST_LIMITS),
            "crop_third", "composition.to_third", there, 5.0,
            lambda shown, _: cropping.cropped(shown.rgb, box), values,
        )  # fmt: skip


def _harmony(mine, theirs):
    """Towards the master's template, where that is tighter and the picture does not fit it."""
    if theirs is None:
        return
    template = theirs["colors"].data["harmony"].name
    hues = mine["colors"].data["harmony"].hues
    if template not in TEMPLATES or template == "two_opposites" or not hues.any():
        return
    here = float(costs(hues, TEMPLATES[template]).min())
    if here <= FITS + 2.0:
        return
    yield _Candidate(
        0.8 * min(here / FITS, _MOST_LIMITS), f"harmonise_{template}", "colors.template_distance",
        theirs.value("colors.template_distance"), 2.0,
        lambda shown, target: changes.harmonise(shown, target, template), {},
    )  # fmt: skip


def _tried(shown: changes.Shown, one: _Candidate) -> Suggestion | None:
    """Return the suggestion with its change applied and measured, `None` where it did not help."""
    preview = one.change(shown, one.target)
    key, name = one.measure.split(".")
    number = shown.analysis[key].numbers[name]
    changed = measured(shown.analysis.canvas.as_measured(preview), key)
    before, now = number.value, changed[name]
    if one.key.startswith("harmonise_"):
        sectors = TEMPLATES[one.key.removeprefix("harmonise_")]
        hues = (one.data["harmony"].hues for one in (shown.analysis[key], changed))
        before, now = (float(costs(each, sectors).min()) if each.any() else None for each in hues)
    if before is None or now is None:
        return None
    if abs(before - one.target) - abs(now - one.target) < _HELPS * one.limit:
        return None
    mine, theirs, after, limit = map(number.of, (before, one.target, now, one.limit))
    return Suggestion(one.key, one.values, preview, one.measure, mine, theirs, after, limit)
