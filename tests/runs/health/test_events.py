"""What is said: kept a line each, and told to who listens."""

import json

from tfstyle.runs.health import Events, get_check


def test_who_listens_hears_what_is_said(tmp_path):
    heard = []
    events = Events(tmp_path / "health.jsonl", 0, [lambda *told: heard.append(told)])
    events(6, get_check("diversity"), 0.01, "A sentence.")
    assert heard == [(6, "diversity", "A sentence.")]


def test_events_of_a_lost_part_are_forgotten_and_cut_lines_too(tmp_path):
    path = tmp_path / "health.jsonl"
    path.write_text('{"step": 2, "check": "x"}\n{"step": 9}\nnonsense\n{"step": 2', "utf-8")
    Events(path, 5)(6, get_check("diversity"), float("nan"), "A sentence.")
    first, second = path.read_text("utf-8").splitlines()
    assert json.loads(first)["check"] == "x" and json.loads(second)["value"] is None
