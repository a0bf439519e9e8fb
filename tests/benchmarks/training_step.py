"""How fast a training step and a generator are, as a ratio to PyTorch on the same machine.

    python -m tests.benchmarks.training_step [--models pix2pix cyclegan] [--filters 64] \
        [--steps 5] [--rounds 2] [--output benchmark.json]

Both sides run the same networks and updates at 256x256, batch 1, each in processes of its own
that alternate, so that a slow minute of the machine hits both; the figure is the best round's
median. PyTorch (`pip install -e .[reference]`) is optional: without it there is no ratio. The
rate is the arithmetic of a plain step, counted from the networks' shapes, over its time. It is no
share of the processor's peak: libraries compute some convolutions with fewer operations than are
counted, and a peak measured beside other work is too low.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

# Multiply-accumulates of one forward pass at 256x256 and width 64, transposed convolutions
# counted at input size, and how often a step runs each network forward-equivalently: a backward
# pass through weights and input costs two forwards, through the input alone one.
_STEP_GMACS = {
    # generator 3; discriminator 3 on real, 3 on fake, 2 for the generator
    "pix2pix": 3 * 6.05 + 8 * 3.2,
    # six generator passes of 3; each discriminator 3 + 3 + 2
    "cyclegan": 18 * 49.55 + 16 * 3.15,
}
_GENERATOR_GMACS = {"pix2pix": 6.05, "cyclegan": 49.55}


def _keras_sides(model_name, precision, filters):
    """Return `(train_step, infer)`, each waiting for its result."""
    from tfstyle.allocator import keep_freed_memory

    keep_freed_memory()
    import keras
    import numpy as np
    import tensorflow as tf

    from tfstyle.models import CycleGAN, Pix2Pix
    from tfstyle.networks import PatchDiscriminator, ResNetGenerator, UNetGenerator

    if precision == "bfloat16":
        keras.config.set_dtype_policy("mixed_bfloat16")
    if model_name == "pix2pix":
        judge = PatchDiscriminator(filters=filters, in_channels=6, normalization="batch")
        model = Pix2Pix(UNetGenerator(filters=filters, dropout=0.0), judge)
        generator = model.generator
    else:
        generators = [ResNetGenerator(filters=filters) for _ in "ab"]
        judges = [PatchDiscriminator(filters=filters) for _ in "ab"]
        model = CycleGAN(*generators, *judges)
        generator = generators[0]
    model.compile(image_shape=(1, 256, 256, 3))
    rng = np.random.default_rng(0)
    a, b = (tf.constant(rng.uniform(-1, 1, (1, 256, 256, 3)), tf.float32) for _ in "ab")
    step = tf.function(lambda: model.train_step((a, b)))
    infer = tf.function(lambda: generator(a, training=False))
    return (
        lambda: [value.numpy() for value in step().values()],
        lambda: infer().numpy(),
    )


def _torch_sides(model_name, precision, filters):
    import torch

    from tests.benchmarks.torch_training import TorchCycleGAN, TorchPix2Pix

    torch.manual_seed(0)
    model = {"pix2pix": TorchPix2Pix, "cyclegan": TorchCycleGAN}[model_name](filters)
    a, b = (
        torch.rand(1, 3, 256, 256).mul(2).sub(1).contiguous(memory_format=torch.channels_last)
        for _ in "ab"
    )
    half = torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16")

    def step():
        with half:
            model.train_step(a, b)

    def infer():
        with half, torch.no_grad():
            model.generator(a)

    return step, infer


def _median_seconds(function, repeats):
    function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _worker(side, model_name, precision, filters, steps):
    sides = {"tfstyle": _keras_sides, "pytorch": _torch_sides}[side]
    step, infer = sides(model_name, precision, filters)
    step()
    print(json.dumps({
        "step_s": _median_seconds(step, steps),
        "inference_s": _median_seconds(infer, 2 * steps),
        "resident_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))


def _measure(side, *arguments):
    """Run one worker process and return its figures, or None if the side is not installed."""
    command = [sys.executable, "-m", "tests.benchmarks.training_step", "--worker", side]
    result = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}, encoding="utf-8",
    )
    if result.returncode:
        if "No module named 'torch'" in result.stderr:
            return None
        raise SystemExit(f"the {side} worker failed:\n{result.stderr[-2000:]}")
    return json.loads(result.stdout.splitlines()[-1])


def _best(rounds):
    rounds = [figures for figures in rounds if figures]
    if not rounds:
        return None
    return {key: min(figures[key] for figures in rounds) for key in rounds[0]}


def run(models, precisions, filters, steps, rounds):
    """Measure every combination and return a list of rows (dictionaries)."""
    rows = []
    for model in models:
        for precision in precisions:
            sides = {"tfstyle": [], "pytorch": []}
            for _ in range(rounds):
                for side, figures in sides.items():
                    figures.append(_measure(side, model, precision, filters, steps))
            ours, theirs = _best(sides["tfstyle"]), _best(sides["pytorch"])
            scale = (filters / 64) ** 2
            row = {
                "model": model, "precision": precision, "filters": filters,
                "tfstyle": ours, "pytorch": theirs,
                "step_gflops": 2 * scale * _STEP_GMACS[model] / ours["step_s"],
                "inference_gflops": 2 * scale * _GENERATOR_GMACS[model] / ours["inference_s"],
            }
            if theirs:
                row["step_ratio"] = theirs["step_s"] / ours["step_s"]
                row["inference_ratio"] = theirs["inference_s"] / ours["inference_s"]
            rows.append(row)
            print(table(rows[-1:], header=len(rows) == 1), flush=True)
    return rows


def table(rows, header=True):
    """Return the rows as a Markdown table."""
    lines = []
    if header:
        lines = [
            "| model | precision | step tfstyle | step PyTorch | ratio | inference tfstyle | "
            "inference PyTorch | ratio | rate of the step | memory |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
    for row in rows:
        ours, theirs = row["tfstyle"], row["pytorch"]

        def theirs_or_dash(key, theirs=theirs):
            return f"{theirs[key]:.3f} s" if theirs else "-"

        lines.append(
            f"| {row['model']} | {row['precision']} | {ours['step_s']:.3f} s | "
            f"{theirs_or_dash('step_s')} | {row.get('step_ratio', float('nan')):.2f} | "
            f"{ours['inference_s']:.3f} s | {theirs_or_dash('inference_s')} | "
            f"{row.get('inference_ratio', float('nan')):.2f} | {row['step_gflops']:.0f} GFLOP/s | "
            f"{ours['resident_mib']:.0f} MiB |"
        )
    return "\n".join(lines)


def main():
    """Parse the command line, measure, print the table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", nargs="+", default=["pix2pix", "cyclegan"])
    parser.add_argument("--precisions", nargs="+", default=["float32", "bfloat16"])
    parser.add_argument("--filters", type=int, default=64)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--output", type=Path, default=None)
    parser.add_argument("--worker", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        side, model, precision, filters, steps = options.worker
        return _worker(side, model, precision, int(filters), int(steps))
    rows = run(
        options.models, options.precisions, options.filters, options.steps, options.rounds
    )
    if options.output:
        report = {"machine": platform.processor() or platform.machine(),
                  "cores": os.cpu_count(), "rows": rows}
        options.output.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    return None


if __name__ == "__main__":
    main()
