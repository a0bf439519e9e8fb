"""Suggestions follow from differences, and their previews do what they say."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.studio.advice.pictures import bars, dot, scene, split
from tfstyle.images import read_image
from tfstyle.studio.advice import advise, analyse, changes, cropping, strokes, suggestions
from tfstyle.studio.advice.reference import PAINTINGS

COLORFUL = bars((205, 30, 40), (30, 140, 60), (30, 75, 180), (240, 200, 40), width=30, height=90)


def pairs():
    flat = np.full((60, 80, 3), 128, "uint8")
    return [
        (scene(0), scene(1)), (scene(2), split()), (COLORFUL, scene(3)), (scene(4), COLORFUL),
        (dot(0.5, 0.5), scene(5)), (flat, scene(6)), (scene(7), flat),
    ]  # fmt: skip


@pytest.mark.parametrize("pair", range(7))
def test_each_preview_brings_its_number_nearer(pair):
    image, master = pairs()[pair]
    for one in advise(image, master):
        assert abs(one.mine.value - one.theirs.value) >= one.limit.value - 1e-9, one
        before = abs(one.mine.value - one.theirs.value)
        assert abs(one.after.value - one.theirs.value) < before, one
        assert one.preview.dtype == np.uint8 and one.preview.shape[-1] == 3


def test_there_are_three_of_different_measures():
    found = advise(scene(0), COLORFUL)
    assert len(found) == 3 and len({one.measure for one in found}) == 3


def test_a_picture_beside_itself_needs_nothing():
    assert advise(scene(0), scene(0)) == []


def test_without_a_master_the_middle_of_paintings_is_compared():
    analysis = analyse(scene(1))
    for one in advise(analysis):
        assert one.theirs.value == PAINTINGS[one.measure]
    assert all(analysis.value(measure) is not None for measure in PAINTINGS)


@pytest.mark.exhaustive
def test_the_reference_is_the_middle_of_the_paintings():
    folder = Path(os.environ.get("TFSTYLE_DATA", "nowhere")) / "paintings"
    files = sorted(folder.glob("*.jpg"))
    if len(files) != 13:
        pytest.skip("TFSTYLE_DATA has no folder `paintings` with the thirteen of reference.py")
    found = [analyse(read_image(file)) for file in files]
    for measure, middle in PAINTINGS.items():
        values = [analysis.value(measure) for analysis in found]
        assert np.median(values) == pytest.approx(middle, rel=0.03, abs=0.6), measure


@pytest.mark.parametrize("rule", suggestions._RULES, ids=lambda rule: rule.key)
def test_every_change_moves_its_number_the_right_way(rule):
    """On at least one of several pictures, towards a target as far as twice its limit."""
    moved = []
    for seed in range(6):
        analysis = analyse(scene(seed))
        before = analysis.value(rule.measure)
        if before is None:
            continue
        target = before + 2 * rule.side * rule.limit
        preview = rule.change(changes.Shown(analysis), target)
        after = analyse(analysis.canvas.as_measured(preview)).value(rule.measure)
        moved.append(rule.side * (after - before) if after is not None else 0.0)
        if moved[-1] >= 0.2 * rule.limit:
            return
    pytest.fail(f"{rule.key} moved {rule.measure} by {moved}")


@pytest.mark.parametrize("template", ["one_hue", "analogous", "complementary", "triad"])
def test_harmonised_hues_fit_the_template(template):
    from tfstyle.studio.advice.harmony import TEMPLATES, costs, hue_weights

    analysis = analyse(COLORFUL)
    preview = changes.harmonise(changes.Shown(analysis), 0.0, template)
    hues = analyse(preview)["colors"].data["harmony"].hues
    before = costs(hue_weights(analysis.canvas.lab), TEMPLATES[template]).min()
    assert costs(hues, TEMPLATES[template]).min() < 0.5 * before


def test_grays_stay_grays_whatever_happens_to_values():
    analysis = analyse(split(dark=60, light=190))
    shown = changes.Shown(analysis)
    for change, target in ((changes.change_range, 90), (changes.change_key, 80),
                           (changes.group_values, 3)):  # fmt: skip
        preview = change(shown, target).astype(int)
        assert np.ptp(preview, axis=-1).max() <= 1, change.__name__


def test_the_range_becomes_what_was_asked_for():
    ramp = np.linspace(90, 160, 240).astype("uint8")[None].repeat(60, axis=0)
    shown = changes.Shown(analyse(ramp))
    preview = changes.change_range(shown, 60.0)
    assert analyse(preview).value("values.range") == pytest.approx(60, abs=2)


# Crops


@pytest.mark.parametrize("point", [(0.5, 0.5), (0.4, 0.6), (0.3, 0.3), (0.28, 0.7)])
def test_the_focus_of_a_crop_lies_on_a_crossing(point):
    top, left, scale = cropping.crop_box(point)
    y, x = (point[0] - top) / scale, (point[1] - left) / scale
    assert min(abs(y - 1 / 3), abs(y - 2 / 3)) < 1e-9
    assert min(abs(x - 1 / 3), abs(x - 2 / 3)) < 1e-9
    assert top >= 0 and left >= 0 and max(top, left) + scale <= 1 + 1e-9


def test_a_focus_in_the_corner_cannot_be_cropped_to_a_third():
    assert cropping.crop_box((0.02, 0.02)) is None


def test_no_crop_is_larger():
    """Against all crops of a grid that put the point on a crossing."""
    rng = np.random.default_rng(0)
    for point in rng.uniform(0.2, 0.8, (20, 2)):
        box = cropping.crop_box(tuple(point))
        best = 0.0
        for scale in np.linspace(0.3, 1.0, 281):
            for c in ((a, b) for a in (1 / 3, 2 / 3) for b in (1 / 3, 2 / 3)):
                corner = point - np.array(c) * scale
                if (corner >= 0).all() and (corner + scale <= 1).all():
                    best = max(best, scale)
        if box is None:
            assert best < cropping.LEAST + 0.01
        else:
            assert box[2] >= best - 1e-9


def test_a_dot_in_the_middle_is_cropped_to_a_third():
    master = dot(1 / 3, 2 / 3)
    found = {one.key: one for one in advise(dot(0.5, 0.5, radius=0.04), master)}
    assert "crop_third" in found
    height, width = found["crop_third"].preview.shape[:2]
    assert width / height == pytest.approx(160 / 120, abs=0.02)


# Strokes


def test_brushing_along_stripes_leaves_them():
    from tests.studio.advice.pictures import stripes

    picture = stripes(30, period=24)[..., None].repeat(3, axis=2)
    brushed = strokes.brushed(picture).astype(int)
    inner = slice(20, -20)
    assert np.abs(brushed - picture)[inner, inner].mean() < 6


def test_touches_are_the_same_each_time():
    picture = np.full((60, 80, 3), 128, "uint8")
    busy = np.zeros((60, 80))
    first = strokes.worked(picture, busy)
    np.testing.assert_array_equal(first, strokes.worked(picture, busy))
    assert first.std() > 1
