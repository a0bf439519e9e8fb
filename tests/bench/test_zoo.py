"""The file of all presets: what stays of those not measured, and which processor each is of."""

import json

import pytest

from tfstyle.bench import zoo
from tfstyle.zoo.workshop.models_table import render


@pytest.fixture
def on(monkeypatch):
    """Return a function that measures presets by name as if on a processor."""
    monkeypatch.setattr(zoo, "list_presets", lambda: ["one", "two", "three"])
    monkeypatch.setattr(zoo, "half_bytes", lambda name, subject: 7)

    def measured(processor, names, out):
        row = {"engine": "litert", "threads": 2, "bytes": 5, "peak_bytes": 6, "median_ms": 7.0,
               "noisy": False, "spread": 0.1, "round_ms": [7.0]}  # fmt: skip

        def bench(_, **__):
            machine = {"processor": processor, "load": 0.5}
            subject = {"size": [256, 256], "parameters": 1, "macs": 2, "rows": [dict(row)]}
            return {"machine": machine, "settings": {"rounds": 5}, "subjects": [subject]}

        monkeypatch.setattr(zoo, "bench", bench)
        zoo.measure_zoo(names, out)
        return json.loads(out.read_text("utf-8"))

    return measured


def test_what_is_not_named_stays(on, tmp_path):
    on("A", ["one", "two"], tmp_path / "file.json")
    found = on("A", ["three"], tmp_path / "file.json")
    assert list(found["presets"]) == ["one", "three", "two"]
    assert found["machine"]["processor"] == "A"
    assert not any("machine" in one for one in found["presets"].values())
    assert found["presets"]["one"]["fp16_bytes"] == 7 and found["presets"]["one"]["load"] == 0.5
    assert "round_ms" not in found["presets"]["one"]["rows"][0]


def test_a_preset_of_another_processor_says_so_until_it_is_measured_again(on, tmp_path):
    on("A", ["one", "two"], tmp_path / "file.json")
    found = on("B", ["two"], tmp_path / "file.json")
    assert found["machine"]["processor"] == "A"
    assert "machine" not in found["presets"]["one"]
    assert found["presets"]["two"]["machine"]["processor"] == "B"
    found = on("A", ["two"], tmp_path / "file.json")
    assert "machine" not in found["presets"]["two"]


def test_all_of_them_begin_the_file_anew(on, tmp_path):
    on("A", ["one"], tmp_path / "file.json")
    found = on("B", ["one", "two", "three"], tmp_path / "file.json")
    assert found["machine"]["processor"] == "B"
    assert not any("machine" in one for one in found["presets"].values())


def test_the_page_marks_them():
    from tests.zoo.test_models_table import NAME, data, preset, row

    one = {**preset(row("litert", 10)), "machine": {"processor": "Another"}}
    page = render(data(**{NAME: one}))
    assert f"| [`{NAME}`](../zoo/presets/{NAME}/README.md) † |" in page
    assert f"† Measured on another processor, Another: `{NAME}`." in page
    assert "†" not in render(data(**{NAME: preset(row("litert", 10))}))
