"""Inception features beside torch-fidelity's network, and the memory that covariances take.

    python -m tests.benchmarks.inception_features [--batch 16] [--repeats 5] [--pictures 50000]
                                                  [-o RESULT.json]

Speed: the same random pictures of 299 x 299 through both networks, by turns in one process, random
weights; the best of the repeats counts. It needs PyTorch and torch-fidelity (`make test-parity`
makes an environment with both). Memory: so many rows of 2,048 synthetic features through `Moments`
in a process of its own, of which what it took beyond its imports is told.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

FEATURES = 2048


def measure_speed(batch, repeats):
    """Return pictures a second of ours and of torch-fidelity's, and the ratio."""
    from tests.reference import torch_tools
    from tfstyle.networks.inception_2015 import Inception2015, InceptionEncoder

    torch_tools.torch_fidelity()
    import torch
    from torch_fidelity import feature_extractor_inceptionv3 as theirs

    theirs.load_state_dict_from_url = lambda *_, **__: {}
    kind = theirs.FeatureExtractorInceptionV3
    loading, kind.load_state_dict = kind.load_state_dict, lambda self, _: None
    network = kind("inception", ["2048"])
    kind.load_state_dict = loading
    encoder = InceptionEncoder(Inception2015(["pool3"]))
    pixels = np.random.default_rng(0).integers(0, 256, (batch, 299, 299, 3)).astype("uint8")
    views, tensor = pixels / np.float32(127.5) - 1, torch.tensor(pixels).permute(0, 3, 1, 2)
    sides = {"tfstyle": lambda: encoder(views), "torch_fidelity": lambda: network(tensor)}
    best = dict.fromkeys(sides, np.inf)
    for turn in range(repeats + 1):
        for name, run in sides.items():
            start = time.perf_counter()
            run()
            if turn:  # the first traces
                best[name] = min(best[name], time.perf_counter() - start)
    rates = {name: batch / seconds for name, seconds in best.items()}
    return {**rates, "ratio": rates["tfstyle"] / rates["torch_fidelity"], "batch": batch}


def measure_memory(pictures):
    """Return MB that mean and covariance of synthetic features took at most."""
    done = subprocess.run(
        [sys.executable, "-m", __spec__.name, "--only-memory", str(pictures)],
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def fold(pictures):
    """Stream features through `Moments`; print what that took beyond the imports."""
    import resource

    from scipy.linalg import blas  # noqa: F401  its pages are not the covariance's

    from tfstyle.metrics.moments import Moments

    random, moments = np.random.default_rng(0), Moments()
    random.normal(size=(32, FEATURES)).astype("float32")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    for first in range(0, pictures, 32):
        count = min(32, pictures - first)
        moments.add(random.standard_normal((count, FEATURES), "float32"))
    covariance = moments.covariance()
    seconds = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({
        "pictures": pictures, "megabytes": (most - before) / 1024, "seconds": seconds,
        "trace": float(np.trace(covariance)),
    }))  # fmt: skip


def main():
    """Parse the command line, measure, print a table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--pictures", type=int, default=50_000)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--only-memory", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only_memory:
        fold(options.only_memory)
        return
    memory = measure_memory(options.pictures)
    speed = measure_speed(options.batch, options.repeats)
    print(f"{'pictures a second':24}{'tfstyle':>10}{'torch-fidelity':>16}{'ratio':>8}")
    print(f"{'':24}{speed['tfstyle']:10.2f}{speed['torch_fidelity']:16.2f}{speed['ratio']:8.2f}")
    print(f"covariance of {memory['pictures']:,} x {FEATURES:,}: {memory['megabytes']:.0f} MB")
    if options.output:
        text = json.dumps({"speed": speed, "memory": memory}, indent=1)
        options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
