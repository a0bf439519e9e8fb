"""The drawing of a run's loss: readable, bounded, and in words."""

import math
import re
import xml.etree.ElementTree as tree

import pytest

from tests.optional import need

need("nicegui")

from tfstyle.studio.texts import say as say_in  # noqa: E402


def say(key, **values):
    return say_in(key, "en", **values)


def drawn(points, steps=100):
    from tfstyle.studio.pages.curve import loss_curve

    return loss_curve(points, steps, say)


def test_of_no_points_nothing_is_drawn():
    assert drawn([]) == "" and drawn([[1, 0.5]]) == ""
    assert drawn([[1, math.nan], [2, math.inf], [3, 1.0]]) == ""


@pytest.mark.parametrize(
    "losses",
    [[1.0, 1.0, 1.0], [0.0, 0.0], [40, 20, 3, 1.2], [-1.0, 2.0], [1e-9, 1e9], [3.1, 2.2, 2.0]],
)
def test_every_curve_lies_inside(losses):
    picture = tree.fromstring(drawn([[10 * n, loss] for n, loss in enumerate(losses, 1)]))
    _, _, width, height = map(float, picture.get("viewBox").split())
    points = picture.find("polyline").get("points").split()
    for x, y in (map(float, point.split(",")) for point in points):
        assert 0 <= x <= width and 0 <= y <= height
    labels = [one.text for one in picture.iter("text")]
    assert {"steps"} < set(labels) and len(labels) < 16


def test_the_logarithm_where_it_helps():
    assert "logarithmic" in drawn([[1, 40.0], [2, 1.0]])
    assert "logarithmic" not in drawn([[1, 4.0], [2, 1.0]])
    assert "logarithmic" not in drawn([[1, 40.0], [2, -1.0]])


def test_it_says_in_words_what_it_shows():
    label = re.search('aria-label="([^"]*)"', drawn([[10, 4.0], [20, 0.5], [30, 1.0]]))[1]
    assert label == "Loss over steps: 4 at the beginning, 1 at step 30; the least was 0.5."


def test_a_run_that_went_on_longer_than_it_says_fits():
    tree.fromstring(drawn([[10, 4.0], [500, 0.5]], steps=0))
