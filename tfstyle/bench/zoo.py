"""Every preset measured, for `docs/models.md`.

    python -m tfstyle.bench.zoo [--out docs/models.json] [--seconds 3] [PRESET...]

All presets that ship, if none is named; what the file has of the others stays. Those measured on
another processor than the file's say which, for their milliseconds compare with none of the others.
`python -m tfstyle.zoo.workshop.models_table` then writes the page.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tfstyle import processor
from tfstyle.bench.bench import SECONDS, bench
from tfstyle.errors import TfstyleError
from tfstyle.zoo.measured import COMMAND, DATA
from tfstyle.zoo.registry import list_presets

# Of a row: the medians of rounds say nothing that `spread` does not.
_LEFT_OUT = ("round_ms", "against")


def measure_zoo(names: Sequence[str], out, seconds=SECONDS, telling=lambda line: None) -> None:
    """Measure presets on all cores and write what came of it, one after the other.

    A preset measured on another processor than the file's has a `machine` of its own.

    Args:
        names: of presets that ship.
        out: the file; what it has of other presets stays.
        seconds: see `bench`.
        telling: called with a line on what is done next.
    """
    out, cores = Path(out), processor.cores() or 1
    known = _known(out) if set(names) != set(list_presets()) else {}
    presets = known.get("presets", {})
    for name in names:
        report = bench([name], threads=[cores], seconds=seconds, telling=telling)
        (subject,) = report["subjects"]
        rows = [
            {key: value for key, value in row.items() if key not in _LEFT_OUT}
            for row in subject["rows"]
        ]  # fmt: skip
        presets[name] = {
            **{key: subject[key] for key in ("size", "parameters", "macs")},
            "load": report["machine"].pop("load"), "fp16_bytes": None, "rows": rows,
        }  # fmt: skip
        machine = report["machine"]
        if known and known["machine"]["processor"] != machine["processor"]:
            presets[name]["machine"] = machine
            machine = known["machine"]
        known = {"machine": machine, "settings": report["settings"], "presets": presets}
        _write(out, known)
    for name in names:  # afterwards: it keeps the processor busy
        telling(f"{name}: its TFLite file in 16 bits")
        presets[name]["fp16_bytes"] = half_bytes(name, presets[name])
        _write(out, known)


def _write(out: Path, told: dict) -> None:
    from tfstyle.files import atomic_file

    told = {**told, "presets": dict(sorted(told["presets"].items()))}
    with atomic_file(out) as temporary:
        temporary.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def half_bytes(name: str, subject: dict) -> int | None:
    """Return the size of a preset's TFLite file with weights of 16 bits, `None` without one.

    Args:
        name: of the preset.
        subject: as `bench` reports it.
    """
    if not any(row["engine"] == "litert" for row in subject["rows"]):
        return None
    import logging

    from tfstyle.export.tflite import convert
    from tfstyle.models.shared.in_style import in_style
    from tfstyle.native_output import dropped
    from tfstyle.zoo import from_preset

    model = from_preset(name)
    style = None
    if model.capabilities.style is not None:
        import numpy as np

        style = model.styles[0] if model.styles else np.zeros((256, 256, 3), "uint8")
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with dropped():
            painting = in_style(model, style)
            return len(convert(painting, model.directions[0], None, ("fp16",))["fp16"])
    finally:
        logging.disable(before)


def _known(out: Path) -> dict:
    try:
        return json.loads(out.read_text("utf-8"))
    except FileNotFoundError:
        return {}


def main(arguments: list[str] | None = None) -> int:
    """Measure what the command line says; return its exit code."""
    parser = argparse.ArgumentParser(description="Measure the zoo.", allow_abbrev=False)
    parser.add_argument("presets", nargs="*", metavar="PRESET")
    parser.add_argument("--out", default=DATA, help="the file; default: %(default)s")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="default: %(default)s")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        measure_zoo(
            chosen.presets or list_presets(), chosen.out, chosen.seconds,
            telling=lambda line: print(line, file=sys.stderr),
        )  # fmt: skip
    except TfstyleError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    print(f"Written to {chosen.out}; the page: {COMMAND}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
