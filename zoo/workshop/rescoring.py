"""A preset's scores measured anew, its weights as they are.

    python -m tfstyle.zoo.workshop.rescoring NAME --data DIR [--metrics A,B]

What it is measured by stands in its `scores.json`, and is written there again with the scores; the
card's table, the scores in `config.json` and `checksums.json` follow.
"""

import argparse
import json
from pathlib import Path

from tfstyle import presets
from tfstyle.files import atomic_file
from tfstyle.zoo import resolve
from tfstyle.zoo.evaluating.protocol import SCORES, Protocol
from tfstyle.zoo.workshop.card import with_scores


def rescore(name, data_root, metrics=None, progress=None):
    """Measure a preset and write what is measured into its folder; nothing else changes.

    Args:
        name: of a preset that ships, or its directory.
        data_root: folder with the pictures that it is measured on.
        metrics: to be measured by from now on; by default as before. `"all"`: those of its kind.
        progress: called with the name of each row.

    Returns:
        The `Evaluation`.

    Raises:
        TfstyleError: as `evaluate_preset`.
    """
    from tfstyle.zoo.evaluating import evaluate_preset
    from tfstyle.zoo.evaluating.kinds import KINDS

    folder = resolve(name).local()
    if metrics == "all":
        metrics = KINDS[recorded_protocol(folder).kind].metrics
    found = evaluate_preset(name, data_root, metrics, progress=progress)
    write_scores(folder, found.report())
    return found


def write_scores(folder, report: dict) -> None:
    """Write a report into a preset, and what is rendered from it; its weights stay as they are."""
    config = json.loads((folder / presets.CONFIG).read_text("utf-8"))
    config["metadata"]["scores"] = report["scores"]
    _write(folder / presets.CARD, with_scores(presets.read_card(folder), report))
    _write(folder / presets.CONFIG, json.dumps(config, indent=2) + "\n")
    write_report(folder, report)
    presets.write_checksums(folder)


def recorded_protocol(folder):
    """Return how a preset is measured, as its `scores.json` says; `None` if nothing does."""
    path = Path(folder, SCORES)
    recorded = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return Protocol.from_dict(recorded["protocol"]) if "protocol" in recorded else None


def write_report(folder, report: dict) -> None:
    """Write `scores.json`."""
    _write(Path(folder, SCORES), json.dumps(report, indent=2, ensure_ascii=False) + "\n")


def _write(path, text):
    with atomic_file(path) as temporary:
        temporary.write_text(text, "utf-8")


def main(arguments=None):
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="+", help="presets that are measured on the same pictures")
    parser.add_argument(
        "--data", help="folder of the pictures; without it cards are only rendered anew"
    )
    parser.add_argument(
        "--metrics", type=lambda text: text if text == "all" else tuple(text.split(",")),
        help="names with commas between, or 'all' that fit; as before if not given",
    )
    options = parser.parse_args(arguments)
    for name in options.names:
        print(name)
        if options.data is None:
            folder = resolve(name).local()
            write_scores(folder, json.loads((folder / SCORES).read_text("utf-8")))
            continue
        found = rescore(name, options.data, options.metrics, lambda row: print(f"  {row}"))
        for note in found.notes():
            print(f"  {note}")


if __name__ == "__main__":
    main()
