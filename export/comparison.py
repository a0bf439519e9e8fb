"""How far an artefact's pictures are from Keras', and how far they may be.

The limits: float32 within 1e-4 of Keras everywhere, uint8 and PNG outputs within one level, and by
what is rounded, where the shipped presets were measured on photographs at 256x256:

| precision | limit | measured |
|---|---|---|
| fp16 | 40 dB | |
| int8, weights alone | 25 dB | 54 to 67 dB |
| int8_dynamic, convolutions by the ranges of each picture | 30 dB | 38 to 61 dB |
| int8_full, by the ranges of other pictures | 25 dB | 26 to 33 dB |

At 30 dB a picture is off by 8 levels of 255, which is seen beside the other one; at 25 dB by 14.
Differences and PSNR are of pictures in [0, 1], the worst picture counts. Latency is the median of a
few calls on this machine, batch 1, and no benchmark.
"""

import statistics
import time

import numpy as np

from tfstyle.errors import ExportError

MOST_ABS = {"fp32": 1e-4, "uint8": 1 / 255 + 1e-4}
LEAST_PSNR = {"fp16": 40.0, "int8": 25.0, "int8_dynamic": 30.0, "int8_full": 25.0}
# What to try where a precision does not reach its limit.
_INSTEAD = {
    "int8_full": "int8_dynamic, which takes the ranges of each picture, or more representative "
    "pictures (--representative DIR)",
    "int8_dynamic": "int8, whose weights alone have 8 bits: its arithmetic stays float",
    "int8": "fp16",
    "fp16": "none (fp32)",
}
_CALLS = 3


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
        f"PSNR {decibels(row['psnr'])}, needs {limit(row['precision'])}"
        for row in failed
    ]
    tries = [
        f"instead of {precision}, {_INSTEAD[precision]}"
        for precision in dict.fromkeys(row["precision"] for row in failed)
        if precision in _INSTEAD
    ]
    hint = ""
    if tries:
        hint = f". Try {'; '.join(tries)}. --force writes it all the same, marked as failed"
    raise ExportError(
        f"Not the same picture as Keras, nothing was written: {'; '.join(lines)}{hint}"
    )


def may_be_forced(row) -> bool:
    """Return whether a row that failed is a picture, only not near enough for its precision."""
    return row["precision"] in LEAST_PSNR and row["max_abs"] is not None and bool(
        np.isfinite(row["max_abs"])
    )


def latency(call) -> float:
    """Return the median milliseconds of a few calls; what ran before has warmed everything up."""
    times = []
    for _ in range(_CALLS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def decibels(psnr) -> str:
    """Return a PSNR as words; `None` is that of equal pictures."""
    return "equal" if psnr is None else f"{psnr:.1f} dB"


def limit(precision) -> str:
    """Return what a precision has to keep to, as words."""
    if precision in MOST_ABS:
        return f"max abs {MOST_ABS[precision]:.1g}"
    return f"{LEAST_PSNR[precision]:.0f} dB"
