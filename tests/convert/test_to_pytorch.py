"""Presets back to the files that PyTorch projects load."""

import numpy as np
import pytest

import tfstyle
from tests.convert.published import RESNET, lived_in, state_dict
from tfstyle import checkpoints
from tfstyle.convert import convert, to_pytorch
from tfstyle.convert.architectures import (
    AdaINEncoder,
    AdaINProjectDecoder,
    FastNeuralStyle,
    GANResNet,
)
from tfstyle.errors import ExportError
from tfstyle.models import FastStyle, Pix2Pix
from tfstyle.networks import AdaINDecoder, NormalizedVGG19, PixelStyleNetwork, ResNetGenerator


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


def test_back_to_the_files_of_the_style_projects(tmp_path):
    style = state_dict(lived_in(PixelStyleNetwork(2, num_blocks=1)), FastNeuralStyle())
    encoder = state_dict(lived_in(NormalizedVGG19(filters=2)), AdaINEncoder())
    decoder = AdaINDecoder(2, in_channels=16, plain=True)
    decoder = state_dict(lived_in(decoder), AdaINProjectDecoder())
    files = {"candy.pth": style, "vgg_normalised.pth": encoder, "decoder.pth": decoder}
    for name, arrays in files.items():
        checkpoints.write_torch(tmp_path / name, arrays)
    convert(tmp_path / "candy.pth", tmp_path / "candy")
    convert([tmp_path / "vgg_normalised.pth", tmp_path / "decoder.pth"], tmp_path / "adain")
    for preset, name in (("candy", "candy.pth"), ("adain", "decoder.pth")):
        (path,) = to_pytorch(tfstyle.from_preset(tmp_path / preset), tmp_path / "back").values()
        assert path.name == name
        again = checkpoints.read(path).arrays
        assert list(again) == list(files[name])
        for key, array in files[name].items():
            np.testing.assert_array_equal(again[key], array)


def test_a_styles_name_leads_nowhere_else(tmp_path):
    model = FastStyle(PixelStyleNetwork(2, num_blocks=1), ("../../waves",))
    (path,) = to_pytorch(model, tmp_path / "back").values()
    assert path == tmp_path / "back" / "waves.pth" and path.is_file()


def test_networks_without_norms_go_back_while_their_biases_are_zero(tmp_path):
    network = ResNetGenerator(**RESNET, normalization="none")
    (path,) = to_pytorch(Pix2Pix(network), tmp_path / "net.pth").values()
    assert "model.1.bias" not in checkpoints.read(path).arrays
    lived_in(network)
    with pytest.raises(ExportError, match=r"stem_conv/bias .* without a norm it has no biases"):
        to_pytorch(Pix2Pix(network), tmp_path / "net.pth")


def test_what_pytorch_projects_cannot_run_is_not_written(tmp_path):
    model = Pix2Pix(ResNetGenerator(**RESNET, upsampling="resize"))
    with pytest.raises(ExportError, match="nearest neighbour"):
        to_pytorch(model, tmp_path / "net.pth")
    assert not (tmp_path / "net.pth").exists()
