"""Proof that an artefact gives the same picture as Keras, on real pictures.

Every artefact is run the way a user runs it, and compared with `model.translate`. The limits:
float32 within 1e-4 of Keras everywhere, 16-bit weights at 40 dB, 8-bit weights at 25 dB, uint8 and
PNG outputs within one level. Differences and PSNR are of pictures in [0, 1], the worst picture
counts. Latency is the median of a few calls on this machine, batch 1, and no benchmark.
"""

import json
import statistics
import time
from pathlib import Path

import numpy as np

from tfstyle import images as image_files
from tfstyle.errors import ExportError
from tfstyle.export.earlier import read_json, refuse
from tfstyle.export.memory import within
from tfstyle.export.runners import saved_model_runners, tflite_runner

MOST_ABS = {"fp32": 1e-4, "uint8": 1 / 255 + 1e-4}
LEAST_PSNR = {"fp16": 40.0, "int8": 25.0}
_CALLS = 3


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
        pictures: list of uint8 (H, W, C); see `comparison_pictures`.
        kept: report of an earlier export on what was kept of it.
        max_pixels: pixels a picture for the SavedModel may have; it is shown smaller ones then.

    Returns:
        `{"size": ..., "pictures": ..., "limits": ..., "rows": [...]}`; a row has `artefact`,
        `direction`, `precision`, `max_abs`, `psnr` (dB, `None` for equal pictures), `bytes`,
        `latency_ms` and `passed`.
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
        looks = _Looks(model, direction, sources)
        free = [*looks.at(size), *looks.at(uneven, 1)]
        served_sizes = within(size, max_pixels), within(uneven, max_pixels)
        small = [*looks.at(served_sizes[0]), *looks.at(served_sizes[1], 1)]
        rows.append(_keras_row(model, direction, free[0][0]))
        for run, about in _runners(directory, direction, model, direction in served):
            static = about.pop("static")
            any_size = small if about["artefact"].startswith("saved_model") else free
            shown = looks.at(tuple(static)) if static else any_size
            inputs, references = zip(*shown, strict=True)
            rows.append(compare_own(run, about, direction, inputs, references, earlier))
    return {
        "size": list(size),
        "uneven_size": list(uneven),
        "pictures": len(sources),
        "limits": {"max_abs": MOST_ABS, "psnr": LEAST_PSNR},
        "rows": rows,
    }


def write(report, directory, text=None) -> None:
    """Write `parity.json` and `parity.md`, which says `text` if given."""
    content = json.dumps(report, indent=2) + "\n"
    Path(directory, "parity.json").write_text(content, encoding="utf-8")
    Path(directory, "parity.md").write_text(text or markdown(report), encoding="utf-8")


def check_all(report, directory, kept=None) -> None:
    """Raise if an artefact is not the same picture, written now or kept of an earlier export.

    Args:
        report: of `measure`.
        directory: of the export.
        kept: report of the earlier export on what was kept of it.

    Raises:
        ExportError: naming each, with what was measured and allowed.
    """
    earlier = {(row["artefact"], row["direction"]) for row in (kept or {}).get("rows", ())}
    pairs = [(row, (row["artefact"], row["direction"]) in earlier) for row in report["rows"]]
    refuse(directory, [row for row, old in pairs if old])
    check({"rows": [row for row, old in pairs if not old]})


class _Looks:
    """The pictures at any size, and what Keras makes of each: float in [0, 1]."""

    def __init__(self, model, direction, sources):
        channels, _ = model.channels(direction)
        self._shown = [_fit(picture, channels) for picture in sources]
        self._keras = lambda picture: _keras(model, direction, picture)
        self._known = {}

    def at(self, size, count=None):
        """Return `(picture, reference)` of the first `count` pictures, or of all."""
        if (size, count) not in self._known:
            # uint8 first: all artefacts, those that take encoded pictures too, see the same values.
            fitted = [image_files.resize(p, size) for p in self._shown[:count]]
            self._known[size, count] = [(p, self._keras(p)) for p in fitted]
        return self._known[size, count]


def check(report: dict) -> None:
    """Raise if an artefact of a report is not the same picture.

    Raises:
        ExportError: naming each, with what was measured and allowed.
    """
    failed = [row for row in report["rows"] if not row["passed"]]
    if not failed:
        return
    lines = [
        f"{row['artefact']} ({row['direction']}): max abs {row['max_abs']:.2g}, "
        f"PSNR {_decibels(row['psnr'])}, needs {_limit(row['precision'])}"
        for row in failed
    ]
    raise ExportError("Not the same picture as Keras, nothing was written: " + "; ".join(lines))


def markdown(report: dict) -> str:
    """Return a report as a table in Markdown."""
    height, width = report["size"]
    most = report.get("max_pixels")
    limited = f", the SavedModel with {most} pixels at most" if most else ""
    uneven = "x".join(map(str, report["uneven_size"]))
    lines = [
        f"Against Keras on {report['pictures']} pictures at {height}x{width} (TFLite files at "
        f"their own size{limited}), and on one at {uneven} where the "
        "size is free. The worst picture counts; values in [0, 1].",
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
            f"| {_decibels(row['psnr'])} | {size} | {row['latency_ms']:.0f} ms "
            f"| {_limit(row['precision'])} |"
        )
    return "\n".join(lines) + "\n"


