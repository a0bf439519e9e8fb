"""What every algorithm tells recipes: whole, within its own ranges, and as its model has it."""

import inspect
import math
import subprocess
import sys
import textwrap
from unittest.mock import MagicMock

import pytest

from tfstyle import models, networks, recipes
from tfstyle.recipes import ALGORITHMS, KEYS, make_recipe
from tfstyle.recipes.schema import Follows, checked

CHOICES = [(name, network.name) for name, of in ALGORITHMS.items() for network in of.networks]
STYLES = ["data.styles=['style.jpg']"]
# Where a recipe's default is another than the constructor's, `model: class.argument`, and why.
_WIDTH = "one width for all networks of pix2pix, to compare them; presets choose less"
_BATCH = "pix2pix' paper normalizes by the batch, whichever network it trains"
_SAME = "the recipe's crop is 256 for every model; the network's own is a small one to try"
DIFFERENT = {
    "pix2pix: ResNetGenerator.normalization": _BATCH,
    "pix2pix: ResNetGenerator.dropout": "pix2pix' source of variety, whichever network it trains",
    "pix2pix: RestorationGenerator.filters": _WIDTH,
    "pix2pix: PatchDiscriminator.normalization": _BATCH,
    "cyclegan: UNetGenerator.normalization": "CycleGAN's networks have instance norm",
    "cyclegan: UNetGenerator.dropout": "dropout is pix2pix' source of variety; CycleGAN has none",
    "cut: ResNetGenerator.upsampling": "antialiased, as in CUT's published code",
    "fastcut: ResNetGenerator.upsampling": "antialiased, as in CUT's published code",
    "fastcut: CUT.nce": "FastCUT is CUT with other weights (paper, §4.1)",
    "fastcut: CUT.identity_nce": "FastCUT is CUT with other weights (paper, §4.1)",
    "fastcut: CUT.flip_equivariance": "FastCUT is CUT with other weights (paper, §4.1)",
    "cross_domain: CrossDomainGenerator.num_blocks": "9 for a crop of 256, as in all resnets",
    "fast_style: StyleNetwork.upsampling": "presets from before say none, and copy pixels",
    "noise_gan: NoiseGenerator.resolution": _SAME,
    "noise_gan: NoiseDiscriminator.resolution": _SAME,
    "noise_gan: NoiseGenerator.modulation": "pictures can be crossed share by share",
    "noise_gan: NoiseGAN.adversarial_loss": "hinge goes with its judge's spectral normalization",
    **{
        f"{model}: ResNetGenerator.downsampling": "None, which the network resolves to the same"
        for model in ("pix2pix", "cyclegan", "cut", "fastcut", "distill")
    },
}


def recipe_of(model, network, *overrides):
    given = [f"model={model}", f"generator.network={network}", *overrides]
    return make_recipe({}, given + (STYLES if model == "fast_style" else []))


class Recorder:
    """Stands for a class and remembers what it was made with."""

    def __init__(self, kind, made):
        self.kind, self.made = kind, made

    def __call__(self, *arguments, **named):
        self.made.append((self.kind, inspect.signature(self.kind).bind(*arguments, **named)))
        return MagicMock(name=self.kind.__name__)


@pytest.fixture
def made(monkeypatch):
    """List of every model and network that is made, and of the arguments it got."""
    found = []
    for home in (models, networks):
        for name in home.__all__:
            if inspect.isclass(getattr(home, name)):
                monkeypatch.setattr(home, name, Recorder(getattr(home, name), found))
    monkeypatch.setattr(networks, "load_vgg19", MagicMock(name="load_vgg19"))
    return found


def differing(made, model):
    """Yield `"model: class.argument"` for each that is not the constructor's default."""
    for kind, bound in made:
        for name, value in bound.arguments.items():
            default = bound.signature.parameters[name].default
            if default is inspect.Parameter.empty or name == "name":
                continue
            if name == "in_channels":  # a judge may see the source beside the target
                continue
            if isinstance(value, MagicMock):  # another network
                continue
            if name == "domains":
                assert tuple(value) == tuple(default)
            elif isinstance(value, list | tuple):
                if list(value) != list(default):
                    yield f"{model}: {kind.__name__}.{name}"
            elif value != default:
                yield f"{model}: {kind.__name__}.{name}"


@pytest.mark.parametrize(("model", "network"), CHOICES)
def test_a_recipes_defaults_are_the_constructors(model, network, made):
    ALGORITHMS[model].build(recipe_of(model, network))
    assert any(kind.__module__.startswith("tfstyle.models") for kind, _ in made)
    assert any(kind.__module__.startswith("tfstyle.networks") for kind, _ in made)
    assert set(differing(made, model)) <= set(DIFFERENT)


def test_every_named_difference_is_one(made):
    for model, network in CHOICES:
        made.append(model)
        ALGORITHMS[model].build(recipe_of(model, network))
    found, model = set(), None
    for entry in made:
        if isinstance(entry, str):
            model = entry
        else:
            found |= set(differing([entry], model))
    assert found == set(DIFFERENT)


@pytest.mark.parametrize(("model", "network"), CHOICES)
def test_every_default_is_within_its_own_range(model, network):
    for name, key in ALGORITHMS[model].by_network[network].items():
        if key.default is not None and not isinstance(key.default, Follows):
            assert checked(name, key.default, key) == key.default
            assert type(key.default) is key.kind, name
            assert key.kind is not float or math.isfinite(key.default)
        assert key.default is not None or key.example is not None, name


@pytest.mark.parametrize("model", ALGORITHMS)
def test_an_algorithm_says_nothing_of_keys_that_it_lacks(model):
    algorithm = ALGORITHMS[model]
    known = {name for keys in algorithm.by_network.values() for name in keys}
    assert set(algorithm.defaults) <= known
    for network in algorithm.networks:
        assert all(name.startswith("generator.") for name in network.keys)
        assert not set(network.keys) & set(algorithm.keys)
    for keys in algorithm.by_network.values():
        for name, key in keys.items():
            others = [*key.only, *filter(None, (key.per, key.share_of, key.after))]
            assert set(others) <= set(keys), name


def test_all_keys_stand_in_the_order_of_each_algorithm():
    order = list(KEYS)
    for algorithm in ALGORITHMS.values():
        for keys in algorithm.by_network.values():
            places = [order.index(name) for name in keys]
            assert places == sorted(places)


def test_networks_of_one_name_are_the_same():
    found = {}
    for algorithm in ALGORITHMS.values():
        for network in algorithm.networks:
            assert found.setdefault(network.name, network) is network


def test_the_documented_example_is_an_algorithm():
    text = recipes.__doc__
    found = {}
    exec(textwrap.dedent(text[text.index('    """Sharp') : text.index("\nIts keys")]), found)
    sharpen = found["SHARPEN"]
    keys = sharpen.by_network["unet"]
    assert keys["loss.edges"].default.of({"loss.l1": 10.0}) == 5.0
    assert keys["train.batch_size"].default == 4 and keys["train.metrics"].default == ["l1"]
    assert list(sharpen.by_network) == ["resnet", "unet"] and "discriminator.filters" in keys


def test_recipes_need_neither_numpy_nor_keras():
    code = (
        "import sys\n"
        "from tfstyle.recipes import ALGORITHMS, parse_recipe, text\n"
        "parse_recipe(''); text.reference()\n"
        "print({'numpy', 'keras', 'tensorflow', 'PIL'} & set(sys.modules))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, encoding="utf-8"
    )
    assert told.stdout == "set()\n", told.stderr
