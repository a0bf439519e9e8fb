"""`docs/models.md` as it is in the repository: every preset, as measured, drawn from its file."""

import json

import pytest

from tests.commands import ROOT
from tfstyle.engine_names import ENGINES
from tfstyle.zoo import list_presets, show_preset
from tfstyle.zoo.measured import COMMAND, DATA, PAGE
from tfstyle.zoo.workshop.models_table import render

DATA_OF = json.loads((ROOT / DATA).read_text("utf-8"))


def test_the_page_is_what_the_file_says():
    assert (ROOT / PAGE).read_text("utf-8") == render(DATA_OF), f"draw it anew: {COMMAND}"


@pytest.mark.parametrize("name", list_presets())
def test_every_preset_has_a_row_of_what_was_measured(name):
    assert name in DATA_OF["presets"], f"measure it: python -m tfstyle.bench.zoo {name}"
    one = DATA_OF["presets"][name]
    (line,) = [
        line for line in (ROOT / PAGE).read_text("utf-8").splitlines()
        if line.startswith(f"| [`{name}`](")
    ]  # fmt: skip
    assert f"{one['macs'] / 1e9:.2f}" in line and f"{one['parameters'] / 1e6:.2f} M" in line
    for row in one["rows"]:
        assert "error" not in row, row
        value = row["median_ms"]
        assert f" {value:.0f} " in line if value >= 10 else f" {value:.1f} " in line
        assert row["threads"] == DATA_OF["machine"]["cores"]
    rows = {row["engine"]: row for row in one["rows"]}
    assert rows and set(rows) <= set(ENGINES)
    if not show_preset(name)["directions"]:
        assert set(rows) == {"keras"}
    if "keras" in rows:
        assert rows["keras"]["bytes"] == show_preset(name)["bytes"], "measured with other weights"


def test_nothing_is_told_of_presets_that_are_gone():
    assert set(DATA_OF["presets"]) == set(list_presets())
