"""Arbitrary style transfer by small encoders in recipes."""

from collections.abc import Mapping

from tfstyle.recipes import teaching, terms
from tfstyle.recipes.algorithm import Algorithm, Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Follows, Key


def _painters(recipe) -> dict:
    """Return the four networks by their role."""
    from tfstyle.networks import MicroASTDecoder, MicroASTEncoder, MicroASTModulator

    filters = recipe.generator.filters
    return {
        "content_encoder": MicroASTEncoder(filters, name="content_encoder"),
        "style_encoder": MicroASTEncoder(filters, name="style_encoder"),
        "modulator": MicroASTModulator(4 * filters, name="modulator"),
        "decoder": MicroASTDecoder(filters, name="decoder"),
    }


def _check(values: Mapping) -> None:
    teaching.check(values)
    terms.check_style_cut(values)
    terms.check_lattice(values)


def _build(recipe, generator):
    from tfstyle.models import MicroAST

    loss = recipe.loss
    return MicroAST(
        **generator(),
        content=loss.content,
        style=loss.style,
        contrastive=loss.contrastive,
        tv=loss.tv,
        tone=loss.tone,
        lattice=loss.lattice,
        statistics=loss.statistics,
        teacher=loss.teacher,
        ema=recipe.train.ema,
        style_size=recipe.data.style_size,
    )


MICROAST = Algorithm(
    "microast",
    learns_from=("domains",),
    networks=(Network("microast", {"generator.filters": keys.filters(16)}, _painters),),
    keys={
        "loss.lattice": terms.LATTICE,
        "loss.content": terms.content(),
        "loss.style": terms.style(8.0),
        "loss.contrastive": Key(
            float,
            "Weight of a result's signals being those of its own painting and of none beside it in "
            "the batch, which needs two pictures or more on each device.",
            0.8, least=0.0,
        ),
        "loss.tv": terms.tv(0.0),
        "loss.tone": terms.TONE,
        "loss.statistics": terms.statistics("moments"),
        "data.style_size": terms.style_size(512),
        **terms.STYLE_CUT,
        **teaching.KEYS,
    },
    defaults={
        "data.load": Follows("twice the crop", lambda of: 2 * of["data.crop"]),
        "train.batch_size": 8,
        "train.learning_rate": 1e-4,
        "train.beta_1": 0.9,
        "train.metrics": ["content", "style"],
    },
    check=_check,
    onednn=True,
    builder=_build,
    sample_names=lambda model: ["content", "style", "stylized"],
)  # fmt: skip
