"""Small real pictures for training runs, and a console that keeps quiet."""

import io

import numpy as np
import pytest
from rich.console import Console

from tests.optional import need
from tfstyle import images, networks
from tfstyle.recipes import make_recipe

SIDE = 36


def _crops(count):
    data, transform = need("skimage.data"), need("skimage.transform")
    pictures = [data.astronaut(), data.chelsea(), data.coffee(), data.rocket()]
    small = [
        (transform.resize(p[:300, :300], (SIDE, SIDE), anti_aliasing=True) * 255).astype("uint8")
        for p in pictures
    ]
    return [np.roll(small[i % 4], 5 * i, axis=1) for i in range(count)]


@pytest.fixture(scope="session")
def paired(tmp_path_factory):
    """AB pictures: gray left, colour right; 6 to train on, 2 held out."""
    color = need("skimage.color")
    root = tmp_path_factory.mktemp("paired")
    for i, picture in enumerate(_crops(8)):
        gray = (color.gray2rgb(color.rgb2gray(picture)) * 255).astype("uint8")
        split = "train" if i < 6 else "val"
        images.write_image(root / split / f"{i}.png", np.concatenate([gray, picture], axis=1))
    return root


@pytest.fixture(scope="session")
def unpaired(tmp_path_factory):
    """Photographs in trainA, their negatives in trainB."""
    root = tmp_path_factory.mktemp("unpaired")
    for i, picture in enumerate(_crops(5)):
        images.write_image(root / "trainA" / f"{i}.png", picture)
        images.write_image(root / "trainB" / f"{i}.png", 255 - picture)
    return root


@pytest.fixture(scope="session")
def eye(tmp_path_factory):
    """Untrained weights of VGG19 in a file, as a user would provide the trained ones."""
    flat = {}
    for layer in networks.VGG19(("relu4_1",)).layers:
        if "_conv" in layer.name:
            kernel, bias = layer.get_weights()
            flat |= {f"{layer.name}/kernel": kernel.astype("float16"), f"{layer.name}/bias": bias}
    path = tmp_path_factory.mktemp("vgg") / "vgg19.npz"
    np.savez(path, **flat)
    return path


@pytest.fixture
def quiet():
    """A console whose text the test may read: `quiet.file.getvalue()`."""
    return Console(file=io.StringIO(), force_terminal=False, width=200)


def tiny_values(model="pix2pix"):
    generator = {"filters": 4} if model == "pix2pix" else {"filters": 4, "num_blocks": 1}
    return {
        "model": model,
        "generator": {**generator, "dropout": 0.5},
        "discriminator": {"filters": 4, "num_layers": 1},
        "data": {"crop": 32, "load": 36},
        "train": {
            "steps": 6, "ema": 0.9, "pool_size": 3, "log_every": 2, "sample_every": 100,
            "samples": 1, "checkpoint_every": 3,
        },
    }  # fmt: skip


@pytest.fixture
def tiny():
    """Function of a model's name and overrides: a recipe that trains in a second."""
    return lambda model="pix2pix", *overrides: make_recipe(tiny_values(model), overrides)
