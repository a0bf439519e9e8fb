"""The page of an evaluation."""

import json

import pytest

from tests.report.hostile import NAMES, SCRIPT
from tests.report.test_html import Seen
from tfstyle.errors import DataError
from tfstyle.report import evaluation_page


def written(tmp_path, content):
    path = tmp_path / "scores.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_everything_that_is_needed_to_get_it_again(tmp_path, evaluation):
    page = evaluation_page(written(tmp_path, evaluation))
    seen = Seen(page)
    for word in ("0.4123", "0.39 to 0.43", "lower is better", "Few pictures: trust the interval.",
                 "Distance of features.", "photo 2", "ab" * 32, "cd" * 32, "painting.jpg", "3.15.1",
                 "2026-01-02", "One was left out.", "119.1", "protocols"):  # fmt: skip
        assert word in seen.text, word
    assert seen.elements.count("details") == 1  # the list of files is folded
    assert page.count("data:image/svg+xml") == 2  # the plane, light and dark


def test_a_set_has_no_plane(tmp_path, evaluation):
    del evaluation["rows"]
    page = evaluation_page(written(tmp_path, evaluation))
    assert "data:image/svg+xml" not in page and "Row by row" not in page


def test_published_figures_are_those_of_the_same_data_and_metric(tmp_path, evaluation):
    evaluation["generated"]["path"] = "out/photos"
    assert "119.1" not in evaluation_page(written(tmp_path, evaluation))
    evaluation["generated"]["path"] = "out/facades"
    del evaluation["metrics"]["fid_legacy"]
    assert "119.1" not in evaluation_page(written(tmp_path, evaluation))


def test_hostile_texts_stay_texts(tmp_path, evaluation):
    evaluation["metrics"] |= {
        name: {"value": 1, "title": name, "note": SCRIPT, "protocol": name, "unit": SCRIPT}
        for name in NAMES
    }
    evaluation["rows"] += [{"name": name, "content": 1, "style": 2, SCRIPT: 3} for name in NAMES]
    evaluation["generated"]["files"].append({"name": SCRIPT, "sha256": SCRIPT})
    evaluation |= {"kind": SCRIPT, "date": SCRIPT, "versions": {SCRIPT: SCRIPT}}
    seen = Seen(evaluation_page(written(tmp_path, evaluation)))
    assert seen.elements.count("script") == 1 and SCRIPT in seen.text
    assert not [k for k, _ in seen.attributes if k.startswith("on")]


@pytest.mark.parametrize(
    "odd",
    [
        {"value": None, "interval": [1]}, {"value": "1", "interval": "no"}, {"value": 10**400}, {},
        {"value": float("nan"), "interval": [float("inf"), None]},
    ],
)  # fmt: skip
def test_what_is_no_number_is_a_dash(tmp_path, odd):
    content = {"metrics": {"fid": odd}, "rows": [None, 3, {"metrics": {"fid": odd}}], "style": 5}
    assert "–" in Seen(evaluation_page(written(tmp_path, content))).text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"metrics": 3}', "\x00", "[" * 100_000])
def test_what_is_no_evaluation_is_refused(tmp_path, text):
    path = tmp_path / "scores.json"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"scores\.json"):
        evaluation_page(path)
