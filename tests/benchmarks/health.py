"""The share of its time that a run spends on looking at its health.

    python -m tests.benchmarks.health [--models pix2pix noise_gan] [--looks 3] [-o RESULT.json]

Each model is really trained, small, on pictures of noise: plain steps and looks by turns, in one
run, of which the medians count. `default` is the share where `train.health_every` is left out,
`with the first` that over 10,000 steps together with the first look, which traces; `every 2 %` is
how seldom looks have to be for that share. A look is some forward passes and a step some more: how
wide the networks are, and how large the pictures, changes the share little.
"""

import argparse
import itertools
import json
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

AIM = 0.02
_STEPS = 10_000
_BETWEEN = 20  # plain steps between two looks
_VALUES = {"noise_gan": {"generator": {"latent_dim": 64}, "train": {"batch_size": 8}}}


def measure(name, looks):
    """Train a model so that it is looked at some times; return seconds and shares."""
    from tfstyle.recipes import make_recipe
    from tfstyle.runs.callbacks.health import Health

    times = []
    look = Health.look

    def timed(self, step):
        began = time.monotonic()
        look(self, step)
        times.append((began, time.monotonic()))

    Health.look = timed
    try:
        with tempfile.TemporaryDirectory() as folder:
            _train(_recipe(name, looks), Path(folder))
    finally:
        Health.look = look
    seconds = [end - began for began, end in times]
    pairs = itertools.pairwise(times)
    step = statistics.median((after - end) / _BETWEEN for (_, end), (after, _) in pairs)
    usual = statistics.median(seconds[1:])
    every = make_recipe({"model": name}, []).train.health_every
    return {
        "model": name, "step_s": step, "look_s": usual, "first_look_s": seconds[0],
        "default_every": every, "default_share": _share(usual, step, every),
        "with_the_first": _share_with_the_first(seconds[0], usual, step, every),
        "every_of_the_aim": round(usual * (1 - AIM) / (AIM * step)),
    }  # fmt: skip


def _share(look, step, every):
    return look / (look + every * step)


def _share_with_the_first(first, look, step, every):
    looking = first + look * (_STEPS / every - 1)
    return looking / (looking + _STEPS * step)


def _recipe(name, looks):
    from tfstyle.recipes import make_recipe

    more = _VALUES.get(name, {})
    return make_recipe({
        "model": name,
        "generator": {"filters": 16, **more.get("generator", {})},
        "discriminator": {"filters": 16},
        "data": {"crop": 64, "load": 72},
        "train": {
            # One look more: the first is counted apart.
            "steps": _BETWEEN * (looks + 1), "health_every": _BETWEEN, "log_every": 10,
            "sample_every": 10**6, "samples": 1, "checkpoint_every": 10**6,
            **more.get("train", {}),
        },
    }, [])  # fmt: skip


def _train(recipe, root):
    from rich.console import Console

    from tfstyle import images, runs

    random = np.random.default_rng(0)
    wide = 2 if recipe.data.layout == "paired" else 1
    for i in range(12):
        picture = random.integers(0, 256, (8, 8 * wide, 3), "uint8").repeat(9, 0).repeat(9, 1)
        images.write_image(root / "data" / "train" / f"{i}.png", picture)
    with (root / "console.txt").open("w", encoding="utf-8") as text:
        runs.train(recipe, root / "data", root / "run", strategy="one", console=Console(file=text))


def table(rows):
    """Return the rows as a Markdown table."""
    lines = [
        "| model | a step | a look | the first | default: every | share | with the first | every "
        f"... is {AIM:.0%} |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['model']} | {row['step_s']:.3f} s | {row['look_s']:.3f} s | "
            f"{row['first_look_s']:.1f} s | {row['default_every']} | {row['default_share']:.2%} | "
            f"{row['with_the_first']:.2%} | {row['every_of_the_aim']} |"
        )
    return "\n".join(lines)


def main():
    """Parse the command line, measure, print the table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", nargs="+", default=["pix2pix", "noise_gan"])
    parser.add_argument("--looks", type=int, default=3)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    rows = [measure(name, options.looks) for name in options.models]
    print(table(rows))
    if options.output:
        options.output.write_text(json.dumps({"aim": AIM, "rows": rows}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
