"""Values, OKLab and the painter's wheel."""

import numpy as np
import pytest

from tests.studio.advice.pictures import bars, scene
from tfstyle.studio.advice import color
from tfstyle.studio.advice.palette import palette

PIGMENTS = {
    "red": (205, 30, 40), "orange": (240, 130, 25), "yellow": (245, 220, 40),
    "green": (30, 140, 60), "blue": (30, 75, 180), "violet": (115, 45, 150),
}  # fmt: skip


def test_oklab_of_known_colors():
    """White is (1, 0, 0); red as Ottosson's page gives it."""
    lab = color.to_oklab(np.array([[255, 255, 255], [0, 0, 0], [255, 0, 0]], "uint8"))
    np.testing.assert_allclose(lab, [[1, 0, 0], [0, 0, 0], [0.628, 0.2249, 0.1258]], atol=2e-4)


def test_every_gray_and_many_colors_come_back():
    rng = np.random.default_rng(3)
    colors = rng.integers(0, 256, (4000, 3)).astype("uint8")
    grays = np.arange(256, dtype="uint8")[:, None].repeat(3, axis=1)
    for some in (colors, grays):
        np.testing.assert_array_equal(color.from_oklab(color.to_oklab(some)), some)


@pytest.mark.parametrize(
    ("one", "other"), [("red", "green"), ("orange", "blue"), ("yellow", "violet")]
)
def test_complements_face_each_other(one, other):
    hues = color.wheel(color.to_oklab(np.array([PIGMENTS[one], PIGMENTS[other]], "uint8")))
    assert abs(color.apart(hues[0] + 180, hues[1])) < 12


@pytest.mark.parametrize("name", PIGMENTS)
def test_pigments_have_their_names(name):
    assert color.name(np.array(PIGMENTS[name], "uint8"))[1] == name


def test_the_wheel_and_back():
    hues = np.linspace(0, 359, 100)
    back = color.wheel(color.from_wheel(0.6, 0.1, hues))
    assert np.abs(color.apart(hues, back)).max() < 1e-6


def test_warm_is_half_of_the_wheel():
    hues = np.arange(360) + 0.5
    assert color.is_warm(hues).sum() == 180
    assert color.is_warm(np.array([0, 60, 120])).all()
    assert not color.is_warm(np.array([180, 240, 300])).any()


def test_the_palette_of_bars_is_the_bars():
    colors = [(200, 30, 30), (240, 240, 235), (20, 40, 120)]
    picture = np.concatenate([bars(*colors), bars(colors[0])], axis=1)
    found = palette(picture)
    assert found[0].rgb == colors[0]
    assert {swatch.rgb for swatch in found} == set(colors)
    assert [round(swatch.share, 6) for swatch in found] == [0.5, 0.25, 0.25]


def test_colors_that_look_alike_are_one():
    found = palette(bars((100, 100, 100), (104, 104, 104), (220, 40, 40)))
    assert len(found) == 2
    assert found[0].share == pytest.approx(2 / 3)


def test_a_palette_does_not_depend_on_where_colors_are():
    picture = scene()
    turned = np.ascontiguousarray(picture[::-1, ::-1])
    first, second = palette(picture), palette(turned)
    assert [s.rgb for s in first] == [s.rgb for s in second]
