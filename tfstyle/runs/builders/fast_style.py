"""Fast style transfer from a recipe and the paintings it names."""

import os
from pathlib import Path

from tfstyle import images
from tfstyle.models import FastStyle
from tfstyle.networks import PixelStyleNetwork, StyleNetwork, TransposedStyleNetwork
from tfstyle.recipes import Recipe

_PUBLISHED = {"pixel_style": PixelStyleNetwork, "transposed_style": TransposedStyleNetwork}


def build(recipe: Recipe) -> FastStyle:
    """Return the model; a painting's file name is its style's name."""
    part, loss = recipe.generator, recipe.loss
    names = [Path(path).stem for path in recipe.data.styles]
    size = {"filters": part.filters, "num_blocks": part.num_blocks, "name": "generator"}
    if part.network == "style":
        network = StyleNetwork(**size, num_styles=len(names))
    else:
        network = _PUBLISHED[part.network](**size)
    return FastStyle(
        network,
        names,
        content=loss.content,
        style=loss.style,
        tv=loss.tv,
        content_layer=loss.content_layer,
        style_layers=loss.style_layers,
        ema=recipe.train.ema,
    )


def compile_options(recipe: Recipe, root: str | os.PathLike | None) -> dict:
    """Return the paintings, read from the data folder on (or from an absolute path).

    Raises:
        ImageError: one cannot be read.
    """
    folder = Path(root or ".")
    return {
        "style_pictures": [images.read_image(folder / path) for path in recipe.data.styles],
        "style_size": recipe.data.style_size,
    }


def sample_names(model) -> list[str]:
    """Return what the pictures of a sample row are."""
    return ["photograph", *model.styles]
