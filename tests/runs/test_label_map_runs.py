"""A run on label maps with all further losses: killed, resumed to the same bits, and used."""

import shutil

import numpy as np
import pytest

import tfstyle
from tfstyle import images, recipes, runs
from tfstyle.errors import DataError, RecipeError
from tfstyle.runs.build import build_model
from tfstyle.runs.checkpoints import Checkpoints

LABELS = [[0, 48, 255], [255, 80, 0], [174, 0, 0]]
SAID = f"data.labels={LABELS}"


@pytest.fixture(scope="module")
def facades(tmp_path_factory):
    """Pairs of noise and a map of three colours, the photograph on the left."""
    root, draw = tmp_path_factory.mktemp("facades"), np.random.default_rng(0)
    for index in range(4):
        photo = draw.integers(0, 256, (36, 36, 3)).astype("uint8")
        classes = np.kron(draw.integers(0, 3, (4, 4)), np.ones((9, 9), int))
        both = np.concatenate([photo, np.uint8(LABELS)[classes]], axis=1)
        images.write_image(root / "train" / f"{index}.png", both)
    return root


def recipe_of(*overrides):
    return recipes.make_recipe({"model": "pix2pix"}, [
        "generator.filters=2", "generator.num_downs=3", "generator.upsampling=resize",
        "generator.inference_mode=eval", "discriminator.filters=2", "discriminator.num_layers=1",
        "discriminator.normalization=instance", "loss.feature_matching=10", "loss.r1=0.1",
        "loss.perceptual=1", "data.direction=b2a", "data.crop=32", "data.load=36", SAID,
        "train.steps=4", "train.ema=0.5", "train.checkpoint_every=2", "train.sample_every=4",
        "train.samples=1", *overrides,
    ])  # fmt: skip


def state(out, step):
    with np.load(Checkpoints(out / "checkpoints").path(step) / "state.npz") as file:
        return [file[name].tobytes() for name in file.files]


@pytest.mark.exhaustive
def test_train_resume_and_translate(facades, eye, tmp_path, quiet, monkeypatch):
    monkeypatch.setenv("TFSTYLE_VGG19", str(eye))
    out = tmp_path / "run"
    runs.train(recipe_of(), facades, out, strategy="one", console=quiet)
    whole = state(out, 4)
    shutil.rmtree(out / "final")
    shutil.rmtree(Checkpoints(out / "checkpoints").path(4))
    runs.train(recipe_of(), facades, out, resume=True, strategy="one", console=quiet)
    assert state(out, 4) == whole

    model = tfstyle.from_preset(out)
    assert model.generator.labels is not None
    sheet = images.read_image(facades / "train" / "0.png")
    assert model.translate(sheet[:, 36:]).shape == (36, 36, 3)
    assert recipes.load_recipe(out / "recipe.toml").data.labels == LABELS


def test_the_recipe_says_what_is_built():
    model = build_model(recipe_of("loss.perceptual=0"))
    for network in (model.generator, model.discriminator):
        assert network.get_config()["labels"] == LABELS
    assert (model.feature_matching, model.r1) == (10.0, 0.1)
    multiscale = recipes.make_recipe({"model": "multiscale"}, [
        "generator.filters=2", "generator.num_downs=1", "generator.num_blocks=0",
        "discriminator.filters=2", "data.crop=64", SAID,
    ])  # fmt: skip
    assert multiscale.data.nearest == "a"
    model = build_model(multiscale)
    for network in (model.generator, model.discriminator):
        assert network.get_config()["labels"] == LABELS


def test_a_colour_without_a_class_ends_the_run_before_it_begins(facades, tmp_path, quiet):
    two = recipe_of("loss.perceptual=0", f"data.labels={LABELS[:2]}")
    with pytest.raises(DataError, match=r"4 label maps have .*\[174, 0, 0\]"):
        runs.train(two, facades, tmp_path / "run", strategy="one", console=quiet)


@pytest.mark.parametrize(
    "said, message",
    [
        (["data.labels=[[0,0,0]]"], r"data\.labels must be a list of 2 to 256"),
        (["data.labels=[[0,0,0],[0,0,0]]"], r"colours that differ"),
        (["data.labels=[[0],[1]]"], "colours of 3 whole numbers"),
        (["data.labels=[[0,0,0],[0,0,999]]"], "from 0 to 255"),
        (["data.labels=red"], "'red'"),
        (["data.nearest=a"], r"would blend the colours of data\.labels.* side b"),
        (["data.layout=images", "data.derive=edges"], r"only when data\.layout is 'paired'"),
        (["data.out_channels=1"], "looks at colours"),
        (["discriminator.normalization=batch"], r"loss\.r1 = 0\.1 needs a discriminator without"),
    ],
)
def test_a_recipe_that_cannot_be_says_why(said, message):
    with pytest.raises(RecipeError, match=message):
        recipe_of(*said)


def test_a_network_that_repairs_pictures_takes_no_classes():
    with pytest.raises(RecipeError, match="repairs its source"):
        recipes.make_recipe({"model": "pix2pix"}, ["generator.network=restoration", SAID])
