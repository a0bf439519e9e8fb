"""A run of NoiseGAN: from an array file to generated pictures, stopped and resumed."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import tfstyle
from tests.commands import blocks
from tfstyle import images, runs
from tfstyle.errors import RecipeError
from tfstyle.losses import WassersteinGANLoss
from tfstyle.models import NoiseGAN
from tfstyle.recipes import make_recipe, parse_recipe
from tfstyle.runs.build import build_model
from tfstyle.runs.checkpoints import Checkpoints

VALUES = {
    "model": "noise_gan",
    "generator": {"filters": 1, "latent_dim": 8},
    "discriminator": {"filters": 2},
    "data": {
        "layout": "arrays", "crop": 28, "out_channels": 1, "num_classes": 2, "flip": False,
    },
    "train": {
        "steps": 4, "batch_size": 4, "ema": 0.9, "diff_augment": "color,cutout", "log_every": 2,
        "sample_every": 2, "samples": 3, "checkpoint_every": 2,
    },
}  # fmt: skip


def recipe(*overrides):
    return make_recipe(VALUES, overrides)


@pytest.fixture
def file(tmp_path):
    x = np.random.default_rng(0).integers(0, 255, (6, 28, 28), dtype=np.uint8)
    np.savez(tmp_path / "tiny.npz", x_train=x, y_train=np.arange(6) % 2)
    return tmp_path / "tiny.npz"


def test_it_trains_resumes_to_the_same_weights_and_generates(file, tmp_path, quiet):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    runs.train(recipe(), file, whole, console=quiet)
    shutil.copytree(whole, parts)
    shutil.rmtree(Checkpoints(parts / "checkpoints").path(4))
    runs.train(recipe(), file, parts, resume=True, console=quiet)
    assert "Going on after step 2" in quiet.file.getvalue()
    states = []
    for run in (whole, parts):
        with np.load(Checkpoints(run / "checkpoints").path(4) / "state.npz") as state:
            states.append({name: state[name] for name in state.files})
    assert states[0].keys() == states[1].keys()
    for name, value in states[0].items():
        np.testing.assert_array_equal(states[1][name], value)

    shown = images.read_image(whole / "samples" / "step_00000004.png")
    assert shown.shape == (2 * 28 + 2, 3 * 28 + 4, 3)  # a row for each class
    model = tfstyle.from_preset(whole)
    assert model.generate(2, seed=0).shape == (2, 28, 28, 1)
    assert list((whole / "tb").rglob("*tfevents*"))


def test_a_recipes_keys_arrive_in_the_model():
    model = build_model(recipe(
        "data.crop=64", "data.num_classes=0", "data.out_channels=3", "generator.latent_dim=20",
        "generator.upsampling=transpose", "generator.modulation=false",
        "generator.normalization=instance", "discriminator.spectral_normalization=false",
        "loss.adversarial=wasserstein", "train.critic_steps=2", "train.diff_augment=none",
        "train.learning_rate=1e-4", "train.beta_1=0",
    ))  # fmt: skip
    assert isinstance(model, NoiseGAN)
    generator = model.generator
    assert (generator.resolution, generator.channels, generator.num_classes) == (64, 3, 0)
    assert (generator.latent_dim, generator.upsampling) == (20, "transpose")
    assert (generator.modulation, generator.normalization) == (False, "instance")
    assert not model.discriminator.spectral_normalization
    assert model.discriminator.normalization == "none" and model.discriminator.filters == 2
    assert model.adversarial_loss == WassersteinGANLoss(10.0)
    assert (model.critic_steps, model.diff_augment, model.ema) == (2, (), 0.9)
    assert model.generator_optimizer.beta_1 == 0


def test_defaults_are_hinge_with_spectral_normalization():
    plain = make_recipe({"model": "noise_gan"}, ["data.crop=64"])
    assert plain.loss.adversarial == "hinge" and plain.discriminator.spectral_normalization
    assert (plain.generator.normalization, plain.discriminator.normalization) == ("batch", "none")
    assert (plain.data.layout, plain.data.load, plain.train.batch_size) == ("images", 64, 64)
    assert plain.discriminator.num_layers is None and plain.generator.dropout is None


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("data.crop=48", "one of 28, 32"),
        ("train.critic_steps=3", "multiple of train.critic_steps = 3"),
        ("train.diff_augment=color,cutuot", "Did you mean 'cutout'"),
        ("data.layout=paired", "from pictures alone"),
        ("discriminator.num_layers=2", "applies only when"),
    ],
)
def test_keys_that_do_not_fit_are_refused(override, says):
    with pytest.raises(RecipeError, match=says):
        recipe(override)


def test_the_recipes_of_the_document_are_recipes():
    text = (Path(__file__).parents[2] / "docs" / "noise.md").read_text("utf-8")
    found = [parse_recipe(block) for block in blocks(text, "toml")]
    assert {recipe.data.crop for recipe in found} == {32, 64, 128}
    assert {recipe.loss.adversarial for recipe in found} == {
        "hinge", "non_saturating", "wasserstein"
    }
    assert any(recipe.train.critic_steps == 5 for recipe in found)
