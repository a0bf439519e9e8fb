"""Which files make which model together, and which do not."""

import numpy as np
import pytest

import tfstyle
from tests.convert.published import PAIRS, RESNET, UNET, lived_in, picture, state_dict
from tfstyle import checkpoints, presets, recipes
from tfstyle.convert import convert
from tfstyle.convert.architectures import GANDiscriminator, GANResNet, GANUNet
from tfstyle.errors import ArchitectureError
from tfstyle.networks import PatchDiscriminator, ResNetGenerator, UNetGenerator
from tfstyle.runs.build import build_model
from tfstyle.runs.initial_weights import begin_with


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


def test_a_discriminators_norm_is_its_generators_where_the_file_does_not_tell(tmp_path):
    plain = {**PAIRS, "normalization": "none"}
    generator = ResNetGenerator(**RESNET, normalization="none")
    judge = lived_in(PatchDiscriminator(**plain))
    arrays = state_dict(judge, GANDiscriminator())
    # The project's code of 2019 gave convolutions biases here, too, as before instance norm.
    arrays["model.2.bias"] = np.asarray(judge.get_layer("layer1_conv").bias)
    for name, content in (("G", state_dict(generator, GANResNet())), ("D", arrays)):
        checkpoints.write_torch(tmp_path / f"{name}.pth", content)
    sources = convert([tmp_path / "G.pth", tmp_path / "D.pth"], tmp_path / "mine", model="pix2pix")
    assert [source.arguments["normalization"] for source in sources] == ["none", "none"]
    again = tfstyle.from_preset(tmp_path / "mine", training=True).discriminator
    x = np.concatenate([picture((32, 32))] * 2, axis=-1)
    np.testing.assert_allclose(again(x), judge(x), atol=1e-5)
    recipe = recipes.load_recipe(tmp_path / "mine" / "recipe.toml")
    assert recipe.discriminator.normalization == "none"


def test_cut_with_one_antialiasing_trains_on_as_it_is(tmp_path):
    network = lived_in(ResNetGenerator(**RESNET, upsampling="antialiased", downsampling="strided"))
    checkpoints.write_torch(tmp_path / "cut.pth", state_dict(network, GANResNet()))
    convert(tmp_path / "cut.pth", tmp_path / "mine")
    recipe = recipes.load_recipe(tmp_path / "mine" / "recipe.toml", ["data.crop=32"])
    model = build_model(recipe)
    assert "generator" in begin_with(model, tmp_path / "mine")
    x = picture((32, 48))
    np.testing.assert_array_equal(model.generator(x), network(x))


def test_generators_of_two_widths_have_no_recipe(tmp_path):
    for name, width in (("G_A", 2), ("G_B", 3)):
        network = ResNetGenerator(width, 1)
        checkpoints.write_torch(tmp_path / f"{name}.pth", state_dict(network, GANResNet()))
    convert([tmp_path / "G_A.pth", tmp_path / "G_B.pth"], tmp_path / "mine")
    assert (tmp_path / "mine" / presets.CONFIG).is_file()
    assert not (tmp_path / "mine" / "recipe.toml").exists()
