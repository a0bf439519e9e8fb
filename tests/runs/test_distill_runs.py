"""Runs that distill: trained, measured, resumed to the same bits, and free of their teacher."""

import json
import shutil

import numpy as np
import pytest

import tfstyle
from tests.models.cases import CASES
from tests.networks.helpers import pictures as made
from tests.networks.helpers import randomize
from tfstyle import images, runs
from tfstyle.errors import RecipeError, RunError, UnsupportedOptionError
from tfstyle.recipes import make_recipe
from tfstyle.runs.checkpoints import Checkpoints


@pytest.fixture(scope="module")
def photographs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photographs")
    for split, count in (("train", 4), ("val", 2)):
        for seed in range(count):
            picture = images.to_uint8(made(40, 40, 3, seed=seed))
            images.write_image(folder / split / f"{seed}.png", picture)
    return folder


def teacher(folder, name="cyclegan", seed=0):
    model = CASES[name].make()
    for network in model.networks.values():
        randomize(network, seed)
    model.save_to_preset(folder)
    return folder


def recipe(teacher, *overrides):
    return make_recipe(
        {
            "model": "distill", "generator": {"filters": 2, "num_blocks": 1},
            "loss": {"lpips": 0.0}, "data": {"crop": 32, "load": 36, "domains": ["day", "night"]},
            "train": {
                "steps": 4, "batch_size": 2, "checkpoint_every": 2, "log_every": 1,
                "sample_every": 2, "samples": 1, "health_every": 2, "validate_every": 2,
                "metrics": ["l1"], "teacher": str(teacher), "teacher_direction": "b2a",
            },
        },
        overrides,
    )  # fmt: skip


def test_a_run_measures_resumes_and_stands_alone(photographs, tmp_path, quiet):
    shows, out = teacher(tmp_path / "teacher"), tmp_path / "run"
    runs.train(recipe(shows), photographs, out, strategy="one", console=quiet)
    first = tfstyle.from_preset(out)
    assert first.directions == ("day2night",)
    told = (out / "metrics.jsonl").read_text("utf-8")
    assert '"generator/charbonnier"' in told and "l1" in told
    # Photograph, teacher and student side by side.
    sheet = images.read_image(out / "samples" / "step_00000004.png")
    assert sheet.shape[1] > 2.5 * sheet.shape[0] / 2

    shutil.rmtree(out / "final")
    shutil.rmtree(Checkpoints(out / "checkpoints").path(4))
    runs.train(recipe(shows), photographs, out, resume=True, strategy="one", console=quiet)
    second = tfstyle.from_preset(out)
    for one, other in zip(first.weights, second.weights, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())

    other = teacher(tmp_path / "other", seed=1)
    with pytest.raises(RunError, match="began with another teacher"):
        runs.train(recipe(shows), photographs, out, resume=True, strategy="one", console=quiet,
                   teacher=other)  # fmt: skip
    shutil.rmtree(shows)
    picture = np.zeros((20, 31, 3), "uint8")
    assert tfstyle.from_preset(out).translate(picture).shape == picture.shape


def test_what_it_measures_is_the_distance_to_the_teacher(photographs, tmp_path, quiet):
    """A student that is its own teacher is at no distance."""
    model = CASES["distilled"].make()
    randomize(model.generator)
    model.save_to_preset(tmp_path / "teacher")
    out = tmp_path / "run"
    same = recipe(
        tmp_path / "teacher", "train.init=preset", "generator.filters=4",
        "train.teacher_direction=first", "train.steps=2", "train.learning_rate=1e-9",
    )  # fmt: skip
    runs.train(same, photographs, out, strategy="one", console=quiet, preset=tmp_path / "teacher")
    lines = map(json.loads, (out / "metrics.jsonl").read_text("utf-8").splitlines())
    values = [line["validation/l1"] for line in lines if "validation/l1" in line]
    assert values and max(values) < 0.01


@pytest.mark.parametrize(
    ("overrides", "error", "message"),
    [
        (["train.teacher=none"], RecipeError, "nobody to imitate.*tfstyle distill TEACHER"),
        (["train.teacher_direction=up"], UnsupportedOptionError, "up"),
        (["train.teacher_style=fire"], UnsupportedOptionError, "style"),
    ],
)
def test_what_cannot_be_learned_is_told_before_a_run(
    overrides, error, message, photographs, tmp_path, quiet
):
    shows, out = teacher(tmp_path / "teacher"), tmp_path / "run"
    with pytest.raises(error, match=message):
        runs.train(recipe(shows, *overrides), photographs, out, strategy="one", console=quiet)
    assert not (out / "checkpoints").exists()


def test_no_recipe_imitates_an_optimization():
    with pytest.raises(RecipeError, match="'gatys' optimizes every picture"):
        recipe("gatys")
    with pytest.raises(RecipeError, match=r"loss\.lpips = 1\.0 looks at colours"):
        make_recipe({"model": "distill", "data": {"out_channels": 1}})
    with pytest.raises(RecipeError, match="16 pixels that a mobile_resnet"):
        make_recipe({"model": "distill", "data": {"crop": 8, "load": 8}})
    with pytest.raises(RecipeError, match=r"generator\.patch = 8 is more than .* 2 at most"):
        make_recipe({"model": "distill", "generator": {"num_downs": 1, "patch": 8}})
