"""CycleGAN from a recipe."""

from tfstyle.models import CycleGAN
from tfstyle.recipes import Recipe
from tfstyle.runs.builders import shared


def build(recipe: Recipe) -> CycleGAN:
    """Return the model."""
    a, b = recipe.data.in_channels, recipe.data.out_channels
    return CycleGAN(
        shared.generator(recipe, a, b, name="generator_ab"),
        shared.generator(recipe, b, a, name="generator_ba"),
        shared.discriminator(recipe, a, name="discriminator_a"),
        shared.discriminator(recipe, b, name="discriminator_b"),
        cycle=recipe.loss.cycle,
        identity=recipe.loss.identity,
        pool_size=recipe.train.pool_size,
        **shared.gan_options(recipe),
    )
