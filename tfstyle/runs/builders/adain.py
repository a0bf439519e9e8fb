"""Arbitrary style transfer from a recipe."""

from tfstyle.models import AdaINStyle
from tfstyle.models.adain import adain_layers
from tfstyle.networks import AdaINDecoder, NormalizedVGG19, load_vgg19
from tfstyle.recipes import Recipe


def build(recipe: Recipe) -> AdaINStyle:
    """Return the model, its encoder with VGG19's trained weights.

    A plain decoder gets the encoder it was published with, as wide as itself; that one's weights
    are the preset's, which the run begins with.
    """
    part, loss = recipe.generator, recipe.loss
    layers = adain_layers(part.levels)
    encoder = NormalizedVGG19(layers, part.filters) if part.plain else load_vgg19(layers)
    channels = encoder.outputs[-1].shape[-1]
    return AdaINStyle(
        encoder,
        AdaINDecoder(part.filters, channels, part.levels, part.plain, name="generator"),
        content=loss.content,
        style=loss.style,
        tv=loss.tv,
        ema=recipe.train.ema,
        style_size=recipe.data.style_size,
        unbiased=part.plain,
    )


def sample_names(model) -> list[str]:
    """Return what the pictures of a sample row are."""
    return ["content", "style", "stylized"]
