"""Arbitrary style transfer in recipes."""

from collections.abc import Collection, Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes import teaching, terms
from tfstyle.recipes.algorithm import Algorithm, Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Key


def _decoder(recipe, in_channels: int, name: str):
    from tfstyle.networks import AdaINDecoder

    part = recipe.generator
    return AdaINDecoder(part.filters, in_channels, part.levels, part.plain, name=name)


def _check_plain(values: Mapping, given: Collection[str]) -> None:
    if values["generator.plain"] and values["train.init"] != "preset":
        raise RecipeError(
            "generator.plain = true paints from features of the published AdaIN encoder, which "
            "comes with a converted preset: use train.init = 'preset', or generator.plain = false. "
            f"Received: train.init = {values['train.init']!r}."
        )


def _check(values: Mapping) -> None:
    teaching.check(values)
    terms.check_style_cut(values)
    terms.check_lattice(values)


def _build(recipe, generator):
    """Return the model, its encoder with VGG19's trained weights.

    A plain decoder gets the encoder it was published with, as wide as itself; that one's weights
    are the preset's, which the run begins with.
    """
    from tfstyle.models import AdaINStyle
    from tfstyle.models.adain import adain_layers
    from tfstyle.networks import NormalizedVGG19, load_vgg19

    part, loss = recipe.generator, recipe.loss
    layers = adain_layers(part.levels)
    encoder = (
        NormalizedVGG19(layers, part.filters) if part.plain
        else load_vgg19(layers, padding=part.padding)
    )  # fmt: skip
    return AdaINStyle(
        encoder,
        generator(in_channels=encoder.outputs[-1].shape[-1], name="generator"),
        content=loss.content,
        style=loss.style,
        tv=loss.tv,
        tone=loss.tone,
        lattice=loss.lattice,
        statistics=loss.statistics,
        teacher=loss.teacher,
        ema=recipe.train.ema,
        style_size=recipe.data.style_size,
        match_colors=part.match_colors,
        unbiased=part.plain,
    )


_DECODER = Network(
    "adain_decoder",
    keys={
        "generator.filters": keys.filters(),
        "generator.levels": Key(
            int, "Layers of VGG19 the decoder turns back.", 3, least=2, most=3
        ),
        "generator.padding": Key(
            str,
            "What the encoder sees beyond the edges: zeros leave a frame around what is painted, "
            "the picture's reflection leaves none and takes a little longer. Plain ones reflect.",
            "zeros", choices=("zeros", "reflect"),
        ),
        "generator.match_colors": Key(
            bool,
            "Each result takes over the painting's mean and deviation of brightness and colours.",
            False,
        ),
        "generator.plain": Key(
            bool, "The decoder as it was published, for converted weights.", False
        ),
    },
    build=_decoder,
    multiple=lambda values: 8,  # VGG19 halves three times on the way to relu4_1
    check=_check_plain,
)  # fmt: skip

ADAIN = Algorithm(
    "adain",
    learns_from=("domains",),
    networks=(_DECODER,),
    keys={
        "loss.lattice": terms.LATTICE,
        "loss.content": terms.content(),
        "loss.style": terms.style(10.0),
        "loss.tv": terms.tv(0.0),
        "loss.tone": terms.TONE,
        "loss.statistics": terms.statistics("moments"),
        "data.style_size": terms.style_size(),
        **terms.STYLE_CUT,
        **teaching.KEYS,
    },
    defaults={
        "train.batch_size": 8,
        "train.learning_rate": 1e-4,
        "train.beta_1": 0.9,
        "train.metrics": ["content", "style"],
    },
    check=_check,
    builder=_build,
    sample_names=lambda model: ["content", "style", "stylized"],
)
