"""CUT and FastCUT from a recipe; they differ in the defaults of their keys alone."""

from tfstyle.models import CUT
from tfstyle.recipes import Recipe
from tfstyle.runs.builders import shared


def build(recipe: Recipe) -> CUT:
    """Return the model."""
    loss = recipe.loss
    a, b = recipe.data.in_channels, recipe.data.out_channels
    return CUT(
        shared.generator(recipe, a, b, name="generator"),
        shared.discriminator(recipe, b, name="discriminator"),
        nce=loss.nce,
        identity_nce=loss.identity_nce,
        flip_equivariance=loss.flip_equivariance,
        temperature=loss.temperature,
        num_patches=loss.num_patches,
        **shared.gan_options(recipe),
    )
