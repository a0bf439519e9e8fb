"""From files to presets and back, as a user does it: no PyTorch needed."""

import json
import os

import numpy as np
import pytest

import tfstyle
from tests.convert.published import picture, state_dict
from tfstyle import checkpoints, images, presets
from tfstyle.convert import convert
from tfstyle.convert.architectures import (
    FastNeuralStyle,
    GANResNet,
)
from tfstyle.errors import ArchitectureError, CheckpointError
from tfstyle.networks import PixelStyleNetwork


def test_a_generator_becomes_a_preset_that_paints_the_same(files, tmp_path):
    paths, networks = files
    (source,) = convert(paths["resnet"], tmp_path / "mine", metadata={"license": "BSD"})
    assert source.architecture == "gan_resnet" and source.arguments["filters"] == 2
    model = tfstyle.from_preset(tmp_path / "mine")
    assert model.directions == ("input2output",)
    np.testing.assert_array_equal(
        model.translator()(picture()), networks["resnet"](picture(), training=False)
    )
    card = (tmp_path / "mine" / "README.md").read_text("utf-8")
    assert source.sha256 in card and "gan_resnet" in card and "BSD" in card
    config = json.loads((tmp_path / "mine" / "config.json").read_text("utf-8"))
    assert config["metadata"]["converted_from"][0]["file"] == "latest_net_G_A.pth"


def test_half_precision_and_samples(files, tmp_path):
    paths, _ = files
    photo = tmp_path / "photo.png"
    images.write_image(photo, images.to_uint8(picture()[0]))
    whole = tmp_path / "whole"
    convert(paths["resnet"], whole, samples=[photo])
    convert(paths["resnet"], tmp_path / "half", dtype="float16")
    assert images.read_image(whole / "samples.jpg").shape[1] >= 96
    assert "samples.jpg" in (whole / "README.md").read_text("utf-8")
    sizes = [os.path.getsize(tmp_path / name / presets.WEIGHTS) for name in ("whole", "half")]
    assert sizes[1] < sizes[0]


def test_files_that_do_not_belong_together_are_refused(files, tmp_path):
    paths, _ = files
    with pytest.raises(ArchitectureError, match=r"Received: 0 generator\(s\), 1 discriminator"):
        convert(paths["pairs"], tmp_path / "mine")


def test_numbers_that_are_none_are_refused(files, tmp_path):
    _, networks = files
    arrays = state_dict(networks["resnet"], GANResNet())
    arrays["model.1.bias"] = np.array([np.nan, 1], "float32")
    checkpoints.write_torch(tmp_path / "nan.pth", arrays)
    with pytest.raises(CheckpointError, match=r"model\.1\.bias"):
        convert(tmp_path / "nan.pth", tmp_path / "mine")


def test_the_card_says_how_to_use_it(tmp_path):
    arrays = state_dict(PixelStyleNetwork(2, num_blocks=1), FastNeuralStyle())
    checkpoints.write_torch(tmp_path / "candy.pth", arrays)
    convert(tmp_path / "candy.pth", tmp_path / "candy", dtype="float16")
    card = (tmp_path / "candy" / "README.md").read_text("utf-8")
    assert "tfstyle translate candy photo.jpg -o out.jpg\n" in card
    assert "rounded to half precision" in card
