"""Run directories as training leaves them, written in a moment."""

import json
import math

import numpy as np
import pytest

from tfstyle import images

RECIPE = """model = "cyclegan"
seed = {seed}

[generator]
filters = {filters}

[data]
name = "cycle_gan/horse2zebra"
note = {note}

[train]
steps = 200
batch_size = 4
learning_rate = 2e-4
discriminator_learning_rate = 4e-4
decay_from = 100
validate_every = 50
metrics = ["psnr"]

[versions]
keras = "3.15.1"
"""
EVENT = {
    "step": 60, "check": "accuracy", "value": 0.97, "threshold": 0.9,
    "sentence": "The discriminator wins. Lower its learning rate.",
}  # fmt: skip


@pytest.fixture
def make_run(tmp_path):
    """Function that writes `tmp_path/name`, a run of 100 of 200 steps."""
    return run_maker(tmp_path)


def run_maker(folder):
    """Return a function that writes runs into a folder."""

    def make(name="run", *, filters=16, seed=0, note="", extra=None, every=50, events=(EVENT,)):
        run = folder / name
        (run / "checkpoints" / "step_00000100").mkdir(parents=True)
        text = RECIPE.format(seed=seed, filters=filters, note=json.dumps(note))
        (run / "recipe.toml").write_text(text, "utf-8")
        lines = []
        for step in range(1, 101):
            fading = math.exp(-step / 20)
            losses = {"cycle/a": fading, "discriminator_b/loss": 0.25}
            health = {"health/accuracy": step / 100}
            lines.append({"step": step, **losses, **health, **(extra or {})})
            if step % 50 == 0:
                value = 20 + step / 50 + seed
                lines.append({
                    "step": step, "validation/psnr": value, "validation/share": 0.05,
                    "validation/psnr/current": value - 1,
                })  # fmt: skip
        content = "".join(f"{json.dumps(line)}\n" for line in lines)
        (run / "metrics.jsonl").write_text(content, "utf-8")
        content = "".join(f"{json.dumps(event)}\n" for event in events)
        (run / "health.jsonl").write_text(content, "utf-8")
        for step in range(every, 101, every):
            picture = np.full((24, 48, 3), step, np.uint8)
            images.write_image(run / "samples" / f"step_{step:08d}.png", picture)
        return run

    return make


@pytest.fixture
def evaluation():
    """An evaluation of stylized pictures, as a program would read it."""
    return an_evaluation()


def an_evaluation():
    """Return it."""
    of = {"unit": "", "direction": "lower", "seed": 0, "pictures": 3, "note": None}
    return {
        "tfstyle": "0.1.0", "kind": "stylized", "seed": 0, "date": "2026-01-02",
        "notes": ["One was left out."],
        "metrics": {
            "content": of | {"value": 0.4123, "interval": [0.39, 0.43], "title": "content",
                             "protocol": "Distance of features."},
            "style": of | {"value": 0.02, "interval": None, "title": "style", "protocol": "Gram.",
                           "note": "Few pictures: trust the interval."},
            "fid_legacy": of | {"value": 99.5, "interval": [90.0, 110.0], "title": "FID",
                                "protocol": "Inception."},
        },
        "generated": {"path": "out/facades", "pictures": 3, "sha256": "ab" * 32,
                      "files": [{"name": f"{i}.png", "sha256": "cd" * 32} for i in range(3)]},
        "reference": None, "style": "painting.jpg", "versions": {"keras": "3.15.1"},
        "rows": [{"name": f"photo {i}", "content": 0.3 + i / 10, "style": 0.03 - i / 100}
                 for i in range(3)],
    }  # fmt: skip
