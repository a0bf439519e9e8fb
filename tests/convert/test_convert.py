"""From files to presets and back, as a user does it: no PyTorch needed."""

import json
import os

import numpy as np
import pytest

import tfstyle
from tfstyle import checkpoints, images, presets, recipes
from tfstyle.convert import convert, to_onnx, to_pytorch
from tfstyle.convert.architectures import (
    ARCHITECTURES,
    FastNeuralStyle,
    FastStyleTransfer,
    GANDiscriminator,
    GANResNet,
    GANUNet,
)
from tfstyle.convert.recognition import recognise
from tfstyle.convert.transfer import dump
from tfstyle.errors import ArchitectureError, CheckpointError, ExportError, RecipeError
from tfstyle.networks import (
    PatchDiscriminator,
    PixelStyleNetwork,
    ResNetGenerator,
    TransposedStyleNetwork,
    UNetGenerator,
)
from tfstyle.runs.build import build_model
from tfstyle.runs.builders import BUILDERS
from tfstyle.runs.initial_weights import begin_with

RESNET = {"filters": 2, "num_blocks": 1}
UNET = {"filters": 2, "num_downs": 4}
PAIRS = {"filters": 2, "num_layers": 1, "in_channels": 6, "normalization": "batch"}


def lived_in(network, seed=0):
    draws = np.random.default_rng(seed)
    for weight in network.weights:
        noise = 0.3 * draws.normal(size=weight.shape)
        weight.assign(np.abs(noise) + 0.5 if "variance" in weight.name else noise)
    return network


def state_dict(network, architecture):
    return dump(network, architecture.entries(network.get_config()))


@pytest.fixture
def files(tmp_path):
    """Checkpoints as the projects name them."""
    made = {
        "resnet": (GANResNet(), ResNetGenerator(**RESNET)),
        "other_resnet": (GANResNet(), ResNetGenerator(**RESNET)),
        "unet": (GANUNet(), UNetGenerator(**UNET)),
        "pairs": (GANDiscriminator(), PatchDiscriminator(**PAIRS)),
        "single": (GANDiscriminator(), PatchDiscriminator(**{**PAIRS, "in_channels": 3})),
        "other_single": (GANDiscriminator(), PatchDiscriminator(**{**PAIRS, "in_channels": 3})),
    }
    paths, networks = {}, {}
    names = {
        "resnet": "latest_net_G_A", "other_resnet": "latest_net_G_B", "unet": "latest_net_G",
        "pairs": "latest_net_D", "single": "latest_net_D_A", "other_single": "latest_net_D_B",
    }  # fmt: skip
    for seed, (name, (architecture, network)) in enumerate(made.items()):
        networks[name] = lived_in(network, seed)
        paths[name] = tmp_path / f"{names[name]}.pth"
        checkpoints.write_torch(paths[name], state_dict(network, architecture))
    return paths, networks


def picture(size=(32, 48), seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (1, *size, 3)).astype("float32")


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


@pytest.mark.parametrize("names", [["unet", "pairs"], ["resnet"], ["resnet", "other_resnet"]])
def test_its_recipe_builds_the_same_networks_and_begins_with_its_weights(files, tmp_path, names):
    paths, _ = files
    convert([paths[name] for name in names], tmp_path / "mine")
    recipe = recipes.load_recipe(tmp_path / "mine" / "recipe.toml", ["data.crop=64"])
    assert recipe.train.init == "preset"
    model = build_model(recipe)
    stored = tfstyle.from_preset(tmp_path / "mine", training=True)
    set_ = begin_with(model, tmp_path / "mine")
    assert {name for name in model.networks if name.startswith("generator")} <= set(set_)
    for name in set_:
        for ours, theirs in zip(
            model.networks[name].get_weights(), stored.networks[name].get_weights(), strict=True
        ):
            np.testing.assert_array_equal(ours, theirs)


def test_another_network_does_not_take_the_weights(files, tmp_path):
    paths, _ = files
    convert(paths["resnet"], tmp_path / "mine")
    recipe = recipes.load_recipe(
        tmp_path / "mine" / "recipe.toml", ["generator.filters=3", "data.crop=64"]
    )
    with pytest.raises(ArchitectureError, match="filters = 2, not 3"):
        begin_with(build_model(recipe), tmp_path / "mine")


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


def test_onnx_gives_the_same_picture_at_any_size(files, tmp_path):
    pytest.importorskip("tf2onnx", reason="tf2onnx is not installed: pip install -e '.[onnx]'")
    runtime = pytest.importorskip("onnxruntime", reason="onnxruntime: pip install -e '.[onnx]'")
    paths, _ = files
    convert(paths["resnet"], tmp_path / "mine")
    model = tfstyle.from_preset(tmp_path / "mine")
    with pytest.warns(FutureWarning, match="np.object"):  # Keras' patch of tf2onnx
        (path,) = to_onnx(model, tmp_path / "mine.onnx").values()
    session = runtime.InferenceSession(os.fspath(path))
    (entry,) = session.get_inputs()
    for size in ((32, 48), (64, 16)):
        theirs = session.run(None, {entry.name: picture(size)})[0]
        np.testing.assert_allclose(theirs, model.translator()(picture(size)), atol=1e-4)


@pytest.mark.parametrize(
    "architecture, network",
    [
        (FastStyleTransfer(), TransposedStyleNetwork(2, num_blocks=1)),
        (FastNeuralStyle(), PixelStyleNetwork(2, num_blocks=1)),
    ],
    ids=["fast_style_transfer", "fast_neural_style"],
)
def test_a_style_trains_on_from_its_recipe(architecture, network, tmp_path):
    arrays = dump(lived_in(network), architecture.entries(network.get_config()))
    np.savez(tmp_path / "waves.npz", **arrays)
    convert(tmp_path / "waves.npz", tmp_path / "waves")
    recipe = recipes.load_recipe(tmp_path / "waves" / "recipe.toml")
    assert recipe.data.styles == ["../waves.jpg"]
    model = BUILDERS["fast_style"].build(recipe)
    assert begin_with(model, tmp_path / "waves") == ["generator"]
    assert model.styles == ("waves",)
    for ours, theirs in zip(model.generator.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    with pytest.raises(RecipeError, match="learns one style"):
        recipes.load_recipe(tmp_path / "waves" / "recipe.toml", ['data.styles=["a.jpg", "b.jpg"]'])
