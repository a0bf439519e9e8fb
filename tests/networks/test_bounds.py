"""Hostile arguments end in a sentence that names them, before the first layer is made."""

import math
import time

import keras
import pytest

from tests.networks.cases import CASES
from tfstyle import layers, networks

WHOLE = [-1, 10**9, 10**30, 10**5000, 1e9, 2.5, math.nan, math.inf, True, "8", None, [4], {"a": 1}]
NUMBERS = [-1e9, 1e30, 10**400, math.nan, -math.inf, True, "0.5", None, [0.1]]
FLAGS = [1, 0.0, "yes", None, [True]]
WORDS = ["nonsense", "", 3, True, ["batch"], {"batch": 1}, math.nan]
LISTS = [
    "relu1_1", None, 5, [], {}, [None], [True], [math.nan], [["relu1_1"]], [10**9], [0] * 10**5
]
MAY_BE_NONE = {"downsampling", "labels"}


def hostile(name, example):
    if isinstance(example, bool):
        return FLAGS
    if isinstance(example, int):
        return WHOLE
    if isinstance(example, float):
        return NUMBERS
    if isinstance(example, str):
        return WORDS if name in MAY_BE_NONE else [*WORDS, None]
    return [one for one in LISTS if one is not None] if name in MAY_BE_NONE else LISTS


@pytest.mark.parametrize("kind", [name for name in CASES if name != "DeclaredNetwork"])
def test_every_argument_of_every_network(kind, monkeypatch):
    def too_late(*args, **kwargs):
        raise AssertionError("a layer was made")

    monkeypatch.setattr(keras, "Input", too_late)
    began = time.process_time()
    make, arguments = getattr(networks, kind), CASES[kind].arguments
    for name, example in arguments.items():
        for value in hostile(name, example):
            given = {**arguments, name: value}
            with pytest.raises(ValueError) as raised:
                make(**given)
            message = str(raised.value)
            assert "Received" in message and len(message) < 400, message
            assert name in message or kind in message, (name, value, message)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "make, arguments",
    [
        ("ResNetGenerator", {"filters": 512, "num_blocks": 64}),
        ("ResNetGenerator", {"num_downs": 10}),
        ("UNetGenerator", {"filters": 1024, "num_downs": 12}),
        ("MultiScaleGenerator", {"filters": 1024, "num_blocks": 64}),
        ("CrossDomainGenerator", {"filters": 1024, "num_blocks": 64}),
        ("RestorationGenerator", {"filters": 1024, "num_blocks": 64}),
        ("RetouchingGenerator", {"filters": 1024, "num_blocks": 64}),
        ("StyleNetwork", {"filters": 1024, "num_blocks": 64}),
        ("StyleNetwork", {"filters": 256, "num_blocks": 64, "num_styles": 4096}),
        ("PixelStyleNetwork", {"filters": 1024, "num_blocks": 64}),
        ("TransposedStyleNetwork", {"filters": 1024, "num_blocks": 64}),
        ("PatchDiscriminator", {"filters": 1024, "num_layers": 5}),
        ("MultiScaleDiscriminator", {"filters": 1024, "num_layers": 5}),
        ("NoiseGenerator", {"latent_dim": 4096, "filters": 1024, "resolution": 224}),
        ("NoiseDiscriminator", {"filters": 1024, "resolution": 256}),
        ("VGG19", {"filters": 1024}),
        ("NormalizedVGG19", {"filters": 1024, "layers": ["relu5_4"]}),
        ("LPIPSFeatures", {"backbone": "vgg", "filters": 1024}),
        ("MobileResNetGenerator", {"filters": 1024, "num_blocks": 64}),
        ("PatchProjector", {"channels": [65536] * 64, "width": 4096}),
    ],
    ids=str,
)
def test_arguments_in_range_that_multiply_to_too_much(make, arguments):
    with pytest.raises(ValueError, match="weights, 4 GB") as raised:
        getattr(networks, make)(**arguments)
    assert any(name in str(raised.value) for name in arguments)


@pytest.mark.parametrize("downs, patch", [(1, 4), (2, 8), (3, 3), (3, 6)])
def test_patches_are_what_halvings_come_to(downs, patch):
    with pytest.raises(ValueError, match=f"patch={patch}, num_downs={downs}"):
        networks.MobileResNetGenerator(filters=2, num_blocks=0, num_downs=downs, patch=patch)


LAYERS = {
    "ClippedPicture": {"low": -1.0, "high": 2.0},
    "ConditionalInstanceNormalization": {"num_styles": 2, "epsilon": 1e-3},
    "DepthToSpace2D": {"factor": 3},
    "GroupedConv2D": {"filters": 4, "kernel_size": 3, "strides": 2},
    "InstanceNormalization": {"epsilon": 1e-3, "center": False, "scale": False},
    "LabelEdges": {"threshold": 0.5},
    "LabelPlanes": {"labels": [[0, 0, 222], [255, 80, 0]]},
    "NearestUpsampling2D": {"factor": 3},
    "ReflectionPadding2D": {"padding": 2},
    "StyleStatistics": {"epsilon": 1e-3},
}


@pytest.mark.parametrize("kind", LAYERS)
def test_every_argument_of_every_layer(kind):
    make, given = getattr(layers, kind), LAYERS[kind]
    assert given.items() <= make(**given).get_config().items()
    for name, example in given.items():
        for value in hostile(name, example):
            with pytest.raises(ValueError, match=f"{name}.*Received: {name}="):
                make(**{**given, name: value})


def test_numpys_whole_numbers_are_whole():
    import numpy as np

    network = networks.PixelStyleNetwork(np.int64(2), num_blocks=np.int32(1))
    assert network.filters == 2
    assert networks.noise_generator.split_resolution(np.int64(32)) == (4, 3)
