"""One layer a class, and pictures for it; a new layer joins the contract with one entry."""

from dataclasses import dataclass

from tests.networks.helpers import pictures
from tfstyle import layers

PICTURE = (16, 24, 4)


@dataclass(frozen=True)
class Case:
    """What the contract has to know of one layer.

    Attributes:
        arguments: of the constructor, none at its default.
        inputs: shapes of what it takes, without the batch.
        parameters: learned numbers.
        float32: it answers in float32 under mixed precision, too.
    """

    arguments: dict
    inputs: tuple = (PICTURE,)
    parameters: int = 0
    float32: bool = False


CASES = {
    "BilinearUpsampling2D": Case({}),
    "BlurDownsampling2D": Case({}),
    "ClippedPicture": Case({"low": -1.0, "high": 2.0}, float32=True),
    "ConditionalInstanceNormalization": Case(
        {"num_styles": 2, "epsilon": 1e-3}, (PICTURE, (2,)), 16
    ),
    "Conv2D": Case({"filters": 2, "kernel_size": (3, 3), "strides": (2, 2)}, parameters=74),
    "DamageFound": Case({}, (PICTURE, PICTURE, (16, 24, 5), (16, 24, 5)), float32=True),
    "DepthToSpace2D": Case({"factor": 1}),
    "Detached": Case({}),
    "FeatureModulation": Case({}, (PICTURE, (4, 4), (1,)), float32=True),
    "FilterModulation": Case({}, (PICTURE, PICTURE, (4, 4))),
    "GatedChange": Case({}),
    "GroupedConv2D": Case({"filters": 8, "kernel_size": 3, "strides": 2}, parameters=80),
    "InstanceNormalization": Case({"epsilon": 1e-3, "center": False}, parameters=4),
    "LabelEdges": Case({"threshold": 0.5}),
    "LabelPlanes": Case({"labels": [[9, 9, 90], [9, 200, 9], [99, 0, 9]]}),
    "LogDifferences": Case({}),
    "LogScale": Case({"floor": 0.01}, float32=True),
    "NearestUpsampling2D": Case({"factor": 3}),
    "PatchedPicture": Case({}, (PICTURE, PICTURE, (16, 24, 5))),
    "PictureRange": Case({}),
    "ReflectionPadding2D": Case({"padding": 2}),
    "RetouchedPicture": Case({}, (PICTURE, (16, 24, 8))),
    "StyleModulation": Case({}, (PICTURE, (6,)), 56),
    "StyleStatistics": Case({"epsilon": 1e-3}, float32=True),
    "ToneRamps": Case({"tones": 3}, float32=True),
    "TonedPicture": Case({}, (PICTURE, (20,))),
}


def make(name, /, **options):
    """Return a new layer."""
    return getattr(layers, name)(**{**CASES[name].arguments, **options})


def inputs(name, batch=2, seed=1):
    """Return random inputs of a layer; vectors and signals are not negative."""
    given = [
        pictures(batch, *shape, seed=seed + index) for index, shape in enumerate(CASES[name].inputs)
    ]
    given = [one if one.ndim == 4 else abs(one) for one in given]
    return given if len(given) > 1 else given[0]
