"""A network's constructor is its configuration; a new argument that it forgets fails here."""

import inspect
import json

import keras
import pytest

from tfstyle import networks
from tfstyle.networks.configured import Configured, argument_names, plain

# Every argument but the name, none at its default.
ARGUMENTS = {
    "AdaINDecoder": {"filters": 4, "in_channels": 32, "levels": 2, "plain": True},
    "CrossDomainGenerator": {
        "filters": 4, "num_blocks": 1, "fusion": "adain", "in_channels": 1, "out_channels": 4,
    },
    "MicroASTDecoder": {"filters": 4},
    "MicroASTEncoder": {"filters": 4},
    "MicroASTModulator": {"channels": 8},
    "MultiScaleDiscriminator": {
        "num_scales": 1, "filters": 2, "num_layers": 2, "in_channels": 6, "normalization": "batch",
        "spectral_normalization": True,
    },
    "MultiScaleGenerator": {
        "num_scales": 3, "filters": 2, "num_downs": 1, "num_blocks": 1, "local_blocks": 1,
        "in_channels": 1, "out_channels": 4, "normalization": "batch", "upsampling": "transpose",
        "style_modulation": False, "label_edges": True,
    },
    "NoiseDiscriminator": {
        "filters": 2, "resolution": 28, "channels": 1, "num_classes": 3, "normalization": "batch",
        "spectral_normalization": False,
    },
    "NoiseGenerator": {
        "latent_dim": 8, "filters": 2, "resolution": 28, "channels": 1, "num_classes": 3,
        "normalization": "instance", "upsampling": "transpose", "modulation": True,
    },
    "NormalizedVGG19": {"layers": ("relu1_1", "relu2_1"), "filters": 4},
    "PatchDiscriminator": {
        "filters": 2, "num_layers": 2, "in_channels": 6, "normalization": "batch",
        "spectral_normalization": True, "antialiased": True,
    },
    "PatchProjector": {"channels": (3, 8), "width": 16},
    "PixelStyleNetwork": {"filters": 4, "num_blocks": 1},
    "ResNetGenerator": {
        "filters": 2, "num_blocks": 1, "in_channels": 1, "out_channels": 4,
        "normalization": "batch", "upsampling": "resize", "dropout": 0.1, "num_downs": 3,
        "downsampling": "antialiased",
    },
    "RestorationGenerator": {"filters": 4, "num_downs": 1, "num_blocks": 1, "in_channels": 1},
    "StyleNetwork": {"filters": 4, "num_blocks": 1, "num_styles": 2},
    "TransposedStyleNetwork": {"filters": 4, "num_blocks": 1},
    "UNetGenerator": {
        "filters": 2, "num_downs": 3, "in_channels": 1, "out_channels": 4,
        "normalization": "instance", "dropout": 0.25,
    },
    "VGG19": {"layers": ("relu1_1", "relu2_1"), "filters": 4, "pooling": "average"},
}  # fmt: skip


def test_every_network_is_here():
    kinds = [getattr(networks, name) for name in networks.__all__]
    kinds = [kind for kind in kinds if inspect.isclass(kind) and issubclass(kind, keras.Model)]
    # What is declared holds another's network: tests/models/test_from_outside.py.
    assert {kind.__name__ for kind in kinds} == {*ARGUMENTS, "DeclaredNetwork"}
    assert all(issubclass(kind, Configured) for kind in kinds)


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_every_argument_comes_back(kind):
    kind, given = getattr(networks, kind), ARGUMENTS[kind]
    assert argument_names(kind) == [*given, "name"], "name every argument here, in its order"
    defaults = inspect.signature(kind.__init__).parameters
    assert not [name for name, value in given.items() if value == defaults[name].default]

    network = kind(**given, name="mine")
    config = network.get_config()
    assert list(config) == argument_names(kind)  # as it is written to config.json
    assert config == {k: plain(v) for k, v in given.items()} | {"name": "mine"}
    again = kind.from_config(json.loads(json.dumps(config)))
    assert again.get_config() == config
    assert [(w.path, w.shape) for w in again.weights] == [
        (w.path, w.shape) for w in network.weights
    ]


def test_an_argument_that_is_not_kept_is_named():
    class Forgetful(Configured, keras.Model):
        def __init__(self, filters, name=None):
            x = keras.Input((filters,))
            super().__init__(x, x, name=name)

    with pytest.raises(AttributeError, match="filters"):
        Forgetful(2).get_config()


@pytest.mark.parametrize("upsampling", ["transpose", "resize", "antialiased"])
def test_a_configuration_from_before_downsampling_builds_the_same_network(upsampling):
    network = networks.ResNetGenerator(2, 1, upsampling=upsampling)
    config = network.get_config()
    expected = "antialiased" if upsampling == "antialiased" else "strided"
    assert config.pop("downsampling") == expected
    again = networks.ResNetGenerator.from_config(config)
    assert again.get_config() == network.get_config()
    assert [layer.name for layer in again.layers] == [layer.name for layer in network.layers]
    with pytest.raises(ValueError, match=r"'strided', 'antialiased'.*'blur'"):
        networks.ResNetGenerator(2, 1, upsampling=upsampling, downsampling="blur")
