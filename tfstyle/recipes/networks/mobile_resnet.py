"""The residual network for phones in recipes."""

from collections.abc import Collection, Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes.algorithm import Network
from tfstyle.recipes.networks import keys


def _build(recipe, in_channels: int, out_channels: int, name: str):
    from tfstyle.networks import MobileResNetGenerator

    part = recipe.generator
    return MobileResNetGenerator(
        filters=part.filters,
        num_blocks=part.num_blocks,
        in_channels=in_channels,
        out_channels=out_channels,
        num_downs=part.num_downs,
        upsampling=part.upsampling,
        name=name,
    )


def _check(values: Mapping, given: Collection[str]) -> None:
    crop, downs = values["data.crop"], values["generator.num_downs"]
    if crop < 2 ** (downs + 1):
        raise RecipeError(
            f"data.crop = {crop} is smaller than the {2 ** (downs + 1)} pixels that a "
            f"mobile_resnet with generator.num_downs = {downs} needs. Use more, or fewer halvings."
        )


MOBILE_RESNET = Network(
    "mobile_resnet",
    keys={
        "generator.filters": keys.filters(8),
        "generator.num_downs": keys.num_downs(3),
        "generator.num_blocks": keys.num_blocks(5),
        "generator.upsampling": keys.upsampling("antialiased", ("resize", "antialiased")),
        "generator.inference_mode": keys.INFERENCE_MODE,
    },
    build=_build,
    multiple=keys.halved,
    check=_check,
)
