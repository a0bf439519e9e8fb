"""Each measure on pictures of which the truth is known."""

import numpy as np
import pytest

from tests.studio.advice.pictures import bars, disc, dot, scene, split, stripes
from tfstyle.studio.advice import FINDINGS, analyse
from tfstyle.studio.advice.findings import number
from tfstyle.studio.advice.harmony import TEMPLATES, harmony
from tfstyle.studio.advice.values import otsu, share_told


def keys(finding):
    return [statement.key for statement in finding.statements]


def ring(hues, amount=0.12):
    """OKLab colours of hues on the painter's wheel."""
    from tfstyle.studio.advice import color

    return color.from_wheel(0.6, amount, np.asarray(hues, float))


# Values


def test_black_and_white_are_two_values():
    found = analyse(split())["values"]
    assert found["told_by_2"] >= 98  # but for the blur of half-closed eyes
    assert "values_told_by_2" in keys(found) and "values_even" in keys(found)
    assert (found["dark_share"], found["range"]) == (50, 100)


def test_three_flats_are_three_values():
    found = analyse(bars(20, 128, 240, width=60, height=200))["values"]
    assert "values_told_by_3" in keys(found)
    assert found["shapes"] == 3


@pytest.mark.parametrize(
    ("low", "high", "key"),
    [(0, 60, "low_short"), (5, 70, "low_short"), (110, 130, "middle_short"),
     (200, 250, "high_short"), (0, 255, "middle_long")],
)  # fmt: skip
def test_key_and_range_of_a_ramp(low, high, key):
    ramp = np.linspace(low, high, 240).astype("uint8")[None].repeat(60, axis=0)
    assert f"values_key_{key}" in keys(analyse(ramp)["values"])


def test_otsu_is_the_best_split_of_all():
    """Against every pair of thresholds."""
    values = np.random.default_rng(1).normal([20, 50, 85], [6, 9, 4], (150, 3)).ravel().clip(0, 100)
    values = np.rint(values)
    best = max(
        share_told(values, (a + 0.5, b + 0.5)) for a in range(100) for b in range(a + 1, 100)
    )
    assert share_told(values, otsu(values, 3)) == pytest.approx(best, abs=1e-9)


def test_thresholds_lie_in_the_middle_of_gaps():
    assert otsu(np.array([0.0, 0.0, 40.0, 100.0]), 3) == (20.0, 70.0)


def test_an_even_ramp_is_told_as_theory_says():
    """n groups of a uniform distribution leave 1/n^2 of its variance."""
    ramp = np.arange(101.0).repeat(10)
    for count in (2, 3, 5):
        assert share_told(ramp, otsu(ramp, count)) == pytest.approx(1 - 1 / count**2, abs=2e-3)


# Colours


@pytest.mark.parametrize(
    ("hues", "name"),
    [
        ([30, 30], "one_hue"),
        (np.linspace(200, 280, 40), "analogous"),
        ([0, 180], "complementary"),
        ([70, 250], "complementary"),
        ([60, 60, 185, 150], "quarter"),
        ([10, 130, 250], "triad"),
        ([*np.linspace(-40, 40, 20), 180, 180, 180, 180], "analogous_and_opposite"),
        ([*np.linspace(-40, 40, 20), *np.linspace(140, 220, 20)], "two_opposites"),
        (np.linspace(0, 359, 72), "all_round"),
    ],
)
def test_hues_of_a_template_have_its_name(hues, name):
    assert harmony(ring(hues)).name == name


@pytest.mark.parametrize("turn", [0, 37, 181, 305])
def test_a_turned_palette_is_the_same_harmony(turn):
    hues = np.array([10.0, 14.0, 190.0, 194.0])
    assert harmony(ring(hues + turn)).name == harmony(ring(hues)).name == "complementary"


def test_the_distance_to_a_template_is_the_mean_way_to_its_sectors():
    """Two thirds of the weight within, one third a known way outside."""
    found = harmony(ring([0.0, 0.0, 24.0]))
    assert found.name == "one_hue"
    # The best place of 18 degrees among 0, 0, 24 leaves 6 degrees for one of three.
    assert found.distance == pytest.approx(2.0, abs=0.4)


def test_templates_are_those_of_the_paper():
    widths = {name: sorted(width for _, width in sectors) for name, sectors in TEMPLATES.items()}
    assert widths["one_hue"] == [18.0] and widths["analogous"] == [93.6]
    assert widths["complementary"] == [18.0, 18.0] and widths["quarter"] == [18.0, 79.2]
    assert widths["analogous_and_opposite"] == [18.0, 93.6]


def test_grays_have_no_harmony():
    found = analyse(split())["colors"]
    assert found.data["harmony"].name == "none" and "colors_none" in keys(found)
    assert found["warm"] is None and found["neutral"] == 100


def test_red_and_green_are_complementary_and_balanced():
    found = analyse(bars((205, 30, 40), (30, 140, 60), width=60))["colors"]
    assert "harmony_complementary" in keys(found)
    assert 40 <= found["warm"] <= 65


def test_orange_light_on_blue_shadow():
    found = analyse(bars((250, 190, 110), (30, 45, 100), width=60))["colors"]
    assert "colors_warm_light" in keys(found) and found["light_and_shadow"] > 5


# Focus and placing


@pytest.mark.parametrize("place", [(0.3, 0.3), (0.5, 0.5), (0.62, 0.78), (0.25, 0.7)])
def test_a_single_dot_is_the_focus(place):
    found = analyse(dot(*place))["focus"]
    assert len(found.data["points"]) == 1
    np.testing.assert_allclose(found.data["points"][0][:2], place, atol=0.035)
    assert "contrast_here" in keys(found)


