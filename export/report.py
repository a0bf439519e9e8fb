"""A comparison with Keras, written beside what was compared: for programs and to read."""

import json
from pathlib import Path

from tfstyle.export.comparison import decibels, limit
from tfstyle.tflite_facts import NAMES, PICTURE

_STYLES = {
    PICTURE: " Each picture in one of two styles, for TFLite files in a blend of both, too: a file "
    "that paints, by the vector of the predictor of its precision; a predictor, by what Keras "
    "paints with its vector.",
    NAMES: " In every style on a small picture (files of one size: in the first, the last and a "
    "blend of them).",
}


def write(report, directory, text=None) -> None:
    """Write `parity.json` and `parity.md`, which says `text` if given."""
    content = json.dumps(report, indent=2) + "\n"
    Path(directory, "parity.json").write_text(content, encoding="utf-8")
    Path(directory, "parity.md").write_text(text or markdown(report), encoding="utf-8")


def markdown(report: dict) -> str:
    """Return a report as a table in Markdown."""
    height, width = report["size"]
    most = report.get("max_pixels")
    limited = f", the SavedModel with {most} pixels at most" if most else ""
    kind = report.get("contract", {}).get("style", {}).get("kind")
    uneven = "x".join(map(str, report["uneven_size"]))
    lines = [
        f"Against Keras on {report['pictures']} pictures at {height}x{width} (TFLite files at "
        f"their own size{limited}), and on one at {uneven} where the "
        "size is free. The worst picture counts; values in [0, 1]."
        + _STYLES.get(kind, ""),
        "",
    ]
    return "\n".join(lines) + "\n" + table(report)


def table(report: dict) -> str:
    """Return the rows of a report as a table in Markdown."""
    lines = [
        "| artefact | direction | max abs | PSNR | size | latency | limit |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in report["rows"]:
        size = f"{row['bytes'] / 1e6:.2f} MB" if row["bytes"] else "-"
        lines.append(
            f"| {row['artefact']} | {row['direction']} | {row['max_abs']:.1e} "
            f"| {decibels(row['psnr'])} | {size} | {row['latency_ms']:.0f} ms "
            f"| {limit(row['precision'])}{'' if row['passed'] else ', **failed**'} |"
        )
    return "\n".join(lines) + "\n"
