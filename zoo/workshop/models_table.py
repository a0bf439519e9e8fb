"""`docs/models.md`: every preset's size, speed and scores, a table for each kind of model.

    python -m tfstyle.zoo.workshop.models_table [--data docs/models.json] [--out docs/models.md]

Sizes and speed are what `python -m tfstyle.bench.zoo` measured and wrote to `docs/models.json`; the
scores are those of each card, from its `scores.json`.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path

from tfstyle.metrics import get_metric
from tfstyle.zoo.measured import COMMAND, DATA, PAGE
from tfstyle.zoo.names import resolve
from tfstyle.zoo.registry import list_presets

SCORES = "scores.json"
_ENGINES = ("keras", "litert", "openvino", "onnxruntime")
_ARROWS = {"lower": "↓", "higher": "↑"}
# By the kind of protocol that a preset is scored by: the heading, and the card's scores that say
# most, each as (metric, which rows count).
_KINDS = {
    "styles": ("Style transfer", (("content_lpips", None), ("style", None))),
    "guided": ("Unpaired translation in the style of a picture", (
        ("style", None), ("kid768_clean", "drawn"))),
    "imitations": ("For phones: taught by another preset", (
        ("lpips_squeeze", None), ("psnr", None))),
    "pairs": ("Paired translation", (("lpips_squeeze", "translation"), (
        "kid768_clean", "translation"))),
    "domains": ("Unpaired translation", (("lpips_squeeze", "change"), ("kid768_clean", "change"))),
    "derived": ("Restoration", (("psnr", "mixture, output"), ("lpips_squeeze", "mixture, output"))),
    "noise": ("Pictures of noise", (("fid768_clean", "generated"),)),
    "judge": ("Judges of pictures", ()),
}  # fmt: skip
_JUDGED = (("AUC, made ↑", "made"), ("AUC, spoiled ↑", "spoiled"))


def render(data: dict) -> str:
    """Return the page.

    Args:
        data: as `docs/models.json` has it: `machine`, `settings`, and `presets` by name.
    """
    parts = ["# Models", "", *_warning(data), *_intro(data)]
    for kind, (heading, wanted) in _KINDS.items():
        names = [name for name in list_presets() if _report(name)["protocol"]["kind"] == kind]
        known = [name for name in names if name in data["presets"]]
        if known:
            parts += ["", f"## {heading}", "", *_table(known, data["presets"], kind, wanted)]
    noisy = sorted({
        f"`{name}` {row['engine']} {100 * row['spread']:.0f} %"
        for name, one in data["presets"].items() for row in one["rows"] if row.get("noisy")
    })  # fmt: skip
    if noisy:
        most = 100 * data["settings"]["noisy_above"]
        parts += [
            "", f"~ The medians of the rounds lie apart by more than {most:.0f} % of the median: "
            f"{', '.join(noisy)}.",
        ]  # fmt: skip
    parts += _elsewhere(data["presets"])
    return "\n".join(parts) + "\n"


def _elsewhere(presets) -> list[str]:
    """Return what is to be known of presets that were measured on other processors."""
    where: dict[str, list[str]] = {}
    for name, one in presets.items():
        if "machine" in one:
            where.setdefault(one["machine"]["processor"], []).append(f"`{name}`")
    return [
        line for processor, names in where.items() for line in (
            "", f"† Measured on another processor, {processor}: {', '.join(names)}. Their "
            "milliseconds compare with none of the other rows.",
        )
    ]  # fmt: skip


def _warning(data) -> list[str]:
    """Return what stands on top where most figures are noisy: others made them."""
    marks = [row["noisy"] for one in data["presets"].values() for row in one["rows"]
             if "error" not in row]  # fmt: skip
    if 2 * sum(marks) <= len(marks):
        return []
    return [
        f"**Measured on a busy machine: {sum(marks)} of {len(marks)} medians are noisy, and too "
        "high by times. Sizes, parameters and MACs hold; measure the milliseconds again before "
        "they are quoted.**",
        "",
    ]


def _intro(data) -> list[str]:
    machine, settings = data["machine"], data["settings"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    threads = ", ".join(map(str, settings["threads"]))
    loads = [one["load"] for one in data["presets"].values() if one["load"] is not None]
    load = f" Load before each: {min(loads)} to {max(loads)}." if loads else ""
    return [
        f"What each preset costs and how well it does. {machine['processor']}, {threads} threads "
        f"of {machine['cores']} cores; one picture at a time of 256x256, if no other size is told; "
        f"milliseconds, the median of {settings['least_calls']} calls or {settings['seconds']:g} "
        f"seconds in {settings['rounds']} rounds, in which the engines take turns. Memory is what "
        "a process that does nothing else had resident at most, Python and NumPy included. A load "
        f"above 0 is what else was computing, and slows all engines alike.{load}",
        "",
        f"{settings['convention']} Files are TFLite of any size; `fp16` holds its weights in 16 "
        "bits. Scores are those of the [cards](gallery.md); ↓: lower is better, ↑: higher. Of "
        "several styles the mean is shown, of two directions the first.",
        "",
        f"Measured with {packages}, {machine['system']}, Python {machine['python']}, by "
        "`python -m tfstyle.bench.zoo`; for one model, or beside a file of others: "
        "[`tfstyle bench`](engines.md#measuring). Drawn from `docs/models.json` by "
        f"`{COMMAND}`.",
    ]


def _table(names, presets, kind, wanted) -> list[str]:
    titles = [title for title, _ in _JUDGED] if kind == "judge" else [
        f"{get_metric(metric).title} {_ARROWS[get_metric(metric).direction]}"
        for metric, _ in wanted
    ]  # fmt: skip
    heads = [
        "preset", "parameters", "GMACs", "fp32", "fp16", *(f"{one}, ms" for one in _ENGINES),
        "memory, least", *titles,
    ]  # fmt: skip
    # What only Keras runs has no exported files, and no columns for them.
    lacks = {
        head for head, cells in zip(heads, zip(*(
            _cells(name, presets[name], kind, wanted) for name in names
        ), strict=True), strict=True) if set(cells) == {"-"}
    }  # fmt: skip
    kept = [index for index, head in enumerate(heads) if head not in lacks]
    lines = [
        f"| {' | '.join(heads[at] for at in kept)} |",
        f"|---|{'---:|' * (len(kept) - 1)}",
    ]
    for name in names:
        cells = _cells(name, presets[name], kind, wanted)
        lines.append(f"| {' | '.join(cells[at] for at in kept)} |")
    return lines


def _cells(name, one, kind, wanted) -> list[str]:
    rows = {row["engine"]: row for row in one["rows"] if "error" not in row}
    size = "" if one["size"] == [256, 256] else f", {one['size'][0]}x{one['size'][1]}"
    least = min(rows.values(), key=lambda row: row["peak_bytes"] or float("inf"))
    peak = least["peak_bytes"]
    return [
        f"[`{name}`](../zoo/presets/{name}/README.md){' †' if 'machine' in one else ''}{size}",
        "-" if one["parameters"] is None else f"{one['parameters'] / 1e6:.2f} M",
        "-" if one["macs"] is None else f"{one['macs'] / 1e9:.2f}",
        _megabytes(rows["litert"]["bytes"] if "litert" in rows else None),
        _megabytes(one["fp16_bytes"]),
        *(_milliseconds(rows.get(engine)) for engine in _ENGINES),
        "-" if peak is None else f"{peak / 1e6:.0f} MB, {least['engine']}",
        *_scores(name, kind, wanted),
    ]


def _megabytes(size) -> str:
    return "-" if size is None else f"{size / 1e6:.2f} MB"


def _milliseconds(row) -> str:
    if row is None:
        return "-"
    value = row["median_ms"]
    return f"{value:.0f}{' ~' if row['noisy'] else ''}" if value >= 10 else (
        f"{value:.1f}{' ~' if row['noisy'] else ''}")


def _scores(name, kind, wanted) -> list[str]:
    scores = _report(name)["scores"]
    if kind == "judge":
        return [f"{scores['auc'][key]:.3f}" for _, key in _JUDGED]
    return [_score(scores, metric, rows) for metric, rows in wanted]


def _score(scores, metric, rows) -> str:
    """Return the mean of a score over the rows that it is of, `-` if there are none."""
    found = [
        cell for name, row in scores.items()
        if name != "photographs" and (cell := row.get(metric))
        and (rows is None or name == rows or name.endswith(f", {rows}"))
    ]  # fmt: skip
    if rows is not None:
        found = found[:1]
    if not found:
        return "-"
    return get_metric(metric).shown(
        statistics.fmean(cell["mean"] if "mean" in cell else cell["value"] for cell in found)
    )


def _report(name) -> dict:
    return json.loads((resolve(name, paths=False).local() / SCORES).read_text("utf-8"))


def main(arguments: list[str] | None = None) -> int:
    """Write the page that the command line says; return its exit code."""
    from tfstyle.files import atomic_file

    parser = argparse.ArgumentParser(description="Draw docs/models.md.", allow_abbrev=False)
    parser.add_argument("--data", default=DATA, help="what was measured; default: %(default)s")
    parser.add_argument("--out", default=PAGE, help="the page; default: %(default)s")
    chosen = parser.parse_args(arguments)
    page = render(json.loads(Path(chosen.data).read_text("utf-8")))
    with atomic_file(Path(chosen.out)) as temporary:
        temporary.write_text(page, encoding="utf-8")
    print(f"Written to {chosen.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
