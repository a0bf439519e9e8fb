"""Short real trainings that are watched: what they said, and what they measured."""

import json

from tfstyle import runs
from tfstyle.recipes import make_recipe
from tfstyle.runs import run


def recipe(model, *overrides, **sections):
    """Return a recipe whose health is looked at every third of its 30 steps."""
    judged = model not in ("fast_style", "adain", "microast", "restore", "distill")
    values = {
        "model": model,
        "generator": {"filters": 4, **sections.pop("generator", {})},
        "data": {"crop": 32, "load": 36, **sections.pop("data", {})},
        "train": {
            "steps": 30, "log_every": 10, "sample_every": 1000, "samples": 1,
            "checkpoint_every": 10, "health_every": 3, **sections.pop("train", {}),
        },
        **({"discriminator": {"filters": 4}} if judged else {}),
    }  # fmt: skip
    for name, section in sections.items():
        values[name] = {**values.get(name, {}), **section}
    return make_recipe(values, overrides)


def planted(monkeypatch, plant):
    """Let every model that a run builds be spoiled by `plant(model)` before its first step."""
    build = run.build_model

    def spoiled(*arguments, **options):
        model = build(*arguments, **options)
        plant(model)
        return model

    monkeypatch.setattr(run, "build_model", spoiled)


def train(recipe, root, out, quiet, **options):
    """Train, and return the events and the looks of the run."""
    runs.train(recipe, root, out, strategy="one", console=quiet, **options)
    return events(out), looks(out)


def events(out):
    return _lines(out / "health.jsonl")


def looks(out):
    return [
        {name.removeprefix("health/"): value for name, value in line.items()}
        for line in _lines(out / "metrics.jsonl") if "health/share" in line
    ]  # fmt: skip


def _lines(path):
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
