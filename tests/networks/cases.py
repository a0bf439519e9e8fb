"""One small network a class; a new network joins the contract with one entry in `CASES`."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field

import keras

from tests.networks import shapes
from tests.networks.helpers import pictures, randomize
from tfstyle import networks


def _of_a_picture(network, height, width):
    """Return the shapes that a network gives of a picture: the same size, its own channels."""
    return [(height, width, network.out_channels)]


@dataclass(frozen=True)
class Case:
    """What the contract has to know of one network.

    Attributes:
        arguments: every argument but the name, none at its default, for a tiny network; a
            function stands for what it returns.
        parameters: learned numbers of the network that `arguments` make; of one that is never
            trained, all.
        shapes: function of (network, height, width of the pictures) that returns the shape of
            each output without its batch.
        variants: other arguments, by a word each; what differs inside, not in numbers alone.
        up_to: function of a network that returns how large its inputs may be.
        float32: the last output is float32 under mixed precision, too.
    """

    arguments: dict
    parameters: int
    shapes: Callable = _of_a_picture
    variants: dict = field(default_factory=dict)
    up_to: Callable = lambda network: 1
    float32: bool = True


# Of gray label maps.
_CLASSES = [[0], [90], [255]]


def _halving():
    """Return a network as anybody would write it."""
    x = keras.Input((None, None, 3))
    half = keras.layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(x)
    y = keras.layers.Conv2DTranspose(3, 4, strides=2, padding="same", activation="tanh")(half)
    return keras.Model(x, y)


def _two_judges():
    """Return two of the same input, whose layers have different names."""
    return [
        networks.PatchDiscriminator(2, 1, in_channels=4),
        networks.MultiScaleDiscriminator(2, 2, 1, in_channels=4),
    ]


CASES = {
    "AdaINDecoder": Case(
        {"filters": 4, "in_channels": 32, "levels": 2, "plain": True},
        3447,
        lambda network, height, width: [
            (height * 2**network.levels, width * 2**network.levels, 3)
        ],
        {"deep": {"filters": 2, "in_channels": 8}},
        up_to=lambda network: 1 if network.plain else 255,
    ),
    "CrossDomainGenerator": Case(
        {
            "filters": 4, "num_blocks": 1, "fusion": "adain", "in_channels": 1, "out_channels": 4,
            "upsampling": "antialiased",
        },
        13_628,
        variants={"add": {"filters": 2, "num_blocks": 1}},
    ),
    "DeclaredNetwork": Case(
        {"network": _halving, "size_multiple": 2, "min_size": 4}, 307, float32=False
    ),
    "EfficientNetLite0": Case({"filters": 8}, 221_684, shapes.efficientnet_features),
    "JointDiscriminator": Case(
        {"judges": _two_judges},
        981,
        lambda network, height, width: [
            shape for judge in network.judges
            for shape in case_of(type(judge).__name__).shapes(judge, height, width)
        ],
    ),
    "LPIPSFeatures": Case(
        {"backbone": "alex", "filters": 16},
        159_216,
        shapes.lpips_features,
        {name: {"backbone": name, "filters": 4} for name in ("squeeze", "vgg")},
    ),
    "MicroASTDecoder": Case(
        {"filters": 4}, 10_575, lambda network, height, width: [(4 * height, 4 * width, 3)]
    ),
    "MicroASTEncoder": Case(
        {"filters": 4}, 10_840, lambda network, height, width: [(height // 4, width // 4, 16)] * 2,
        float32=False,
    ),
    "MicroASTModulator": Case(
        {"channels": 8}, 320, lambda network, height, width: [(4, network.channels)]
    ),
    "MobileResNetGenerator": Case(
        {
            "filters": 2, "num_blocks": 1, "in_channels": 1, "out_channels": 4, "num_downs": 2,
            "upsampling": "resize", "patch": 2,
        },
        2768,
        variants={
            "antialiased": {"filters": 2, "num_blocks": 1, "num_downs": 1},
            "deep": {"filters": 1, "num_blocks": 0},
            "patches": {"filters": 2, "num_blocks": 1, "patch": 4},
            "patches_alone": {"filters": 2, "num_blocks": 0, "num_downs": 1, "patch": 2},
            "pixels": {"filters": 2, "num_blocks": 1, "num_downs": 2},
        },
    ),
    "MultiScaleDiscriminator": Case(
        {
            "num_scales": 1, "filters": 2, "num_layers": 2, "in_channels": 6,
            "normalization": "batch", "spectral_normalization": True, "labels": _CLASSES,
        },
        1083,
        shapes.scaled_logits,
        {"two": {"num_scales": 2, "filters": 2, "num_layers": 2}},
    ),
    "MultiScaleGenerator": Case(
        {
            "num_scales": 3, "filters": 2, "num_downs": 1, "num_blocks": 1, "local_blocks": 1,
            "in_channels": 1, "out_channels": 4, "normalization": "batch",
            "upsampling": "transpose", "style_modulation": False, "label_edges": True,
            "labels": _CLASSES,
        },
        14_796,
        variants={
            "modulated": {
                "num_scales": 2, "filters": 2, "num_downs": 1, "num_blocks": 1, "local_blocks": 1
            }
        },
    ),
    "NoiseDiscriminator": Case(
        {
            "filters": 2, "resolution": 28, "channels": 1, "num_classes": 3,
            "normalization": "batch", "spectral_normalization": False,
        },
        379,
        lambda network, height, width: [(1,)],
        {"spectral": {"filters": 2, "resolution": 32, "num_classes": 2}},
    ),
    "NoiseGenerator": Case(
        {
            "latent_dim": 8, "filters": 2, "resolution": 28, "channels": 1, "num_classes": 3,
            "normalization": "instance", "upsampling": "transpose", "modulation": True,
        },
        3101,
        lambda network, height, width: [(network.resolution, network.resolution, network.channels)],
        {"resize": {"latent_dim": 4, "filters": 2, "resolution": 32}},
    ),
    "NormalizedVGG19": Case(
        {"layers": ("relu1_1", "relu2_1"), "filters": 4},
        568,
        shapes.vgg_features,
        {"one": {"layers": ["relu5_1"], "filters": 1}},
    ),
    "PatchDiscriminator": Case(
        {
            "filters": 2, "num_layers": 2, "in_channels": 6, "normalization": "batch",
            "spectral_normalization": True, "antialiased": True, "labels": _CLASSES,
        },
        1083,
        shapes.patch_logits,
        {"1x1": {"filters": 2, "num_layers": 0}, "strided": {"filters": 2}},
    ),
    "PatchJudge": Case(
        {"filters": 2, "kinds": 3, "in_channels": 1, "spectral_normalization": False},
        1435,
        lambda network, height, width: [
            ((height - 34) // 8, (width - 34) // 8, 1 + 2 * network.kinds)
        ],
        {"spectral": {"filters": 2}},
    ),
    "PatchProjector": Case(
        {"channels": (3, 8), "width": 16},
        752,
        lambda network, height, width: [(5, network.width)] * len(network.channels),
        {"one": {"channels": [4], "width": 8}},
    ),
    "PictureJudge": Case(
        {
            "filters": 2, "findings": 8, "kinds": 3, "in_channels": 1,
            "spectral_normalization": False,
        },
        2160,
        lambda network, height, width: [(1 + network.kinds,)],
        {"spectral": {"filters": 2}},
    ),
    "PixelStyleNetwork": Case({"filters": 4, "num_blocks": 1}, 9651),
    "ProjectedDiscriminator": Case(
        {
            "filters": 2, "in_channels": 6, "colors": 1, "num_classes": 2, "least_side": 64,
            "backbone": "random", "seed": 3,
        },
        5292,
        shapes.projected_logits,
        {"open": {"filters": 2, "backbone": "random"}},
    ),
    "ResNetGenerator": Case(
        {
            "filters": 2, "num_blocks": 1, "in_channels": 1, "out_channels": 4,
            "normalization": "batch", "upsampling": "resize", "dropout": 0.1, "num_downs": 3,
            "downsampling": "antialiased", "labels": _CLASSES,
        },
        8572,
        variants={
            "transpose": {"filters": 2, "num_blocks": 1},
            "antialiased": {
                "filters": 2, "num_blocks": 1, "upsampling": "antialiased", "normalization": "none"
            },
        },
    ),
    "RestorationGenerator": Case(
        {"filters": 4, "num_downs": 1, "num_blocks": 1, "in_channels": 1}, 16_976
    ),
    "RetouchingGenerator": Case(
        {
            "filters": 4, "num_downs": 1, "num_blocks": 1, "in_channels": 1,
            "tone_filters": 8, "tones_see_damage": True, "tones_see_mended": True, "tone_ramps": 3,
        },
        5363,
        variants={"colours": {"filters": 4, "num_downs": 1, "num_blocks": 1}},
    ),
    "StyleNetwork": Case(
        {"filters": 4, "num_blocks": 1, "num_styles": 2, "upsampling": "antialiased"},
        9723,
        variants={"one": {"filters": 2, "num_blocks": 1}},
    ),
    "TransposedStyleNetwork": Case({"filters": 4, "num_blocks": 1}, 9582),
    "UNetGenerator": Case(
        {
            "filters": 2, "num_downs": 3, "in_channels": 1, "out_channels": 4,
            "normalization": "instance", "dropout": 0.25, "upsampling": "resize",
            "labels": _CLASSES,
        },
        1368,
        variants={
            "batch": {"filters": 2, "num_downs": 4},
            "transpose": {"filters": 2, "num_downs": 3, "normalization": "instance"},
        },
    ),
    "VGG19": Case(
        {
            "layers": ("relu1_1", "relu2_1"), "filters": 4, "pooling": "average",
            "padding": "reflect", "feature_dtype": "compute",
        },
        556,
        shapes.vgg_features,
        {
            "one": {"layers": ["relu5_1"], "filters": 1, "feature_dtype": "compute"},
            "reflect": {
                "layers": ["relu1_1", "relu3_1"], "filters": 2, "padding": "reflect",
                "feature_dtype": "compute",
            },
        },
        float32=False,
    ),
}  # fmt: skip

# All of them, the variants under "Name/word".
NETWORKS = {
    **{name: case.arguments for name, case in CASES.items()},
    **{
        f"{name}/{word}": arguments
        for name, case in CASES.items()
        for word, arguments in case.variants.items()
    },
}


def case_of(name) -> Case:
    """Return the case of one of `NETWORKS`."""
    return CASES[name.split("/")[0]]


def make(name, /, **options):
    """Return a new network of `NETWORKS`."""
    given = {**NETWORKS[name], **options}
    given = {key: value() if callable(value) else value for key, value in given.items()}
    return getattr(networks, name.split("/")[0])(**given)


@functools.cache
def built(name):
    """Return a network of `NETWORKS` with random weights; no test may change it."""
    return randomize(make(name))


def inputs(network, batch=2, size=None, seed=1):
    """Return random inputs of a network.

    Args:
        network: of any number of inputs.
        batch: of each.
        size: height and width of pictures whose size is open; a little above the smallest.
        seed: another one gives others.
    """
    size = size or default_size(network)
    given, largest = [], CASES[type(network).__name__].up_to(network)
    for index, tensor in enumerate(network.inputs):
        shape = list(tensor.shape[1:])
        if len(shape) == 3:
            shape = [old or new for old, new in zip(shape, (*size, None), strict=True)]
            given.append(largest * pictures(batch, *shape, seed=seed + index))
        else:  # weights, signals, noise: all but negative numbers
            shape = [old or 5 for old in shape]
            given.append(abs(pictures(batch, *shape, seed=seed + index)))
    return keras.tree.pack_sequence_as(network.input, given)


def default_size(network):
    """Return a height and width that a network takes and that differ."""
    least, step = getattr(network, "min_size", 1), getattr(network, "size_multiple", 1)
    return least + (4 - least) % 4 + 4 * step, least + (4 - least) % 4 + 8 * step
