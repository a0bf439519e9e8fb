"""Which files make which model together, and which do not."""

import numpy as np
import pytest

import tfstyle
from tests.convert.published import PAIRS, RESNET, UNET, picture, state_dict
from tfstyle import checkpoints, presets, recipes
from tfstyle.convert import convert
from tfstyle.convert.architectures import GANDiscriminator, GANResNet, GANUNet
from tfstyle.errors import ArchitectureError
from tfstyle.networks import PatchDiscriminator, ResNetGenerator, UNetGenerator
from tfstyle.runs.build import build_model


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


def discriminator(channels):
    return PatchDiscriminator(**{**PAIRS, "in_channels": channels}), GANDiscriminator()


@pytest.mark.parametrize(
    ("networks", "options", "message"),
    [
        ([(UNetGenerator(**UNET), GANUNet()), discriminator(5)], {},
         r"1\.pth judges pictures of 5 channels; .* this pix2pix sees source and target .* 6"),
        ([(ResNetGenerator(**RESNET), GANResNet()), discriminator(1)], {}, "of 1 channels"),
        ([(ResNetGenerator(**RESNET, in_channels=1), GANResNet())], {"model": "cut"},
         "takes 1 channels and gives 3. Use --model pix2pix"),
        ([(ResNetGenerator(**RESNET, in_channels=1), GANResNet()),
          (ResNetGenerator(**RESNET), GANResNet())], {}, "is not the way back"),
        ([(ResNetGenerator(**RESNET), GANResNet()),
          (ResNetGenerator(**RESNET, normalization="batch"), GANResNet())], {}, "one by one"),
    ],
)  # fmt: skip
def test_networks_that_do_not_suit_each_other_are_refused(tmp_path, networks, options, message):
    paths = [tmp_path / f"{index}.pth" for index in range(len(networks))]
    for path, (network, architecture) in zip(paths, networks, strict=True):
        checkpoints.write_torch(path, state_dict(network, architecture))
    with pytest.raises(ArchitectureError, match=message):
        convert(paths, tmp_path / "mine", **options)


def test_a_generator_with_other_channels_out_than_in_learns_from_pairs(tmp_path):
    network = ResNetGenerator(**RESNET, in_channels=1)
    checkpoints.write_torch(tmp_path / "colour.pth", state_dict(network, GANResNet()))
    convert(tmp_path / "colour.pth", tmp_path / "mine")
    assert recipes.load_recipe(tmp_path / "mine" / "recipe.toml").model == "pix2pix"


def test_both_ways_between_gray_and_colour_have_a_recipe_that_builds(tmp_path):
    for name, channels in (("G_A", (1, 3)), ("G_B", (3, 1))):
        network = ResNetGenerator(2, 1, *channels)
        checkpoints.write_torch(tmp_path / f"{name}.pth", state_dict(network, GANResNet()))
    convert([tmp_path / "G_A.pth", tmp_path / "G_B.pth"], tmp_path / "mine")
    recipe = recipes.load_recipe(tmp_path / "mine" / "recipe.toml", ["data.crop=32"])
    assert recipe.loss.identity == 0
    logs = build_model(recipe).train_step((picture((32, 32))[..., :1], picture((32, 32))))
    assert np.isfinite(float(logs["generator/loss"]))


def test_generators_of_two_widths_have_no_recipe(tmp_path):
    for name, width in (("G_A", 2), ("G_B", 3)):
        network = ResNetGenerator(width, 1)
        checkpoints.write_torch(tmp_path / f"{name}.pth", state_dict(network, GANResNet()))
    convert([tmp_path / "G_A.pth", tmp_path / "G_B.pth"], tmp_path / "mine")
    assert (tmp_path / "mine" / presets.CONFIG).is_file()
    assert not (tmp_path / "mine" / "recipe.toml").exists()
