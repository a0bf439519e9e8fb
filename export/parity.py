"""Proof that an artefact gives the same picture as Keras, on real pictures.

Every artefact is run the way a user runs it, and compared with `model.translate`, within the limits
of `export.comparison`.
"""

import json
from pathlib import Path

import numpy as np

from tfstyle import images as image_files
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
from tfstyle.export.memory import within
from tfstyle.export.report import write
from tfstyle.export.runners import saved_model_runners, tflite_runner

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


class _Looks:
    """The pictures at any size, and what Keras makes of each: float in [0, 1]."""

    def __init__(self, model, direction, sources):
        channels, _ = model.channels(direction)
        self._shown = [fit(picture, channels) for picture in sources]
        self._keras = lambda picture: _keras(model, direction, picture)
        self._known = {}

    def at(self, size, count=None):
        """Return `(picture, reference)` of the first `count` pictures, or of all."""
        if (size, count) not in self._known:
            # uint8 first: all artefacts, those that take encoded pictures too, see the same values.
            fitted = [image_files.resize(p, size) for p in self._shown[:count]]
            self._known[size, count] = [(p, self._keras(p)) for p in fitted]
        return self._known[size, count]


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


def fit(picture, channels):
    """Return a picture (H, W, C) with the channels that a model takes."""
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


def _keras_row(model, direction, picture):
    return {
        "artefact": "keras", "direction": direction, "precision": "fp32", "max_abs": 0.0,
        "psnr": None, "bytes": 0, "latency_ms": latency(lambda: _keras(model, direction, picture)),
        "passed": True,
    }
