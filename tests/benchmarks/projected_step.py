"""What a projected discriminator costs a training step, as a ratio to the PatchGAN alone.

    python -m tests.benchmarks.projected_step [--size 128] [--filters 24] [--steps 8] \
        [--output projected.json]

pix2pix judged by a PatchGAN, by a projected discriminator, and by both, in one process whose steps
alternate, so that a slow minute of the machine hits all; batch 1, float32. Time of the processor
counts, too: beside other work the clock tells of them. EfficientNet-Lite0's weights are random,
which costs the same.
"""

import argparse
import json
import statistics
import time
from pathlib import Path


def _steps(size, filters):
    import numpy as np
    import tensorflow as tf

    from tfstyle.recipes import get_algorithm, make_recipe

    rng = np.random.default_rng(0)
    a, b = (tf.constant(rng.uniform(-1, 1, (1, size, size, 3)), tf.float32) for _ in "ab")

    def make(network):
        given = [
            "model=pix2pix", f"data.crop={size}", f"generator.filters={filters}",
            f"discriminator.network={network}",
        ]
        if network != "projected":
            given.append(f"discriminator.filters={filters}")
        if network != "own":
            given.append("discriminator.projected_weights=random")
        model = get_algorithm("pix2pix").build(make_recipe({}, given, "the benchmark"))
        model.compile(image_shape=(1, size, size, 3))
        step = tf.function(lambda: model.train_step((a, b)))
        return lambda: [value.numpy() for value in step().values()]

    return {network: make(network) for network in ("own", "projected", "own+projected")}


def measure(size, filters, steps):
    """Return the median seconds of a step of each, by the clock and of the processor."""
    sides = _steps(size, filters)
    found = {name: ([], []) for name in sides}
    for turn in range(steps + 2):
        for name, step in sides.items():
            clock, processor = time.perf_counter(), time.process_time()
            step()
            if turn > 1:  # the first two trace and warm up
                found[name][0].append(time.perf_counter() - clock)
                found[name][1].append(time.process_time() - processor)
    return {
        name: {"step_s": statistics.median(clock), "processor_s": statistics.median(processor)}
        for name, (clock, processor) in found.items()
    }


def main():
    """Measure, print a table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--filters", type=int, default=24)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    found = measure(options.size, options.filters, options.steps)
    print(f"{'judged by':<15} {'step':>8} {'processor':>10} {'ratio':>6}")
    for name, one in found.items():
        one["ratio"] = one["processor_s"] / found["own"]["processor_s"]
        print(
            f"{name:<15} {one['step_s']:>6.2f} s {one['processor_s']:>8.2f} s {one['ratio']:>6.2f}"
        )
    if options.output:
        text = json.dumps({"size": options.size, "filters": options.filters, **found}, indent=2)
        options.output.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
