"""What 8 bits cost in pictures and give in speed and size, of the networks that ship.

    python -m tests.benchmarks.quantization [PRESET ...] [--representative DIR] [--output FILE]

One direction of each preset is converted to a file of 256x256 in every precision. PSNR is the worst
of three photographs against Keras. Milliseconds are the median of calls on one thread of LiteRT,
all precisions in turn, so that what else the machine does meets all of them. Ranges of `int8_full`
are of the pictures in DIR; without it of those that are compared.
"""

import argparse
import json
import os
import statistics
import time
from pathlib import Path

PRESETS = (
    "fast_style_starry_night", "cyclegan_monet2photo_256", "pix2pix_facades_label2photo_256",
    "restore_photo_256",
)  # fmt: skip
PRECISIONS = ("fp32", "fp16", "int8", "int8_dynamic", "int8_full")
SIDE = 256
ROUNDS = 10


def files_of(model, direction, representative):
    """Return the TFLite files by precision; one that cannot be made is its error's message."""
    from tfstyle.errors import ExportError
    from tfstyle.export.representative import shown
    from tfstyle.export.tflite import convert

    files, size = {}, (SIDE, SIDE)
    for precision in PRECISIONS:
        pictures = None
        if precision == "int8_full":
            pictures = shown(model, direction, size, representative)
        try:
            made = convert(model, direction, size, (precision,), pictures)
        except ExportError as error:
            files[precision] = str(error)
        else:
            files[precision] = made[precision]
    return files


def runner(content):
    """Return a function of one picture in [0, 1] to another, on one thread."""
    from tfstyle.export.runners import interpreter_class

    interpreter = interpreter_class()(model_content=content, num_threads=1)
    run = interpreter.get_signature_runner("serving_default")
    return lambda images: run(images=images)["stylized"]


def measure(preset, representative):
    """Yield the figures of every precision of one preset."""
    import numpy as np

    import tfstyle
    from tfstyle import images
    from tfstyle.export.parity import comparison_pictures, fit
    from tfstyle.export.runners import to_unit

    model = tfstyle.from_preset(preset)
    direction = model.directions[0]
    channels, _ = model.channels(direction)
    shown = [images.resize(fit(p, channels), (SIDE, SIDE)) for p in comparison_pictures()]
    exact = [
        model.translate(images.to_float(p)[None], direction=direction)[0] / 2 + 0.5 for p in shown
    ]
    files = files_of(model, direction, representative)
    runs = {kind: runner(made) for kind, made in files.items() if isinstance(made, bytes)}
    pairs = [(to_unit(p), e) for p, e in zip(shown, exact, strict=True)]
    errors = {
        kind: [float(np.mean((run(p)[0] - e) ** 2)) for p, e in pairs] for kind, run in runs.items()
    }
    times = {kind: [] for kind in runs}
    for _ in range(ROUNDS):
        for kind, run in runs.items():
            start = time.perf_counter()
            run(pairs[0][0])
            times[kind].append(1000 * (time.perf_counter() - start))
    for kind, made in files.items():
        row = {"preset": preset, "precision": kind}
        if kind in runs:
            row["psnr"] = -10 * float(np.log10(max(errors[kind])))
            row["bytes"] = len(made)
            row["milliseconds"] = statistics.median(times[kind])
            row["times_fp32"] = statistics.median(
                a / b for a, b in zip(times["fp32"], times[kind], strict=True)
            )
        else:
            row["why_not"] = made
        yield row


def line(row):
    """Return one row of the table."""
    start = f"| `{row['preset']}` | `{row['precision']}` |"
    if "why_not" in row:
        return f"{start} – | – | – | – |"
    return (
        f"{start} {row['psnr']:.1f} dB | {row['bytes'] / 1000:,.0f} kB | "
        f"{row['milliseconds']:.0f} | {row['times_fp32']:.2f} |"
    )


def main():
    """Parse the command line, measure, print the table and write JSON."""
    from tfstyle.cli.quiet import start_tensorflow

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("presets", nargs="*", default=PRESETS)
    parser.add_argument("--representative", type=Path, default=None)
    parser.add_argument("--output", type=Path, default=None)
    options = parser.parse_args()
    start_tensorflow()
    print("| preset | precision | PSNR, worst of 3 | size | ms, one thread | speed of fp32 = 1 |")
    print("|---|---|---|---|---|---|")
    rows = []
    for preset in options.presets:
        for row in measure(preset, options.representative):
            rows.append(row)
            print(line(row), flush=True)
    if options.output:
        report = {"cores": os.cpu_count(), "side": SIDE, "rounds": ROUNDS, "rows": rows}
        options.output.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
