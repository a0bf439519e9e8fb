"""From files to presets and back, as a user does it: no PyTorch needed."""

import json
import os

import numpy as np
import pytest

import tfstyle
from tests.convert.published import UNET, picture, state_dict
from tfstyle import checkpoints, images, presets
from tfstyle.convert import convert
from tfstyle.convert.architectures import (
    ARCHITECTURES,
    FastNeuralStyle,
    GANResNet,
    GANUNet,
)
from tfstyle.convert.recognition import recognise
from tfstyle.errors import ArchitectureError, CheckpointError
from tfstyle.networks import PixelStyleNetwork, UNetGenerator


def test_a_generator_becomes_a_preset_that_paints_the_same(files, tmp_path):
    paths, networks = files
    (source,) = convert(paths["resnet"], tmp_path / "mine", metadata={"license": "BSD"})
    assert source.architecture == "gan_resnet" and source.arguments["filters"] == 2
    model = tfstyle.from_preset(tmp_path / "mine")
    assert model.directions == ("input2output",)
    np.testing.assert_array_equal(
        model.translator()(picture()), networks["resnet"](picture(), training=False)
    )
    card = (tmp_path / "mine" / "README.md").read_text()
    assert source.sha256 in card and "gan_resnet" in card and "BSD" in card
    config = json.loads((tmp_path / "mine" / "config.json").read_text())
    assert config["metadata"]["converted_from"][0]["file"] == "latest_net_G_A.pth"


def test_half_precision_and_samples(files, tmp_path):
    paths, _ = files
    photo = tmp_path / "photo.png"
    images.write_image(photo, images.to_uint8(picture()[0]))
    whole = tmp_path / "whole"
    convert(paths["resnet"], whole, samples=[photo])
    convert(paths["resnet"], tmp_path / "half", dtype="float16")
    assert images.read_image(whole / "samples.jpg").shape[1] >= 96
    assert "samples.jpg" in (whole / "README.md").read_text()
    sizes = [os.path.getsize(tmp_path / name / presets.WEIGHTS) for name in ("whole", "half")]
    assert sizes[1] < sizes[0]


def test_what_does_not_fit_is_listed(files, tmp_path):
    _, networks = files
    arrays = state_dict(networks["unet"], GANUNet())
    del arrays["model.model.3.bias"]
    arrays["extra.weight"] = np.zeros(3, "float32")
    checkpoints.write_torch(tmp_path / "odd.pth", arrays)
    with pytest.raises(ArchitectureError) as error:
        convert(tmp_path / "odd.pth", tmp_path / "mine")
    for part in ("odd.pth", "gan_unet", "missing: model.model.3.bias", "unexpected: extra.weight"):
        assert part in str(error.value)
    assert not (tmp_path / "mine").exists()


def test_a_wrong_shape_is_told_with_the_right_one():
    arrays = state_dict(UNetGenerator(**UNET), GANUNet())
    shapes = {key: array.shape for key, array in arrays.items()}
    shapes["model.model.1.model.1.weight"] = (4, 2, 3, 3)
    with pytest.raises(ArchitectureError, match=r"is \(4, 2, 3, 3\), not \(4, 2, 4, 4\)"):
        recognise(shapes, ARCHITECTURES)


def test_something_else_is_named_beside_its_nearest_kin():
    shapes = {"model.model.0.weight": (2, 3, 4, 4), "head.weight": (10, 2)}
    with pytest.raises(ArchitectureError, match="no network known here; the nearest is gan_unet"):
        recognise(shapes, ARCHITECTURES)
    with pytest.raises(ArchitectureError, match=r"'gan_unett'\. Did you mean 'gan_unet'"):
        recognise(shapes, ARCHITECTURES, "gan_unett")


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
    card = (tmp_path / "candy" / "README.md").read_text()
    assert "tfstyle translate candy photo.jpg -o out.jpg\n" in card
    assert "rounded to half precision" in card
