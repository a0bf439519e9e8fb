"""Fast style transfer in recipes, in the paintings they name."""

import functools
import os
from collections.abc import Collection, Mapping
from pathlib import Path

from tfstyle.errors import RecipeError
from tfstyle.recipes import preferring, teaching, terms
from tfstyle.recipes.algorithm import Algorithm, Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Key


def _names(recipe) -> list[str]:
    """Return the names of the styles: their paintings' file names."""
    return [Path(path).stem for path in recipe.data.styles]


def _style(recipe, name: str):
    from tfstyle.networks import StyleNetwork

    part = recipe.generator
    return StyleNetwork(
        part.filters, part.num_blocks, num_styles=len(_names(recipe)), upsampling=part.upsampling,
        name=name,
    )  # fmt: skip


def _published(network: str, recipe, name: str):
    """Return one of the published networks, which have no conditional instance norm."""
    from tfstyle import networks

    part = recipe.generator
    return getattr(networks, network)(part.filters, part.num_blocks, name=name)


def _check_one_style(values: Mapping, given: Collection[str]) -> None:
    if len(values["data.styles"]) > 1:
        raise RecipeError(
            f"generator.network = {values['generator.network']!r} learns one style: name one in "
            f"data.styles, or use 'style'. Received: {len(values['data.styles'])} styles."
        )


def _build(recipe, generator):
    from tfstyle.models import FastStyle

    loss = recipe.loss
    return FastStyle(
        generator(name="generator"),
        _names(recipe),
        content=loss.content,
        style=loss.style,
        tv=loss.tv,
        tone=loss.tone,
        outliers=loss.outliers,
        lattice=loss.lattice,
        statistics=loss.statistics,
        painting=loss.painting,
        preference=loss.preference,
        taste=loss.taste,
        teacher=loss.teacher,
        content_layer=loss.content_layer,
        style_layers=loss.style_layers,
        ema=recipe.train.ema,
    )


def _compile_options(recipe, root: str | os.PathLike | None) -> dict:
    """Return the paintings, read from the data folder on (or from an absolute path).

    Raises:
        ImageError: one cannot be read.
        DataError: a folder holds none.
    """
    from tfstyle.data.paintings import read_paintings

    folder = Path(root or ".")
    return {
        "style_pictures": [read_paintings(folder / path) for path in recipe.data.styles],
        "style_size": recipe.data.style_size,
    }


def _check(values: Mapping) -> None:
    teaching.check(values)
    preferring.check(values)
    terms.check_lattice(values)


_KEYS = {"generator.filters": keys.filters(32), "generator.num_blocks": keys.num_blocks(5)}
_STYLE = Network(
    "style",
    {**_KEYS, "generator.upsampling": keys.upsampling("antialiased", ("resize", "antialiased"))},
    _style,
)
_PIXEL_STYLE = Network(
    "pixel_style", _KEYS, functools.partial(_published, "PixelStyleNetwork"),
    check=_check_one_style,
)  # fmt: skip
_TRANSPOSED_STYLE = Network(
    "transposed_style", _KEYS, functools.partial(_published, "TransposedStyleNetwork"),
    check=_check_one_style,
)  # fmt: skip

FAST_STYLE = Algorithm(
    "fast_style",
    learns_from=("pictures",),
    networks=(_STYLE, _PIXEL_STYLE, _TRANSPOSED_STYLE),
    keys={
        "loss.lattice": terms.LATTICE,
        "loss.content": terms.content(),
        "loss.style": terms.style(),
        "loss.tv": terms.tv(0.1),
        "loss.tone": terms.TONE,
        "loss.outliers": terms.OUTLIERS,
        "loss.statistics": terms.statistics(),
        "loss.painting": Key(
            str,
            "Which painting of a painter's folder a picture learns: each in turn, or the one that "
            "is nearest to the photograph in style.",
            "in_turn", choices=("in_turn", "nearest"),
        ),
        "loss.content_layer": terms.content_layer("relu3_1"),
        "loss.style_layers": terms.STYLE_LAYERS,
        "data.styles": Key(
            list,
            "The paintings to learn: absolute paths, or paths from the data folder on; their file "
            "names without the suffix name the styles. A folder is a painter: all its paintings "
            "are learned as one style.",
            flag="--style painting.jpg", example=["painting.jpg"],
        ),
        "data.style_size": terms.style_size(),
        **preferring.KEYS,
        **teaching.KEYS,
    },
    defaults={
        "train.batch_size": 4,
        "train.learning_rate": 1e-3,
        "train.beta_1": 0.9,
        "train.metrics": ["content", "style"],
    },
    check=_check,
    onednn=True,
    builder=_build,
    compile_options=_compile_options,
    sample_names=lambda model: ["photograph", *model.styles],
)  # fmt: skip
