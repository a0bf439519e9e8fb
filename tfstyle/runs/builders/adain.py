"""Arbitrary style transfer from a recipe."""

from tfstyle.models import AdaINStyle
from tfstyle.models.adain import adain_layers
from tfstyle.networks import AdaINDecoder, load_vgg19
from tfstyle.recipes import Recipe


def build(recipe: Recipe) -> AdaINStyle:
    """Return the model, its encoder with VGG19's trained weights."""
    part, loss = recipe.generator, recipe.loss
    encoder = load_vgg19(adain_layers(part.levels))
    return AdaINStyle(
        encoder,
        AdaINDecoder(
            part.filters, encoder.outputs[-1].shape[-1], part.levels, name="generator"
        ),
        content=loss.content,
        style=loss.style,
        tv=loss.tv,
        ema=recipe.train.ema,
        style_size=recipe.data.style_size,
    )
