"""Content preserver, style transferer and judge from a recipe."""

from tfstyle.models import CrossDomain
from tfstyle.networks import CrossDomainGenerator
from tfstyle.recipes import Recipe
from tfstyle.runs.builders import shared


def build(recipe: Recipe) -> CrossDomain:
    """Return the model; pairs, from disk or derived, make it compare with their targets."""
    part, loss, data = recipe.generator, recipe.loss, recipe.data
    return CrossDomain(
        CrossDomainGenerator(
            part.filters, part.num_blocks, part.fusion, data.in_channels, data.out_channels,
            name="generator",
        ),
        shared.discriminator(recipe, data.out_channels, name="discriminator"),
        adversarial_loss=shared.adversarial_loss(recipe),
        adversarial=loss.adversarial_weight,
        content=loss.content,
        style=loss.style,
        paired=data.layout == "paired" or data.derive not in (None, "none"),
        l1=loss.l1,
        content_layer=loss.content_layer,
        style_layers=loss.style_layers,
        ema=recipe.train.ema,
        style_size=data.style_size,
        domains=shared.domains(recipe),
    )


def sample_names(model) -> list[str]:
    """Return what the pictures of a sample row are."""
    return ["content", "style", "stylized"]
