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
    gpu = gpu_table(report)
    return "\n".join(lines) + "\n" + table(report) + (f"\n{gpu}" if gpu else "")


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


def gpu_table(report: dict) -> str:
    """Return what a phone's GPU makes of the static TFLite files, in Markdown; see `gpu_report`."""
    rows = [row for row in report["rows"] if row.get("gpu")]
    if not rows:
        return ""
    lines = [
        "What a phone's GPU makes of the static files: operations that no GPU delegate takes, the "
        "largest value on one photograph in float32 and how many times as large it could be in "
        "half precision, and the tensor that needs most memory there.",
        "",
        "| file | operations | not taken | largest value | margin | largest tensor |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        gpu, tensor = row["gpu"], row["gpu"]["largest_tensor"]
        lines.append(
            f"| {row['artefact']} | {sum(gpu['operations'].values())} "
            f"| {', '.join(gpu['not_taken']) or 'none'} | {_number(gpu['largest_value'])} "
            f"| {_number(gpu['overflow_margin'])} "
            f"| {'x'.join(map(str, tensor['shape']))}, {tensor['bytes'] / 1e6:.1f} MB |"
        )
    return "\n".join(lines) + "\n"


def _number(value) -> str:
    return "-" if value is None else f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"
