"""The residual network for phones in recipes."""

from collections.abc import Collection, Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes.algorithm import Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Key


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
        patch=part.patch,
        name=name,
    )


def _check(values: Mapping, given: Collection[str]) -> None:
    crop, downs = values["data.crop"], values["generator.num_downs"]
    if crop < 2 ** (downs + 1):
        raise RecipeError(
            f"data.crop = {crop} is smaller than the {2 ** (downs + 1)} pixels that a "
            f"mobile_resnet with generator.num_downs = {downs} needs. Use more, or fewer halvings."
        )
    if (patch := values["generator.patch"]) > 2**downs:
        raise RecipeError(
            f"generator.patch = {patch} is more than generator.num_downs = {downs} halvings come "
            f"to. Use {2**downs} at most, or more halvings."
        )


MOBILE_RESNET = Network(
    "mobile_resnet",
    keys={
        "generator.filters": keys.filters(8),
        "generator.num_downs": keys.num_downs(3),
        "generator.num_blocks": keys.num_blocks(5),
        "generator.upsampling": keys.upsampling("antialiased", ("resize", "antialiased")),
        "generator.patch": Key(
            int, "Side of the squares of pixels read and painted as one; more is faster.", 1,
            choices=(1, 2, 4, 8),
        ),
        "generator.inference_mode": keys.INFERENCE_MODE,
    },
    build=_build,
    multiple=keys.halved,
    check=_check,
)
