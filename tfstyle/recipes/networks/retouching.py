"""The network that mends what it finds to be damaged, in recipes."""

from collections.abc import Collection, Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes.algorithm import Network
from tfstyle.recipes.networks import keys


def _build(recipe, in_channels: int, out_channels: int, name: str):
    from tfstyle.networks import RetouchingGenerator

    part = recipe.generator
    return RetouchingGenerator(
        filters=part.filters,
        num_downs=part.num_downs,
        num_blocks=part.num_blocks,
        in_channels=in_channels,
        name=name,
    )


def _check(values: Mapping, given: Collection[str]) -> None:
    channels = values["data.in_channels"], values["data.out_channels"]
    if channels[0] != channels[1]:
        raise RecipeError(
            "generator.network = 'retouching' gives back the picture it got: data.in_channels and "
            f"data.out_channels must be equal. Received: {channels[0]}, {channels[1]}."
        )


RETOUCHING = Network(
    "retouching",
    keys={
        "generator.filters": keys.filters(16),
        "generator.num_downs": keys.num_downs(4),
        "generator.num_blocks": keys.num_blocks(2),
        "generator.inference_mode": keys.INFERENCE_MODE,
    },
    build=_build,
    multiple=keys.halved,
    check=_check,
)
