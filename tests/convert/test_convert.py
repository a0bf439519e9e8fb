"""From files to presets and back, as a user does it: no PyTorch needed."""

import json
import os

import numpy as np
import pytest

import tfstyle
from tests.convert.published import RESNET, UNET, picture, state_dict
from tfstyle import checkpoints, images, presets
from tfstyle.convert import convert, to_pytorch
from tfstyle.convert.architectures import (
    ARCHITECTURES,
    GANResNet,
    GANUNet,
)
from tfstyle.convert.recognition import recognise
from tfstyle.errors import ArchitectureError, CheckpointError, ExportError
from tfstyle.networks import (
    ResNetGenerator,
    UNetGenerator,
)


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


@pytest.mark.parametrize(
    "names, options, kind",
    [
        (["unet"], {}, "Pix2Pix"),
        (["unet", "pairs"], {}, "Pix2Pix"),
        (["resnet"], {}, "CUT"),
        (["resnet", "single"], {}, "CUT"),
        (["resnet"], {"model": "pix2pix"}, "Pix2Pix"),
        (["other_resnet", "resnet"], {}, "CycleGAN"),
        (["resnet", "single", "other_resnet", "other_single"], {}, "CycleGAN"),
    ],
)
def test_files_that_belong_together_make_their_model(files, tmp_path, names, options, kind):
    paths, networks = files
    convert([paths[name] for name in names], tmp_path / "mine", **options)
    model = tfstyle.from_preset(tmp_path / "mine", training=True)
    assert type(model).__name__ == kind
    first = model.networks["generator_ab" if kind == "CycleGAN" else "generator"]
    expected = networks["unet" if "unet" in names else "resnet"]
    for ours, theirs in zip(first.get_weights(), expected.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    if "other_single" in names:  # D_A judges what G_A paints: pictures of b
        judged = model.discriminator_b.get_weights()[0]
        np.testing.assert_array_equal(judged, networks["single"].get_weights()[0])


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


def test_back_to_pytorch_files_with_the_projects_names(files, tmp_path):
    paths, networks = files
    convert([paths["resnet"], paths["other_resnet"]], tmp_path / "mine")
    model = tfstyle.from_preset(tmp_path / "mine")
    written = to_pytorch(model, tmp_path / "back")
    assert sorted(path.name for path in written.values()) == [
        "latest_net_G_A.pth", "latest_net_G_B.pth",
    ]  # fmt: skip
    again = checkpoints.read(written["generator_ab"]).arrays
    for key, array in state_dict(networks["resnet"], GANResNet()).items():
        np.testing.assert_array_equal(again[key], array)
    with pytest.raises(ExportError, match="2: generator_ab, generator_ba"):
        to_pytorch(model, tmp_path / "one.pth")


def test_what_pytorch_projects_cannot_run_is_not_written(tmp_path):
    from tfstyle.models import Pix2Pix

    model = Pix2Pix(ResNetGenerator(**RESNET, upsampling="resize"))
    with pytest.raises(ExportError, match="nearest neighbour"):
        to_pytorch(model, tmp_path / "net.pth")
    assert not (tmp_path / "net.pth").exists()
