"""Proof that an artefact gives the same picture as Keras, on real pictures.

Every artefact is run the way a user runs it, and compared with `model.translate`, within the limits
of `export.comparison`.
"""

import json
from pathlib import Path

from tfstyle.export.comparison import (
    LEAST_PSNR,
    MOST_ABS,
    check,
    compare_own,
    foreign,
    latency,
    may_be_forced,
)
from tfstyle.export.earlier import read_json, refuse
from tfstyle.export.looks import SCALED, WHOLE, Looks, comparison_pictures
from tfstyle.export.memory import within
from tfstyle.export.report import write
from tfstyle.export.runners import saved_model_runners, tflite_runner
from tfstyle.export.style_runners import facts_of_entry, style_tflite_runners

# A file that failed by so many dB fails by as many again, unless it is another model's.
_SAME_DECIBELS = 1.0


def parity(model, directory, *, directions=None, size=(256, 256), pictures=None) -> dict:
    """Run every artefact of an export and write `parity.json` and `parity.md` beside them.

    Args:
        model: the model that was exported.
        directory: written by `export`.
        directions: see `measure`.
        size: see `measure`.
        pictures: see `measure`.

    Returns:
        The report, see `measure`, whether all passed or not.
    """
    most = read_json(Path(directory, "parity.json")).get("max_pixels")
    report = measure(
        model, directory, directions=directions, size=size, pictures=pictures, max_pixels=most
    )
    report["max_pixels"] = most
    write(report, directory)
    return report


def measure(
    model, directory, *, directions=None, size=(256, 256), pictures=None, kept=None,
    max_pixels=None,
) -> dict:  # fmt: skip
    """Run every artefact of an export and compare it with Keras.

    Args:
        model: the model that was exported.
        directory: written by `export`.
        directions: the exported directions; all of the model's if not given.
        size: (height, width) the pictures are resized to; the artefacts of free size are also run
            at an uneven one, and static TFLite files at their own.
        pictures: list of uint8 (H, W, C); see `looks.comparison_pictures`.
        kept: report of an earlier export on what was kept of it.
        max_pixels: pixels a picture for the SavedModel may have; it is shown smaller ones then.

    Returns:
        `{"size": ..., "pictures": ..., "limits": ..., "rows": [...]}`; a row has `artefact`,
        `direction`, `precision`, `max_abs`, `psnr` (dB, `None` for equal pictures), `bytes`,
        `latency_ms` and `passed`; that of a static TFLite file also `gpu`, see `gpu_report`.
    """
    directory = Path(directory)
    directions = tuple(directions or model.directions)
    earlier = {(row["artefact"], row["direction"]) for row in (kept or {}).get("rows", ())}
    served = {way for name, way in earlier if name.startswith("saved_model")} or {*directions}
    uneven = (max(size[0] - 19, 1), size[1] // 2 + 5)
    sources = pictures or comparison_pictures()
    rows = [foreign(*pair) for pair in sorted(earlier) if pair[1] not in model.directions]
    for direction in model.directions:
        if direction not in {*directions, *(way for _, way in earlier)}:
            continue
        looks = Looks(model, direction, sources, max_pixels)
        small = within(size, max_pixels), within(uneven, max_pixels)
        rows.append(_keras_row(looks, size))
        for run, about in _runners(directory, looks, direction in served):
            static, kind = about.pop("static"), about.pop("styles", SCALED)
            gpu = about.pop("gpu", None)
            if static:
                shown = looks.at(tuple(static), kind=kind)
            elif about["artefact"].startswith("saved_model"):
                shown = [*looks.at(small[0], kind=WHOLE), *looks.at(small[1], 1, WHOLE)]
                shown += looks.each()
            else:
                shown = [*looks.at(size, kind=kind), *looks.at(uneven, 1, kind), *looks.each()]
            inputs, references = zip(*shown, strict=True)
            row = compare_own(run, about, direction, inputs, references, earlier)
            rows.append({**row, "gpu": gpu} if gpu else row)
    return {
        "size": list(size),
        "uneven_size": list(uneven),
        "pictures": len(sources),
        "limits": {"max_abs": MOST_ABS, "psnr": LEAST_PSNR},
        "rows": rows,
    }


def check_all(report, directory, kept=None, *, force=False) -> None:
    """Raise if an artefact is not the same picture, written now or kept of an earlier export.

    Args:
        report: of `measure`.
        directory: of the export.
        kept: report of the earlier export on what was kept of it.
        force: accept pictures that are not near enough for their precision; they stay marked as
            failed in the report. Those of fp32 have to be the same all the same.

    Raises:
        ExportError: naming each, with what was measured and allowed.
    """
    earlier = {(row["artefact"], row["direction"]): row for row in (kept or {}).get("rows", ())}
    pairs = [(row, earlier.get((row["artefact"], row["direction"]))) for row in report["rows"]]
    refuse(directory, [row for row, old in pairs if old and not _forced_before(row, old)])
    check({
        "rows": [row for row, old in pairs if not old and not (force and may_be_forced(row))]
    })


def _forced_before(row, old) -> bool:
    """Return whether what failed now had failed as much when it was written, by force."""
    return (
        not old["passed"] and may_be_forced(row) and None not in (row["psnr"], old["psnr"])
        and abs(row["psnr"] - old["psnr"]) < _SAME_DECIBELS
    )


def _runners(directory, looks, served):
    """Yield `(function of a look, facts)` for every artefact of one direction."""
    model, direction = looks.model, looks.direction
    saved_model = directory / "saved_model" / "1"
    if served and saved_model.exists():
        several = len(model.directions) > 1
        yield from saved_model_runners(saved_model, direction, several, looks.style)
    sidecar = directory / "tflite" / "model.json"
    if not sidecar.exists():
        return
    entries = json.loads(sidecar.read_text("utf-8"))["files"]
    if looks.style is not None:
        yield from style_tflite_runners(sidecar.parent, entries, looks)
        return
    for entry in entries:
        if entry["direction"] == direction:
            run = tflite_runner(sidecar.parent / entry["file"])
            yield lambda look, run=run: run(look.picture), facts_of_entry(entry)


def _keras_row(looks, size):
    look, _ = looks.at(size)[0]
    return {
        "artefact": "keras", "direction": looks.direction, "precision": "fp32", "max_abs": 0.0,
        "psnr": None, "bytes": 0, "latency_ms": latency(lambda: looks.keras(look)),
        "passed": True,
    }
