"""`tfstyle convert` as it is typed: there, on, and back."""

import pickle

import numpy as np
import pytest

from tests.commands import run
from tfstyle import checkpoints, images, presets
from tfstyle.convert.architectures import GANUNet
from tfstyle.convert.transfer import dump
from tfstyle.networks import UNetGenerator


@pytest.fixture
def checkpoint(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    network = UNetGenerator(filters=2, num_downs=4)
    path = tmp_path / "latest_net_G.pth"
    checkpoints.write_torch(path, dump(network, GANUNet().entries(network.get_config())))
    draws = np.random.default_rng(0)
    images.write_image(tmp_path / "photo.png", draws.integers(0, 256, (40, 30, 3), np.uint8))
    pair = draws.integers(0, 256, (32, 64, 3), np.uint8)
    for part in ("train", "val"):
        images.write_image(tmp_path / "pairs" / part / "1.png", pair)
    return path


def test_there_on_and_back(checkpoint, tmp_path, capsys):
    assert run(["convert", checkpoint.name, "-o", "mine", "--sample", "photo.png", "--half"]) == 0
    said = capsys.readouterr().out
    assert "latest_net_G.pth: gan_unet (filters=2, num_downs=4" in said and "mine" in said
    assert (tmp_path / "mine" / "samples.jpg").is_file()
    assert run(["translate", "mine", "photo.png", "-o", "out.png"]) == 0
    assert images.read_image("out.png").shape == (40, 30, 3)

    smaller = ["--set", "data.crop=32", "--set", "data.load=32", "--set", "train.steps=1"]
    assert run(["train", "mine", "--data", "pairs", "--out", "run", *smaller]) == 0
    before, after = (presets.load(tmp_path / name).generator for name in ("mine", "run/final"))
    for ours, theirs in zip(before.get_weights(), after.get_weights(), strict=True):
        if ours.ndim == 4:  # one step from where it was, not anew: kernels begin at 0.02
            assert np.abs(ours - theirs).max() < 2e-3

    # The run's model has no discriminator, and a fresh one is none to pass on.
    assert run(["convert", "run", "--to", "pytorch", "-o", "back"]) == 0
    assert [path.name for path in (tmp_path / "back").iterdir()] == ["latest_net_G.pth"]
    assert "holds no discriminator" in capsys.readouterr().out
    assert run(["convert", "run", "--to", "pytorch", "-o", "back.pth"]) == 0
    first, second = (checkpoints.read(path).arrays for path in (checkpoint, "back.pth"))
    assert {k: a.shape for k, a in first.items()} == {k: a.shape for k, a in second.items()}


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["evil.pth", "-o", "mine"], "os.system"),
        (["missing.pth", "-o", "mine"], "no such file"),
        (["photo.png", "-o", "mine"], "photo.png"),
        (["latest_net_G.pth", "-o", "mine", "--architecture", "gan_resnet"], "gan_resnet"),
        (["latest_net_G.pth", "-o", "mine", "--to", "keras"], "preset, pytorch or onnx"),
        (["latest_net_G.pth", "-o", "mine", "--model", "cut"], "make no cut"),
        (["latest_net_G.pth", "-o", "photo.png"], "is a file"),
        (["latest_net_G.pth", "-o", "pairs"], "would be deleted: train, val"),
        (["x", "--to", "onnx", "-o", "y.onnx", "--half", "--name", "z"], "--name, --half: for"),
    ],
)
def test_what_cannot_be_converted_is_one_line(checkpoint, tmp_path, capsys, arguments, said):
    (tmp_path / "evil.pth").write_bytes(pickle.dumps(_Evil(), protocol=2).replace(b"posix", b"os"))
    assert run(["convert", *arguments[:1], *arguments[1:]]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and said in error
    assert not (tmp_path / "mine").exists() and not (tmp_path / "ran").exists()


def test_a_style_where_none_is_taken_is_refused(checkpoint, tmp_path, capsys):
    assert run(["convert", checkpoint.name, "-o", "mine", "--sample", "photo.png",
                "--style", "photo.png"]) == 1  # fmt: skip
    assert "Pix2Pix learned its one style" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()
    assert run(["convert", checkpoint.name, "-o", "mine"]) == 0
    capsys.readouterr()
    back = ["convert", "mine", "--to", "pytorch", "-o", "back.pth", "--style", "photo.png"]
    assert run(back) == 1
    assert "--to onnx takes a style" in capsys.readouterr().err


def test_training_a_preset_anew_from_its_recipe_alone_says_what_is_missing(
    checkpoint, tmp_path, capsys
):
    run(["convert", checkpoint.name, "-o", "mine"])
    recipe = (tmp_path / "mine" / "recipe.toml").read_text("utf-8")
    (tmp_path / "alone.toml").write_text(recipe, "utf-8")
    capsys.readouterr()
    assert run(["train", "alone.toml", "--data", "pairs", "--out", "run"]) == 1
    assert "train.init" in capsys.readouterr().err


class _Evil:
    def __reduce__(self):
        import os

        return os.system, ("touch ran",)
