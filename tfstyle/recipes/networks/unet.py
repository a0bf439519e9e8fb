"""The U-Net in recipes."""

from collections.abc import Collection, Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes.algorithm import Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Follows, Values

# Pixels of a side in the middle; the paper's has one.
_LARGEST_BOTTLENECK = 16


def _halvings(of: Values) -> int:
    """Return how often the crop can be halved."""
    crop, downs = of["data.crop"], 0
    while crop % 2 == 0 and downs < 10:
        crop, downs = crop // 2, downs + 1
    return max(downs, 2)


def _build(recipe, in_channels: int, out_channels: int, name: str, **more):
    from tfstyle.networks import UNetGenerator

    part = recipe.generator
    return UNetGenerator(
        filters=part.filters,
        num_downs=part.num_downs,
        in_channels=in_channels,
        out_channels=out_channels,
        normalization=part.normalization,
        dropout=part.dropout,
        upsampling=part.upsampling,
        name=name,
        **more,
    )


def _check(values: Mapping, given: Collection[str]) -> None:
    """Check that a U-Net left to itself sees its whole picture: an odd crop is soon halved up."""
    crop, downs = values["data.crop"], values["generator.num_downs"]
    if "generator.num_downs" in given or crop >> downs <= _LARGEST_BOTTLENECK:
        return
    step = 1
    while crop / step > _LARGEST_BOTTLENECK:
        step *= 2
    below = crop // step * step
    raise RecipeError(
        f"data.crop = {crop} can be halved only {downs} times, to {crop >> downs} pixels: such a "
        f"U-Net sees little of its picture. Use {below} or {below + step}, or say "
        f"generator.num_downs = {downs} to have it so."
    )


UNET = Network(
    "unet",
    keys={
        "generator.filters": keys.filters(),
        "generator.num_downs": keys.num_downs(
            Follows("as many as halve the crop to one pixel", _halvings)
        ),
        "generator.normalization": keys.normalization(),
        "generator.upsampling": keys.upsampling("transpose"),
        "generator.dropout": keys.DROPOUT,
        "generator.inference_mode": keys.INFERENCE_MODE,
    },
    build=_build,
    multiple=keys.halved,
    check=_check,
)
