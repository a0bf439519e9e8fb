"""A run that imitates a teacher: trained, recorded, resumed with the same one or refused."""

import shutil
import tomllib

import keras
import numpy as np
import pytest

import tfstyle
from tests.models.cases import CASES
from tests.networks.helpers import pictures as made
from tests.networks.helpers import randomize
from tfstyle import images, runs
from tfstyle.cli.beginnings import teacher_of
from tfstyle.errors import RecipeError, RunError, UnknownPresetError
from tfstyle.recipes import make_recipe
from tfstyle.runs.checkpoints import Checkpoints
from tfstyle.runs.teacher import open_teacher


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Photographs beside paintings."""
    folder = tmp_path_factory.mktemp("pictures")
    for side in "AB":
        for seed in range(3):
            picture = images.to_uint8(made(40, 40, 3, seed=seed + ord(side)))
            images.write_image(folder / f"train{side}" / f"{seed}.png", picture)
    return folder


@pytest.fixture(scope="module")
def teachers(tmp_path_factory):
    """Two presets of one architecture and other weights."""
    folder = tmp_path_factory.mktemp("teachers")
    model = CASES["microast"].make()
    for name in ("one", "two"):
        for network in model.networks.values():
            randomize(network)
        if name == "two":
            model.decoder.set_weights([-weight for weight in model.decoder.get_weights()])
        model.save_to_preset(folder / name)
    return folder


def recipe(teacher, *overrides):
    return make_recipe(
        {
            "model": "microast", "generator": {"filters": 4}, "data": {"crop": 32, "load": 36},
            "train": {
                "steps": 4, "batch_size": 2, "checkpoint_every": 2, "log_every": 1,
                "sample_every": 100, "samples": 1, "health_every": 0, "teacher": str(teacher),
            },
        },
        overrides,
    )  # fmt: skip


def test_a_run_imitates_records_and_resumes(root, teachers, eye, tmp_path, quiet, monkeypatch):
    monkeypatch.setenv("TFSTYLE_VGG19", str(eye))
    one, out = recipe(teachers / "one"), tmp_path / "run"
    runs.train(one, root, out, strategy="one", console=quiet)
    first = tfstyle.from_preset(out)
    versions = tomllib.loads((out / "recipe.toml").read_text("utf-8"))["versions"]
    assert versions["teacher"].startswith(f"{teachers / 'one'} sha256:")
    assert '"generator/teacher"' in (out / "metrics.jsonl").read_text("utf-8")

    shutil.rmtree(out / "final")
    shutil.rmtree(Checkpoints(out / "checkpoints").path(4))
    runs.train(one, root, out, resume=True, strategy="one", console=quiet)
    second = tfstyle.from_preset(out)
    for name, network in first.networks.items():
        for a, b in zip(network.weights, second.networks[name].weights, strict=True):
            np.testing.assert_array_equal(a.numpy(), b.numpy())

    # Another painter under the same name is another run.
    with pytest.raises(RunError, match=r"began with another teacher: .*/one sha256:"):
        runs.train(
            one, root, out, resume=True, strategy="one", console=quiet, teacher=teachers / "two"
        )


def test_a_teacher_computes_in_float32_whatever_the_run_does(teachers):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        teacher = open_teacher(recipe(teachers / "one"), None)
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
    finally:
        keras.config.set_dtype_policy("float32")
    layers = [layer for network in teacher.model.networks.values() for layer in network.layers]
    assert {layer.compute_dtype for layer in layers} == {"float32"}


def test_nobody_and_gatys_need_no_files():
    assert open_teacher(recipe("none"), None) is None
    assert open_teacher(recipe("gatys"), None).record == "gatys"
    assert open_teacher(make_recipe({"model": "pix2pix"}), None) is None
    assert teacher_of(recipe("none")) is None and teacher_of(recipe("gatys")) is None


def test_names_of_presets_and_of_nothing(teachers, tmp_path):
    assert teacher_of(recipe("adain_style_256")).name == "adain_style_256"
    assert teacher_of(recipe(teachers / "one")) == teachers / "one"
    with pytest.raises(UnknownPresetError, match="no preset 'adain_stile_256'"):
        teacher_of(recipe("adain_stile_256"))
    with pytest.raises(RecipeError, match=r"train\.teacher = 'adain_style'.* holds no preset"):
        open_teacher(recipe("adain_style"), None)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["loss.teacher=2"], r"loss\.teacher = 2\.0 needs somebody to imitate"),
        (["train.teacher=gatys", "loss.teacher=0"], "would paint for nothing"),
    ],
)
def test_a_teacher_and_a_weight_belong_together(overrides, message):
    with pytest.raises(RecipeError, match=message):
        recipe("none", *overrides)
    assert recipe("gatys").loss.teacher == 1.0 and recipe("none").loss.teacher == 0.0


def test_who_cannot_be_taught_has_no_such_key():
    with pytest.raises(RecipeError, match=r"train\.teacher.*fast_style"):
        make_recipe({"model": "pix2pix", "train": {"teacher": "gatys"}})