def test_the_stronger_of_two_dots_comes_first():
    picture = np.maximum(dot(0.35, 0.25, light=190), dot(0.65, 0.75, light=250))
    points = analyse(picture)["focus"].data["points"]
    np.testing.assert_allclose(points[0][:2], (0.65, 0.75), atol=0.04)
    np.testing.assert_allclose(points[1][:2], (0.35, 0.25), atol=0.04)


def test_a_color_among_grays_of_its_value_is_the_focus():
    from tfstyle.studio.advice import color

    y, x = np.mgrid[:120, :160]
    inside = np.hypot(y - 40, x - 110) < 9
    lab = color.from_wheel(0.6, np.where(inside, 0.13, 0.0), 20.0)
    points = analyse(color.from_oklab(lab))["focus"].data["points"]
    np.testing.assert_allclose(points[0][:2], (40 / 120, 110 / 160), atol=0.04)


def test_a_dot_on_a_crossing_and_one_in_the_middle():
    assert "placed_third" in keys(analyse(dot(1 / 3, 2 / 3))["composition"])
    assert "placed_middle" in keys(analyse(dot(0.5, 0.5))["composition"])
    assert "placed_off" in keys(analyse(dot(0.5, 0.8))["composition"])


@pytest.mark.parametrize("seed", range(4))
def test_balance_mirrors_with_the_picture(seed):
    picture = scene(seed)
    one, other = analyse(picture), analyse(np.ascontiguousarray(picture[:, ::-1]))
    assert one.value("composition.left") + other.value("composition.left") == 100
    assert one.value("composition.weight_x") == -other.value("composition.weight_x")
    for same in ("composition.symmetry", "composition.to_third", "values.median", "colors.warm",
                 "edges.hard", "texture.rest"):  # fmt: skip
        assert one.value(same) == pytest.approx(other.value(same), abs=1), same
    first, mirrored = one["focus"].data["points"][0], other["focus"].data["points"][0]
    assert mirrored[:2] == pytest.approx((first[0], 1 - first[1]), abs=0.02)
    turn = one.value("texture.direction") + other.value("texture.direction")
    assert turn % 180 == pytest.approx(0, abs=1) or turn % 180 == pytest.approx(180, abs=1)


def test_a_mirrored_half_is_symmetric():
    half = scene(2)
    whole = np.concatenate([half, half[:, ::-1]], axis=1)
    found = analyse(whole)["composition"]
    assert found["symmetry"] >= 99 and found["left"] == 50
    assert "symmetric" in keys(found) and "weight_even" in keys(found)


# Edges


@pytest.mark.parametrize(
    ("blur", "kind"), [(0, "hard"), (0.7, "hard"), (2.5, "soft"), (3.5, "soft"), (8, "lost")]
)
def test_the_edge_of_a_disc(blur, kind):
    found = analyse(disc(blur))["edges"]
    assert found[kind] >= 85, found.numbers


@pytest.mark.parametrize("blur", [1.0, 2.0, 3.0, 4.0])
def test_the_width_of_an_edge_is_its_blur(blur):
    assert analyse(disc(blur))["edges"]["width"] == pytest.approx(blur, abs=0.35)


def test_an_edge_between_colors_of_one_value_is_lost():
    """Red beside green of the same L*: an edge of colour, lost in value."""
    found = analyse(bars((200, 60, 60), (60, 132, 60), width=80, height=120))
    assert found.value("values.range") < 4
    assert found.value("edges.lost") >= 90


def test_a_flat_picture_has_no_edges():
    assert keys(analyse(np.full((50, 70, 3), 90, "uint8"))["edges"]) == ["edges_none"]


# Texture


@pytest.mark.parametrize("angle", [0, 20, 45, 90, 110, 160])
def test_stripes_give_their_angle(angle):
    found = analyse(stripes(angle))["texture"]
    assert abs((found["direction"] - angle + 90) % 180 - 90) <= 1
    assert found["one_way"] >= 97 and "strokes_one_way" in keys(found)


def test_rings_agree_side_by_side_but_not_in_the_whole():
    y, x = np.mgrid[:200, :200] - 99.5
    rings = np.rint(127.5 + 100 * np.sin(np.hypot(x, y) / 2)).astype("uint8")
    found = analyse(rings)["texture"]
    assert found["one_way"] <= 2 and found["locally"] >= 80
    assert "strokes_locally" in keys(found)


def test_noise_on_half_of_the_picture_rests_on_the_other():
    picture = np.full((200, 200), 128, "uint8")
    picture[:, :100] = np.random.default_rng(0).integers(60, 200, (200, 100))
    assert 40 <= analyse(picture)["texture"]["rest"] <= 50


# All of them


def test_every_statement_stands_on_numbers_with_a_limit_or_a_unit():
    for picture in (scene(), split(), dot(0.3, 0.3), np.zeros((3, 3), "uint8")):
        analysis = analyse(picture)
        assert tuple(analysis.findings) == FINDINGS
        for finding in analysis.findings.values():
            assert finding.statements
            for statement in finding.statements:
                assert statement.grounds, statement.key
                assert set(statement.grounds) <= set(finding.numbers), statement.key


def test_what_is_compared_is_what_is_told():
    assert number(79.6, "%", (80.0,)).value == 80.0
    assert number(-0.2).text() == "0" and number(-3.0).text() == "−3"
    assert number(None).text() == "–"
