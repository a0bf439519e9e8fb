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
from tfstyle.export.runners import saved_model_runners, tflite_runner

MOST_ABS = {"fp32": 1e-4, "uint8": 1 / 255 + 1e-4}
LEAST_PSNR = {"fp16": 40.0, "int8": 25.0}
_CALLS = 3


def parity(model, directory, *, directions=None, size=(256, 256), pictures=None) -> dict:
    """Run every artefact of an export and write `parity.json` and `parity.md` beside them.

    Args:
        model: the model that was exported.
        directory: written by `export`.
        directions: the exported directions; all of the model's if not given.
        size: (height, width) of the static TFLite files; the other artefacts are also run at an
            uneven size.
        pictures: list of uint8 (H, W, C); see `comparison_pictures`.

    Returns:
        `{"size": ..., "pictures": ..., "limits": ..., "rows": [...]}`; a row has `artefact`,
        `direction`, `precision`, `max_abs`, `psnr` (dB, `None` for equal pictures), `bytes`,
        `latency_ms` and `passed`.
    """
    directory = Path(directory)
    directions = tuple(directions or model.directions)
    uneven = (max(size[0] - 19, 1), size[1] // 2 + 5)
    rows = []
    for direction in directions:
        channels, _ = model.channels(direction)
        shown = [_fit(p, channels) for p in (pictures or comparison_pictures())]
        fixed = [image_files.resize(p, size) for p in shown]
        free = [*fixed, image_files.resize(shown[0], uneven)]
        # uint8 first: all artefacts, those that take encoded pictures too, see the same values.
        references = [_keras(model, direction, picture) for picture in free]
        rows.append(_keras_row(model, direction, free[0]))
        for run, about in _runners(directory, direction, len(model.directions) > 1):
            inputs = fixed if about.pop("static") else free
            rows.append(compare(run, about, direction, inputs, references))
    report = {
        "size": list(size),
        "uneven_size": list(uneven),
        "pictures": len(shown),
        "limits": {"max_abs": MOST_ABS, "psnr": LEAST_PSNR},
        "rows": rows,
    }
    (directory / "parity.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    (directory / "parity.md").write_text(markdown(report), "utf-8")
    return report


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
    lines = [
        f"Against Keras on {report['pictures']} pictures at {height}x{width}, and on one at "
        f"{'x'.join(map(str, report['uneven_size']))} where the size is free. The worst picture "
        "counts; values in [0, 1].",
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


def _runners(directory, direction, several):
    """Yield `(function of one uint8 picture, facts)` for every artefact of one direction."""
    saved_model = directory / "saved_model" / "1"
    if saved_model.exists():
        yield from saved_model_runners(saved_model, direction, several)
    sidecar = directory / "tflite" / "model.json"
    if sidecar.exists():
        for entry in json.loads(sidecar.read_text("utf-8"))["files"]:
            if entry["direction"] == direction:
                yield tflite_runner(sidecar.parent / entry["file"]), {
                    "artefact": entry["file"],
                    "precision": entry["precision"],
                    "bytes": entry["bytes"],
                    "static": entry["size"] is not None,
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
