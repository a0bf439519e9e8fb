"""Style models through a whole run: trained, resumed from a checkpoint, loaded, translating."""

import shutil

import numpy as np
import pytest

import tfstyle
from tests.optional import need
from tfstyle import images, runs
from tfstyle.recipes import make_recipe
from tfstyle.runs.checkpoints import Checkpoints

data = need("skimage.data")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """Photographs alone, photographs beside paintings, and two paintings."""
    root = tmp_path_factory.mktemp("pictures")
    photo = images.resize(data.astronaut(), (40, 40))
    for i in range(3):
        images.write_image(root / "photos" / f"{i}.png", np.roll(photo, 7 * i, axis=1))
        images.write_image(root / "both" / "trainA" / f"{i}.png", np.roll(photo, 7 * i, axis=1))
        images.write_image(root / "both" / "trainB" / f"{i}.png", 255 - photo)
    for name, painting in (("fire", photo[..., ::-1]), ("water", photo.swapaxes(0, 1))):
        images.write_image(root / f"{name}.png", painting)
        for turns in range(2):  # a painter of that name
            images.write_image(root / "painter" / name / f"{turns}.png", np.rot90(painting, turns))
    return root


def values(model, pictures):
    common = {
        "model": model,
        "generator": {"filters": 4},
        "data": {"crop": 32, "load": 36},
        "train": {
            "steps": 4, "batch_size": 2, "ema": 0.5, "checkpoint_every": 2, "log_every": 1,
            "sample_every": 4, "samples": 1,
        },
    }  # fmt: skip
    if model == "fast_style":
        common["data"]["styles"] = [
            str(pictures / "fire.png"), str(pictures / "painter" / "water")
        ]  # fmt: skip
    return common


@pytest.mark.parametrize(
    "model",
    ["fast_style", "microast", pytest.param("adain", marks=pytest.mark.exhaustive)],
)
def test_train_resume_and_paint(model, eye, pictures, tmp_path, quiet, monkeypatch):
    monkeypatch.setenv("TFSTYLE_VGG19", str(eye))
    root = pictures / ("photos" if model == "fast_style" else "both")
    recipe = make_recipe(values(model, pictures))
    out = tmp_path / "run"
    runs.train(recipe, root, out, strategy="one", console=quiet)
    first = tfstyle.from_preset(out)

    # As if it had been killed after the first checkpoint.
    shutil.rmtree(out / "final")
    shutil.rmtree(Checkpoints(out / "checkpoints").path(4))
    runs.train(recipe, root, out, resume=True, strategy="one", console=quiet)
    second = tfstyle.from_preset(out)
    for name, network in first.networks.items():
        for a, b in zip(network.weights, second.networks[name].weights, strict=True):
            np.testing.assert_array_equal(a.numpy(), b.numpy())

    sample = images.read_image(out / "samples" / "step_00000004.png")
    assert sample.shape[1] > 3 * 32  # photograph, and two paintings, or painting and result
    style = "water" if model == "fast_style" else pictures / "water.png"
    photo = images.resize(data.chelsea(), (37, 50))
    painted = second.translate(photo, style=style)
    assert painted.shape == photo.shape and np.abs(painted - photo.astype("int16")).mean() > 1
