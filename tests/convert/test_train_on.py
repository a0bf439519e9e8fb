"""What was converted trains on: its recipe builds the networks, and begins with the weights."""

import io

import keras
import numpy as np
import pytest
from rich.console import Console

import tfstyle
from tests.commands import run
from tests.convert.published import lived_in, picture, state_dict
from tfstyle import checkpoints, images, recipes, runs
from tfstyle.convert import convert
from tfstyle.convert.architectures import (
    AdaINEncoder,
    AdaINProjectDecoder,
    FastNeuralStyle,
    FastStyleTransfer,
    GANResNet,
)
from tfstyle.errors import ArchitectureError, RecipeError
from tfstyle.models import Pix2Pix
from tfstyle.networks import (
    AdaINDecoder,
    NormalizedVGG19,
    PatchDiscriminator,
    PixelStyleNetwork,
    ResNetGenerator,
    TransposedStyleNetwork,
)
from tfstyle.runs.build import build_model
from tfstyle.runs.initial_weights import begin_with
from tfstyle.runs.run_directory import RunDirectory


def assert_same_weights(ours, theirs):
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def converted(network, architecture, path):
    checkpoints.write_torch(path.with_suffix(".pth"), state_dict(network, architecture))
    convert(path.with_suffix(".pth"), path)
    return path


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
        assert_same_weights(model.networks[name], stored.networks[name])


def test_the_four_halvings_of_pix2pixhd_train_on_with_pairs(tmp_path):
    network = lived_in(ResNetGenerator(2, num_blocks=1, num_downs=4))
    mine = converted(network, GANResNet(), tmp_path / "mine")
    recipe = recipes.load_recipe(mine / "recipe.toml", ["data.crop=64", "data.load=64"])
    assert (recipe.model, recipe.generator.num_downs) == ("pix2pix", 4)
    model = build_model(recipe)
    assert begin_with(model, mine) == ["generator"]
    assert_same_weights(model.generator, network)


def test_label_maps_of_many_channels_train_from_python_and_have_no_recipe(tmp_path, capsys):
    network = lived_in(ResNetGenerator(2, num_blocks=1, num_downs=4, in_channels=35))
    mine = converted(network, GANResNet(), tmp_path / "mine")
    one_hot = np.eye(35, dtype="float32")[np.arange(32 * 48).reshape(32, 48) % 35]
    model = tfstyle.from_preset(mine)
    painted = model.translate(one_hot)
    assert painted.shape == (32, 48, 3) and painted.dtype == "float32"
    np.testing.assert_allclose(painted[None], network(one_hot[None]), atol=1e-4)
    again = Pix2Pix(model.generator, PatchDiscriminator(2, in_channels=35 + 3, num_layers=1))
    again.compile()
    again.fit(one_hot[None], picture((32, 48)), batch_size=1, verbose=0)
    assert np.abs(again.translate(one_hot) - painted).max() > 1e-4
    assert run(["train", str(mine), "--data", "none", "--out", str(tmp_path / "run")]) == 1
    assert "has no recipe.toml" in capsys.readouterr().err


def test_another_network_does_not_take_the_weights(files, tmp_path):
    paths, _ = files
    convert(paths["resnet"], tmp_path / "mine")
    recipe = recipes.load_recipe(
        tmp_path / "mine" / "recipe.toml", ["generator.filters=3", "data.crop=64"]
    )
    with pytest.raises(ArchitectureError, match="filters = 2, not 3"):
        begin_with(build_model(recipe), tmp_path / "mine")


@pytest.mark.parametrize(
    "architecture, network",
    [
        (FastStyleTransfer(), TransposedStyleNetwork(2, num_blocks=1)),
        (FastNeuralStyle(), PixelStyleNetwork(2, num_blocks=1)),
    ],
    ids=["fast_style_transfer", "fast_neural_style"],
)
def test_a_style_trains_on_from_its_recipe(architecture, network, tmp_path):
    np.savez(tmp_path / "waves.npz", **state_dict(lived_in(network), architecture))
    convert(tmp_path / "waves.npz", tmp_path / "waves")
    recipe = recipes.load_recipe(tmp_path / "waves" / "recipe.toml")
    assert recipe.data.styles == ["../waves.jpg"]
    model = recipes.get_algorithm("fast_style").build(recipe)
    assert begin_with(model, tmp_path / "waves") == ["generator"]
    assert model.styles == ("waves",)
    assert_same_weights(model.generator, network)
    with pytest.raises(RecipeError, match="learns one style"):
        recipes.load_recipe(tmp_path / "waves" / "recipe.toml", ['data.styles=["a.jpg", "b.jpg"]'])


@pytest.fixture
def adain(tmp_path):
    """A converted AdaIN preset, and photographs beside paintings."""
    keras.utils.set_random_seed(0)
    encoder, decoder = NormalizedVGG19(filters=4), AdaINDecoder(4, in_channels=32, plain=True)
    files = {"vgg_normalised": (encoder, AdaINEncoder()),
             "decoder": (decoder, AdaINProjectDecoder())}  # fmt: skip
    paths = []
    for name, (network, architecture) in files.items():
        for weight in network.weights:
            if weight.name == "bias":  # no unit of so few may be dead: all shall learn
                weight.assign(weight + 0.2)
        paths.append(tmp_path / f"{name}.pth")
        checkpoints.write_torch(paths[-1], state_dict(network, architecture))
    convert(paths, tmp_path / "mine")
    for folder, seed in (("trainA", 0), ("trainB", 1)):
        photo = images.to_uint8(picture((40, 40), seed)[0])
        images.write_image(tmp_path / "pictures" / folder / "1.png", photo)
    return tmp_path / "mine"


@pytest.mark.exhaustive
def test_adain_trains_on_and_is_resumed_with_its_own_encoder(adain, tmp_path):
    smaller = ["data.crop=32", "data.load=32", "data.style_size=32", "train.batch_size=1",
               "train.steps=2", "train.checkpoint_every=1", "train.learning_rate=1e-3"]  # fmt: skip
    recipe = recipes.load_recipe(adain / "recipe.toml", smaller)
    before = tfstyle.from_preset(adain)

    def train(name, **options):
        options |= {"preset": adain, "console": Console(file=io.StringIO())}
        return runs.train(recipe, tmp_path / "pictures", tmp_path / name, **options)

    whole = train("run")
    assert whole.unbiased and whole.style_size == 32
    assert_same_weights(whole.encoder, before.encoder)
    # Two steps from where it was.
    for ours, theirs in zip(
        whole.generator.get_weights(), before.generator.get_weights(), strict=True
    ):
        assert 0 < np.abs(ours - theirs).max() < 5e-3

    directory = RunDirectory(tmp_path / "run").checkpoints
    last = directory.path(2)
    last.rename(last.with_name("gone"))
    again = train("run", resume=True)
    assert_same_weights(again.encoder, before.encoder)
    assert_same_weights(again.generator, whole.generator)
    assert_same_weights(tfstyle.from_preset(tmp_path / "run").encoder, before.encoder)


def test_adain_without_its_encoder_is_refused(adain):
    with pytest.raises(RecipeError, match=r"generator\.plain = true .* use train\.init = 'preset'"):
        recipes.load_recipe(adain / "recipe.toml", ["train.init=random"])
