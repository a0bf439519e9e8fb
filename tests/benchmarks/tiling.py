"""What a picture of any size takes in tiles: seconds and the most memory the process held.

    python -m tests.benchmarks.tiling [--size 8192] [--filters 4] [--blocks 1] [--tile 512] \
        [--output benchmark.json]

A `StyleNetwork` of random weights translates an 8-bit picture of smooth colours and noise. The
resident memory is that of the whole process: TensorFlow, the picture and its result.
"""

import argparse
import json
import os
import resource
import time
from pathlib import Path

import numpy as np


def picture(size):
    """Return a uint8 (size, size, 3): slopes of colour with noise, made row by row."""
    rng = np.random.default_rng(0)
    out = np.empty((size, size, 3), "uint8")
    across = np.linspace(0, 6, size)[:, None] + np.arange(3)
    for row in range(size):
        waves = 110 + 90 * np.sin(across + 9 * row / size)
        out[row] = waves + rng.integers(0, 40, (size, 3))
    return out


def resident_mib():
    """Return the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(size, filters, blocks, tile):
    """Translate one picture and return the figures."""
    from tfstyle.models.fast_style import FastStyle
    from tfstyle.networks import StyleNetwork

    model = FastStyle(StyleNetwork(filters=filters, num_blocks=blocks))
    model.translate(np.zeros((64, 64, 3), "uint8"))
    before = picture(size)
    start = resident_mib()
    begin = time.perf_counter()
    after = model.translate(before, tile=tile)
    return {
        "size": size, "filters": filters, "blocks": blocks, "tile": tile,
        "seconds": time.perf_counter() - begin,
        "resident_mib_before": start, "resident_mib": resident_mib(),
        "picture_mib": (before.nbytes + after.nbytes) / 2**20, "cores": os.cpu_count(),
    }


def main():
    """Parse the command line, measure, print the table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=8192)
    parser.add_argument("--filters", type=int, default=4)
    parser.add_argument("--blocks", type=int, default=1)
    parser.add_argument("--tile", type=int, default=512)
    parser.add_argument("--output", type=Path, default=None)
    options = parser.parse_args()
    row = run(options.size, options.filters, options.blocks, options.tile)
    print("| size | filters | tile | seconds | most memory | of it picture and result |")
    print("|---|---|---|---|---|---|")
    print(
        f"| {row['size']} | {row['filters']} | {row['tile']} | {row['seconds']:.0f} | "
        f"{row['resident_mib']:.0f} MiB | {row['picture_mib']:.0f} MiB |"
    )
    if options.output:
        options.output.write_text(json.dumps(row, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
