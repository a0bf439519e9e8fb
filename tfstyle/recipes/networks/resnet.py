"""The residual network in recipes."""

from collections.abc import Collection, Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes.algorithm import Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Follows, Key, Values


def _downsampling(of: Values) -> str:
    return "antialiased" if of["generator.upsampling"] == "antialiased" else "strided"


def _build(recipe, in_channels: int, out_channels: int, name: str, **more):
    from tfstyle.networks import ResNetGenerator

    part = recipe.generator
    return ResNetGenerator(
        filters=part.filters,
        num_blocks=part.num_blocks,
        in_channels=in_channels,
        out_channels=out_channels,
        normalization=part.normalization,
        upsampling=part.upsampling,
        dropout=part.dropout,
        num_downs=part.num_downs,
        downsampling=part.downsampling,
        name=name,
        **more,
    )


def _check(values: Mapping, given: Collection[str]) -> None:
    crop, downs = values["data.crop"], values["generator.num_downs"]
    if crop < 2 ** (downs + 1):
        raise RecipeError(
            f"data.crop = {crop} is smaller than the {2 ** (downs + 1)} pixels that a resnet with "
            f"generator.num_downs = {downs} needs. Use more, or fewer halvings."
        )


RESNET = Network(
    "resnet",
    keys={
        "generator.filters": keys.filters(),
        "generator.num_downs": keys.num_downs(2),
        "generator.num_blocks": keys.num_blocks(),
        "generator.normalization": keys.normalization(),
        "generator.upsampling": keys.upsampling(
            "transpose", ("transpose", "resize", "antialiased")
        ),
        "generator.downsampling": Key(
            str, "How the picture is halved.",
            Follows("antialiased with antialiased upsampling, else strided", _downsampling),
            choices=("strided", "antialiased"),
        ),
        "generator.dropout": keys.DROPOUT,
        "generator.inference_mode": keys.INFERENCE_MODE,
    },
    build=_build,
    multiple=keys.halved,
    check=_check,
)  # fmt: skip
