"""How far a judge of photographs is to be believed, on pictures it has not learned from.

    python -m tests.benchmarks.judge JUDGE --made FOLDER [-o judge.json] [--every 8]

Prints a table and writes JSON; see `tfstyle.judging.proving.prove`.
"""

import argparse
import json
import os
from pathlib import Path

import tfstyle
from tfstyle import images
from tfstyle.judging.proving import prove
from tfstyle.listing import list_files
from tfstyle.zoo.workshop.making_judge import SETS


def read(folder, every=1):
    """Return the pictures of a folder, every so many."""
    files = list_files(folder, images.IMAGE_SUFFIXES).files
    return [images.read_image(path) for path in files[::every]]


def main():
    """Measure, print a table, and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("judge")
    parser.add_argument("--data", type=Path, default=os.environ.get("TFSTYLE_DATA"))
    parser.add_argument("--made", type=Path, required=True, help="early outputs of models")
    parser.add_argument("--every", type=int, default=1, help="of the real pictures")
    parser.add_argument("-o", "--out", type=Path)
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the pictures by --data or TFSTYLE_DATA")
    judge = tfstyle.from_preset(options.judge)
    sets = {name: read(Path(options.data, place), options.every) for name, place in SETS.items()}
    figures = prove(judge, sets, read(options.made))
    print(json.dumps({key: figures[key] for key in ("auc", "calibration_error")}, indent=2))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