def comparison_pictures() -> list:
    """Return pictures to compare on: uint8 (H, W, 3), photographs if scikit-image is installed."""
    try:
        from skimage import data
    except ImportError:
        return [_drawn(seed) for seed in range(3)]
    return [data.astronaut(), data.chelsea(), data.coffee()]


def _drawn(seed):
    """A smooth picture with an edge, from a seed."""
    draw = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:1:320j, 0:1:400j][..., None]
    wave = np.sin(draw.uniform(2, 12, 3) * rows + draw.uniform(2, 12, 3) * columns)
    wave[100:220, 150:250] *= -1
    return image_files.to_uint8(wave.astype("float32"))


def _fit(picture, channels):
    """Bring a picture to the model's channels."""
    if picture.shape[-1] == channels:
        return picture
    return np.repeat(picture[..., :1], channels, axis=-1)


def _keras(model, direction, picture):
    out = model.translate(image_files.to_float(picture)[None], direction=direction)
    return (out[0] + 1) / 2


def _runners(directory, direction, model, served):
    """Yield `(function of one uint8 picture, facts)` for every artefact of one direction."""
    saved_model = directory / "saved_model" / "1"
    if served and saved_model.exists():
        yield from saved_model_runners(saved_model, direction, len(model.directions) > 1)
    sidecar = directory / "tflite" / "model.json"
    if sidecar.exists():
        for entry in json.loads(sidecar.read_text("utf-8"))["files"]:
            if entry["direction"] == direction:
                yield tflite_runner(sidecar.parent / entry["file"]), {
                    "artefact": entry["file"],
                    "precision": entry["precision"],
                    "bytes": entry["bytes"],
                    "static": entry["size"],
                }


def compare(run, about, direction, pictures, references) -> dict:
    """Return a report's row on one artefact.

    Args:
        run: function of one input to a float picture in [0, 1].
        about: `artefact`, `precision` and `bytes`.
        direction: of the row.
        pictures: inputs.
        references: what Keras makes of each, float in [0, 1].

    Raises:
        ExportError: a picture of another shape.
    """
    worst, psnr = 0.0, float("inf")
    for picture, reference in zip(pictures, references, strict=False):
        out = run(picture)
        if out.shape != reference.shape:
            raise ExportError(
                f"{about['artefact']} gave a picture of shape {out.shape} for {reference.shape}."
            )
        difference = np.abs(out.astype("float64") - reference)
        # A comparison with NaN is False: write it so that NaN fails.
        worst = float(np.max([worst, difference.max()]))
        error = float(np.mean(difference**2))
        psnr = min(psnr, -10 * np.log10(error)) if error else psnr
    precision = about["precision"]
    if precision in MOST_ABS:
        passed = bool(worst <= MOST_ABS[precision])
    else:
        passed = bool(psnr >= LEAST_PSNR[precision]) and bool(np.isfinite(worst))
    return {
        "artefact": about["artefact"],
        "direction": direction,
        "precision": precision,
        "max_abs": worst,
        "psnr": float(psnr) if np.isfinite(psnr) else None,
        "bytes": about["bytes"],
        "latency_ms": latency(lambda: run(pictures[0])),
        "passed": passed,
    }


def compare_own(run, about, direction, pictures, references, earlier) -> dict:
    """Do as `compare`; what an earlier export left may also be unable to take the pictures.

    Args:
        run: see `compare`.
        about: see `compare`.
        direction: see `compare`.
        pictures: see `compare`.
        references: see `compare`.
        earlier: set of `(artefact, direction)`.
    """
    try:
        return compare(run, about, direction, pictures, references)
    except Exception:
        if (about["artefact"], direction) not in earlier:
            raise
        return foreign(about["artefact"], direction)


def foreign(artefact, direction):
    """The row of what an earlier export left and this model cannot have written."""
    return {
        "artefact": artefact, "direction": direction, "precision": "fp32", "max_abs": None,
        "psnr": None, "bytes": 0, "latency_ms": 0.0, "passed": False,
    }


def _keras_row(model, direction, picture):
    return {
        "artefact": "keras", "direction": direction, "precision": "fp32", "max_abs": 0.0,
        "psnr": None, "bytes": 0, "latency_ms": latency(lambda: _keras(model, direction, picture)),
        "passed": True,
    }


def latency(call) -> float:
    """Return the median milliseconds of a few calls; what ran before has warmed everything up."""
    times = []
    for _ in range(_CALLS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def _decibels(psnr) -> str:
    return "equal" if psnr is None else f"{psnr:.1f} dB"


def _limit(precision) -> str:
    if precision in MOST_ABS:
        return f"max abs {MOST_ABS[precision]:.1g}"
    return f"{LEAST_PSNR[precision]:.0f} dB"
