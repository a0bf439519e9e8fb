"""MultiScale and CUT through a whole run: trained, resumed, loaded, translating."""

import shutil

import numpy as np
import pytest

import tfstyle
from tests.optional import need
from tfstyle import images, recipes, runs
from tfstyle.errors import RecipeError
from tfstyle.runs.build import build_model
from tfstyle.runs.checkpoints import Checkpoints

data = need("skimage.data")

SMALL = {
    "multiscale": ["generator.num_downs=1", "generator.local_blocks=1", "generator.num_blocks=0",
                   "train.coarse_steps=2"],
    "cut": ["generator.num_blocks=1", "loss.num_patches=16"],
    "fastcut": ["generator.num_blocks=1", "loss.num_patches=16"],
}  # fmt: skip


def tiny(model, *overrides):
    return recipes.make_recipe({"model": model}, [
        "generator.filters=4", "discriminator.filters=4", "discriminator.num_layers=1",
        "data.crop=32", "data.load=36", "train.steps=4", "train.ema=0.5",
        "train.checkpoint_every=2", "train.log_every=1", "train.sample_every=4",
        "train.samples=1", *SMALL[model], *overrides,
    ])  # fmt: skip


def state(out, step):
    with np.load(Checkpoints(out / "checkpoints").path(step) / "state.npz") as file:
        return [file[name].tobytes() for name in file.files]


@pytest.mark.parametrize(
    "model",
    [pytest.param(name, marks=() if name == "cut" else pytest.mark.exhaustive) for name in SMALL],
)
def test_train_resume_and_translate(model, paired, unpaired, tmp_path, quiet):
    root = paired if model == "multiscale" else unpaired
    recipe, out = tiny(model), tmp_path / "run"
    runs.train(recipe, root, out, strategy="one", console=quiet)
    whole = state(out, 4)

    # As if it had been killed after the first checkpoint; MultiScale changes phase just there.
    shutil.rmtree(out / "final")
    shutil.rmtree(Checkpoints(out / "checkpoints").path(4))
    runs.train(recipe, root, out, resume=True, strategy="one", console=quiet)
    assert state(out, 4) == whole

    loaded = tfstyle.from_preset(out)
    assert set(loaded.networks) == {"generator"}
    photo = images.resize(data.chelsea(), (37, 50))
    assert loaded.translate(photo).shape == photo.shape
    assert (out / "samples" / "step_00000004.png").exists()


def test_the_recipe_says_what_is_built():
    model = build_model(tiny(
        "multiscale", "generator.num_scales=3", "generator.label_edges=true", "loss.l2=5",
        "loss.feature_matching=2", "discriminator.num_scales=1", "loss.adversarial_weight=0.5",
        "data.crop=48", "data.load=48",
    ))  # fmt: skip
    assert (model.generator.num_scales, model.generator.label_edges) == (3, True)
    assert model.discriminator.num_scales == 1 and model.discriminator.in_channels == 6
    config = model.get_config()
    assert [config[k] for k in ("l2", "feature_matching", "adversarial", "coarse_steps")] == [
        5.0, 2.0, 0.5, 2
    ]  # fmt: skip

    config = build_model(tiny("fastcut", "loss.temperature=0.1")).get_config()
    assert (config["nce"], config["identity_nce"], config["flip_equivariance"]) == (10, False, True)
    assert (config["temperature"], config["num_patches"]) == (0.1, 16)
    assert config["generator"]["config"]["upsampling"] == "antialiased"


def test_without_pairs_multiscale_wants_losses_that_need_none():
    unpaired = "data.layout=unpaired"
    with pytest.raises(RecipeError, match=r"needs a loss\.content above 0"):
        tiny("multiscale", unpaired)
    with pytest.raises(RecipeError, match=r"loss\.l1 = 1\.0 compares with the target"):
        tiny("multiscale", unpaired, "loss.content=1", "loss.l1=1")
    recipe = tiny("multiscale", unpaired, "loss.content=1", "loss.style=1")
    assert recipe.loss.feature_matching == 0.0


def test_phases_must_fit_the_network_and_the_steps():
    with pytest.raises(RecipeError, match=r"need generator\.num_scales of 2"):
        tiny("multiscale", "generator.num_scales=1")
    with pytest.raises(RecipeError, match="add up to 5, more than"):
        tiny("multiscale", "train.enhancer_steps=3")
    with pytest.raises(RecipeError, match=r"must be a multiple of 32"):
        tiny("multiscale", "generator.num_downs=4", "data.crop=48", "data.load=48")
