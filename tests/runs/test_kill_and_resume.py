"""A run killed at any moment and resumed ends with the weights of one never interrupted."""

import json
import os
import random
import subprocess
import sys
import time

import numpy as np
import pytest

from tfstyle import presets, recipes, runs
from tfstyle.runs.checkpoints import Checkpoints


def state(directory):
    """Every variable of the newest checkpoint."""
    checkpoints = Checkpoints(directory / "checkpoints")
    with np.load(checkpoints.path(checkpoints.steps()[0]) / "state.npz") as file:
        return checkpoints.steps()[0], [file[name] for name in file.files]


@pytest.mark.parametrize(
    "model", ["pix2pix", pytest.param("cyclegan", marks=pytest.mark.exhaustive)]
)
def test_sigkill_and_resume_is_bit_identical(model, tiny, paired, unpaired, tmp_path, quiet):
    data = paired if model == "pix2pix" else unpaired
    # Dropout, pool and moving average are on (conftest); decay begins halfway.
    # The pairs have some held out: their figures are watched, and the best model is kept.
    watched = ["train.validate_every=5", "train.metrics=['l1', 'psnr']", "train.best=psnr"]
    recipe = tiny(
        model, *(watched if model == "pix2pix" else []), "train.steps=60",
        "train.checkpoint_every=3", "train.sample_every=7", "train.health_every=4",
        "train.deterministic=true", *(["loss.identity=0"] if model == "cyclegan" else []),
    )  # fmt: skip
    recipes.dump(recipe, tmp_path / "recipe.toml")
    killed, whole = tmp_path / "killed", tmp_path / "whole"

    command = [sys.executable, "-m", "tfstyle", "train", tmp_path / "recipe.toml", "--data", data,
               "--out", killed, "--strategy", "one"]  # fmt: skip
    delay = random.random() * 0.4
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ
    ) as process:
        deadline = time.monotonic() + 240
        while not list((killed / "checkpoints").glob("step_*")):
            assert process.poll() is None, process.stderr.read().decode()
            assert time.monotonic() < deadline
            time.sleep(0.005)
        time.sleep(delay)
        process.kill()
    reached = Checkpoints(killed / "checkpoints").steps()[0]
    assert process.returncode == -9 and reached < 60, "killed too late to show anything"

    runs.train(recipe, data, killed, resume=True, strategy="one", console=quiet)
    assert f"Going on after step {reached} of 60" in quiet.file.getvalue()
    runs.train(recipe, data, whole, strategy="one", console=quiet)

    (step, resumed), (_, uninterrupted) = state(killed), state(whole)
    assert step == 60 and len(resumed) == len(uninterrupted) > 50
    different = [
        index
        for index, (a, b) in enumerate(zip(resumed, uninterrupted, strict=True))
        if a.tobytes() != b.tobytes()
    ]
    assert not different, f"killed after {delay:.3f} s at step {reached}"
    # The pictures shown on the way are the same files, too, and no line of metrics is double.
    for name in ("step_00000056.png", "step_00000060.png"):
        assert (killed / "samples" / name).read_bytes() == (whole / "samples" / name).read_bytes()
    lines, others = (
        [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]
        for run in (killed, whole)
    )
    steps = [line["step"] for line in lines if "generator/loss" in line]
    assert steps == list(range(2, 61, 2))
    # Its health was seen the same, but for the time that it took.
    looks, of_whole = (
        [{**line, "health/share": 0} for line in one if "health/share" in line]
        for one in (lines, others)
    )
    assert [look["step"] for look in looks] == list(range(4, 61, 4)) and looks == of_whole
    if model == "pix2pix":
        same_figures(killed, lines, whole, others)


def same_figures(killed, lines, whole, others):
    """See that both runs measured the same, and kept the same model as the best."""
    figures, of_whole = (
        [{**line, "validation/share": 0} for line in one if "validation/psnr" in line]
        for one in (lines, others)
    )
    assert [each["step"] for each in figures] == list(range(5, 61, 5)) and figures == of_whole
    assert {"validation/psnr/current", "validation/l1"} <= set(figures[0])
    best = max(figures, key=lambda each: each["validation/psnr"])
    notes = [Checkpoints(run / "checkpoints").newest(print)[1] for run in (killed, whole)]
    assert notes[0] == notes[1] and notes[0]["best"] == {
        "metric": "psnr", "value": best["validation/psnr"], "step": best["step"]
    }  # fmt: skip
    for kept in ("best", "final"):
        one, other = (presets.read_config(run / kept)["metadata"] for run in (killed, whole))
        assert one == other
        one, other = (
            presets.load(run / kept).generator.get_weights() for run in (killed, whole)
        )
        assert all(a.tobytes() == b.tobytes() for a, b in zip(one, other, strict=True))
