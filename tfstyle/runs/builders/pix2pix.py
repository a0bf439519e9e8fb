"""pix2pix from a recipe."""

from tfstyle.models import Pix2Pix
from tfstyle.recipes import Recipe
from tfstyle.runs.builders import shared


def build(recipe: Recipe) -> Pix2Pix:
    """Return the model."""
    channels = recipe.data.in_channels, recipe.data.out_channels
    return Pix2Pix(
        shared.generator(recipe, *channels, name="generator"),
        shared.discriminator(recipe, sum(channels), name="discriminator"),
        l1=recipe.loss.l1,
        pool_size=recipe.train.pool_size,
        **shared.gan_options(recipe),
    )
