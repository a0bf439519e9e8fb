"""A cross-domain recipe trains, stops, goes on and paints."""

import shutil

import numpy as np
import pytest

import tfstyle
from tfstyle import images, recipes, runs
from tfstyle.errors import RecipeError
from tfstyle.models import CrossDomain
from tfstyle.networks import VGG19
from tfstyle.runs.build import build_model
from tfstyle.runs.checkpoints import Checkpoints


def values(**loss):
    return {
        "model": "cross_domain",
        "generator": {"filters": 4, "num_blocks": 1, "fusion": "adain"},
        "discriminator": {"filters": 4, "num_layers": 1},
        "loss": {"content_layer": "relu2_1", "style_layers": ["relu1_1"], **loss},
        "data": {"crop": 32, "load": 36},
        "train": {
            "steps": 3, "ema": 0.5, "log_every": 1, "sample_every": 3, "samples": 1,
            "checkpoint_every": 2,
        },
    }  # fmt: skip


@pytest.fixture(autouse=True)
def untrained_vgg(monkeypatch):
    eyes = {}

    def load(layers, **options):
        return eyes.setdefault(layers, VGG19(layers, filters=4, **options))

    monkeypatch.setattr("tfstyle.models.shared.loss_encoder.load_vgg19", load)


def test_the_keys_arrive():
    model = build_model(recipes.make_recipe(
        values(adversarial_weight=2, content=3, style=4, adversarial="hinge"),
        ["data.domains=['photo', 'painting']", "data.style_size=64"],
    ))  # fmt: skip
    assert isinstance(model, CrossDomain) and model.generator.fusion == "adain"
    assert (model.adversarial, model.content, model.style) == (2, 3, 4)
    assert model.directions == ("photo2painting",) and model.style_size == 64 and not model.paired
    assert model.encoder_layers == ("relu1_1", "relu2_1")
    paired = build_model(recipes.make_recipe(values(l1=5), ["data.layout=paired"]))
    assert paired.paired and paired.get_config()["l1"] == 5
    derived = ["data.layout=images", "data.derive=edges"]
    assert build_model(recipes.make_recipe(values(), derived)).paired


def test_what_does_not_fit_is_refused():
    with pytest.raises(RecipeError, match=r"learns without pairs: .*; or from pairs: .*'images'"):
        recipes.make_recipe(values(), ["data.layout=images"])
    with pytest.raises(RecipeError, match=r"loss.l1 = 5\.0 compares with a target"):
        recipes.make_recipe(values(l1=5))


def state(out):
    with np.load(Checkpoints(out / "checkpoints").path(3) / "state.npz") as file:
        return [file[name].tobytes() for name in file.files]


@pytest.mark.exhaustive
def test_a_run_trains_resumes_and_translates(unpaired, tmp_path, quiet):
    recipe, out = recipes.make_recipe(values()), tmp_path / "run"
    model = runs.train(recipe, unpaired, out, strategy="one", console=quiet)
    whole = state(out)

    # As if it had been killed after the first checkpoint.
    shutil.rmtree(out / "final")
    shutil.rmtree(Checkpoints(out / "checkpoints").path(3))
    runs.train(recipe, unpaired, out, resume=True, strategy="one", console=quiet)
    assert state(out) == whole

    sample = images.read_image(out / "samples" / "step_00000003.png")
    assert sample.shape[1] > 3 * 32 - 1  # content, style and result
    loaded = tfstyle.from_preset(out)
    assert set(loaded.networks) == {"generator"}
    photo, style = np.random.default_rng(0).integers(0, 256, (2, 30, 41, 3), "uint8")
    painted = loaded.translate(photo, style=style)
    expected = model.translate(photo, style=style)
    assert painted.shape == photo.shape and np.abs(painted.astype(int) - expected).max() <= 1
