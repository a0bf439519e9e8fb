"""The page of all models, drawn from figures: what failed, was noisy or is of another kind."""

import json

from tfstyle.zoo.workshop.models_table import main, render

NAME = "fast_style_udnie"


def row(engine, ms, **other):
    return {
        "engine": engine, "threads": 2, "bytes": 2_000_000, "peak_bytes": 150_000_000,
        "median_ms": ms, "noisy": False, "spread": 0.05, **other,
    }  # fmt: skip


def preset(*rows, size=(256, 256)):
    return {
        "size": list(size), "parameters": 424218, "macs": 2774532096, "load": 0.5,
        "fp16_bytes": 1_000_000, "rows": list(rows),
    }  # fmt: skip


def data(**presets):
    return {
        "machine": {
            "processor": "P", "cores": 2, "system": "Linux", "python": "3.11",
            "packages": {"a": "1"},
        },
        "settings": {
            "threads": [2], "least_calls": 10, "seconds": 3.0, "rounds": 5, "noisy_above": 0.15,
            "convention": "1 MAC is one.",
        },
        "presets": presets,
    }  # fmt: skip


def cells(page, name):
    (line,) = [line for line in page.splitlines() if line.startswith(f"| [`{name}`](")]
    return [cell.strip() for cell in line.split("|")[1:-1]]


def test_a_row_has_figures_and_the_cards_scores():
    rows = row("keras", 123.4, noisy=True, spread=0.5), row("litert", 3.21), row("onnxruntime", 20)
    page = render(data(**{NAME: preset(*rows, {"engine": "openvino", "error": "no"})}))
    found = cells(page, NAME)
    assert found[1:5] == ["0.42 M", "2.77", "2.00 MB", "1.00 MB"]
    # No column for what nobody has a figure in.
    assert found[5:9] == ["123 ~", "3.2", "20", "150 MB, keras"]
    assert found[9:] == ["0.410", "0.116"]  # of its card
    assert f"`{NAME}` keras 50 %" in page and "busy machine" not in page
    assert "Load before each: 0.5 to 0.5" in page and "1 MAC is one." in page


def test_kinds_have_tables_of_their_own():
    page = render(data(
        judge_photographs=preset(row("keras", 50)), **{NAME: preset(row("keras", 50))},
        noisegan_fashion_mnist_32=preset(row("keras", 5), size=(32, 32)),
    ))  # fmt: skip
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == ["## Style transfer", "## Pictures of noise", "## Judges of pictures"]
    assert ", 32x32" in page and "| 0.997 | 0.951 |" in page


def test_where_most_is_noisy_the_page_begins_with_that(tmp_path):
    told = data(**{NAME: preset(
        row("keras", 50, noisy=True), row("litert", 20, noisy=True), row("onnxruntime", 20)
    )})  # fmt: skip
    (tmp_path / "m.json").write_text(json.dumps(told), "utf-8")
    out = tmp_path / "m.md"
    assert main(["--data", str(tmp_path / "m.json"), "--out", str(out)]) == 0
    page = out.read_text("utf-8")
    assert page == render(told) and "2 of 3 medians are noisy" in page.splitlines()[2]
