"""How far a judge of photographs is to be believed, on pictures it has not learned from.

    python -m tests.benchmarks.judge JUDGE --bad FOLDER [-o judge.json] [--save PRESET]

Real ones are the validation photographs of CID22 and the test photographs of monet2photo, below
TFSTYLE_DATA; FOLDER holds what models made of held-out pictures early in their training. Every
other picture calibrates the probability, the rest is measured. `--save` writes the judge with it.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np

import tfstyle
from tfstyle import images
from tfstyle.judging import calibrate, calibration_error
from tfstyle.judging.proving import area_under_curve, logits_of, severity_order
from tfstyle.listing import list_files

SETS = ("photos_cid22/validation", "monet2photo/testB")


def read(folder, every=1):
    """Return the pictures of a folder, every so many."""
    files = list_files(folder, images.IMAGE_SUFFIXES).files
    return [images.read_image(path) for path in files[::every]]


def measure(judge, sets, bad):
    """Return the figures of a judge, and what calibrates it.

    Args:
        judge: a `models.Judge`.
        sets: real pictures by the name of their set.
        bad: pictures.
    """
    figures, spoiled, real = {"order": {}}, [], []
    for name, pictures in sets.items():
        for kind in judge.kinds:
            found = severity_order(judge, pictures, kind)
            logits = found.pop("logits")
            figures["order"].setdefault(kind, {})[name] = {
                key: round(value, 4) for key, value in found.items()
            }
            print(f"{kind:13s} {name:24s} pooled {found['pooled']:.3f}  within "
                  f"{found['within']:.3f}  named {found['named']:.3f}", flush=True)  # fmt: skip
            spoiled.append(logits[:, 1:].ravel())
        real.append(logits[:, 0])
    real, spoiled = np.concatenate(real), np.concatenate(spoiled)
    early = logits_of(judge, bad)
    figures["auc"] = {
        "early": round(area_under_curve(real, early), 4),
        "spoiled": round(area_under_curve(real, spoiled), 4),
    }
    # Of what is bad half is spoiled and half made, whatever their numbers.
    times = max(1, len(spoiled) // max(len(early), 1))
    logits = np.concatenate([real, spoiled, np.repeat(early, times)])
    labels = np.arange(len(logits)) < len(real)
    halves = np.arange(len(real)), np.arange(len(spoiled)), np.arange(len(early)).repeat(times)
    seen = np.concatenate(halves) % 2 == 0
    scale, offset = calibrate(logits[seen], labels[seen])
    probabilities = 1 / (1 + np.exp(-np.clip(scale * logits + offset, -60, 60)))
    figures["calibration"] = {"scale": scale, "offset": offset}
    figures["calibration_error"] = round(
        calibration_error(probabilities[~seen], labels[~seen]), 4
    )
    figures["pictures"] = {name: len(pictures) for name, pictures in sets.items()}
    figures["pictures"]["early"] = len(bad)
    return figures


def main():
    """Measure, print a table, and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("judge")
    parser.add_argument("--data", type=Path, default=os.environ.get("TFSTYLE_DATA"))
    parser.add_argument("--bad", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="of the real pictures")
    parser.add_argument("-o", "--out", type=Path)
    parser.add_argument("--save", type=Path, help="write the judge, calibrated, as a preset")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the pictures by --data or TFSTYLE_DATA")
    judge = tfstyle.from_preset(options.judge)
    sets = {name: read(Path(options.data, name), options.every) for name in SETS}
    figures = measure(judge, sets, read(options.bad))
    print(json.dumps({key: figures[key] for key in ("auc", "calibration_error")}, indent=2))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    if options.save:
        judge.calibration = figures["calibration"]["scale"], figures["calibration"]["offset"]
        judge.save_to_preset(options.save, dtype="float16")


if __name__ == "__main__":
    main()
