"""The plane of stylized pictures, and its plot."""

import numpy as np
import pytest

from tests.evaluation.made_pictures import folder, picture, small_encoders
from tfstyle import images
from tfstyle.errors import DataError
from tfstyle.evaluation import evaluate
from tfstyle.evaluation.encoders import load_encoders
from tfstyle.evaluation.plane import draw_plane
from tfstyle.metrics import Measuring, painting_as_measured

NAMES = ["a.png", "b.png"]
METRICS = ["content", "style", "style_before"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    small_encoders(monkeypatch)
    folder(tmp_path / "photos", NAMES, (64, 64))
    folder(tmp_path / "ours", NAMES, (64, 64), seed=30)
    images.write_image(tmp_path / "painting.png", picture(99, (80, 100)))
    return tmp_path


def test_a_row_for_each_picture_and_the_mean(place):
    found = evaluate(
        place / "ours", style=place / "painting.png", content=place / "photos", metrics=METRICS
    )
    painting = painting_as_measured(picture(99, (80, 100)))
    measuring = Measuring(METRICS, load_encoders(METRICS))
    size = (64, 64)
    expected = measuring.rows(
        "stylized", [(picture(n, size), painting, picture(30 + n, size)) for n in (0, 1)]
    )
    assert [row["name"] for row in found.rows] == NAMES
    for row, wanted in zip(found.rows, expected, strict=True):
        assert {name: row[name] for name in METRICS} == pytest.approx(wanted, rel=1e-6)
    style = found.metrics["style"]
    assert style.value == pytest.approx(np.mean([row["style"] for row in expected]), rel=1e-6)
    assert found.kind == "stylized" and found.style.pictures == 1 and found.content.pictures == 2


def test_several_sets_have_a_row_each_at_one_size(place):
    folder(place / "peer", ["a_styled.png", "b_styled.png"], (32, 32), seed=50)
    found = evaluate(
        [place / "ours", place / "peer"], style=place / "painting.png", size=32,
        content=place / "photos", metrics=METRICS,
    )  # fmt: skip
    assert [row["name"] for row in found.rows] == ["ours", "peer"]
    assert found.metrics["style"].value is None and found.generated.pictures == 4
    assert found.notes == ("paired by name, *_styled with *",)
    alone = evaluate(
        place / "peer", style=place / "painting.png", content=place / "photos", size=32,
        metrics=METRICS,
    )  # fmt: skip
    assert found.rows[1]["style"] == pytest.approx(alone.metrics["style"].value)


def test_photographs_take_the_size_of_results_and_it_is_told(place):
    folder(place / "small", NAMES, (32, 32), seed=50)
    found = evaluate(
        [place / "ours", place / "small"], style=place / "painting.png", metrics=METRICS,
        content=place / "photos",
    )  # fmt: skip
    told = " ".join(found.notes)
    assert "2 of 2 pictures of" in told and "Give --size" in told


def test_each_picture_may_have_its_own_painting(place):
    folder(place / "paintings", NAMES, (80, 80), seed=70)
    found = evaluate(
        place / "ours", style=place / "paintings", content=place / "photos", metrics=["style"]
    )
    same = evaluate(
        place / "ours", style=place / "paintings" / "b.png", content=place / "photos",
        metrics=["style"],
    )  # fmt: skip
    assert found.rows[1] == pytest.approx(same.rows[1]) and found.rows[0] != same.rows[0]


def test_other_proportions_are_another_picture(place):
    folder(place / "wide", NAMES, (64, 96))
    with pytest.raises(DataError, match=r"2 of 2 results have other proportions .* is 96x64"):
        evaluate(place / "wide", style=place / "painting.png", content=place / "photos",
                 metrics=METRICS)  # fmt: skip


def test_the_plane_is_drawn_whatever_pictures_are_called(place):
    images.write_image(place / "ours" / "$x_^{ 画.png", picture(3, (64, 64)))
    images.write_image(place / "photos" / "$x_^{ 画.png", picture(4, (64, 64)))
    found = evaluate(
        place / "ours", style=place / "painting.png", content=place / "photos", metrics=METRICS
    )
    for suffix in ("png", "svg"):
        draw_plane(found, place / f"plane.{suffix}")
    assert images.read_size(place / "plane.png") == (825, 1050)
    with pytest.raises(DataError, match=r"written as \.png, \.svg or \.pdf"):
        draw_plane(found, place / "plane.gif")
    bare = evaluate(place / "ours", style=place / "painting.png", content=place / "photos",
                    metrics=["style"])  # fmt: skip
    with pytest.raises(DataError, match=r"by the metrics content and style\. Received: style"):
        draw_plane(bare, place / "plane.png")
