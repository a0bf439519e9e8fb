"""Coarse to fine in recipes, from pairs or without."""

from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes import adversarial, labels, projected, shared, terms
from tfstyle.recipes.algorithm import Algorithm, Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Follows, Key, Values

# Losses that compare with a target.
_COMPARE = ("feature_matching", "perceptual", "l1", "l2")


def _matching(of: Values) -> float:
    tells = of["discriminator.network"] != "projected"  # it has no layers of its own to match
    return 10.0 if tells and shared.learned_from(of) == "pairs" else 0.0


def _network(recipe, in_channels: int, out_channels: int, name: str, **more):
    from tfstyle.networks import MultiScaleGenerator

    part = recipe.generator
    return MultiScaleGenerator(
        num_scales=part.num_scales,
        filters=part.filters,
        num_downs=part.num_downs,
        num_blocks=part.num_blocks,
        local_blocks=part.local_blocks,
        in_channels=in_channels,
        out_channels=out_channels,
        normalization=part.normalization,
        upsampling=part.upsampling,
        style_modulation=part.style_modulation,
        label_edges=part.label_edges,
        name=name,
        **more,
    )


def _build(recipe, generator):
    """Return the model; without pairs its discriminator sees the target alone."""
    from tfstyle.models import MultiScale
    from tfstyle.networks import MultiScaleDiscriminator

    part, loss, train = recipe.discriminator, recipe.loss, recipe.train
    a, b = recipe.data.in_channels, recipe.data.out_channels
    paired = shared.in_pairs(recipe.data.layout, recipe.data.derive)
    seen = a + b if paired else b

    def patches(name):
        return MultiScaleDiscriminator(
            num_scales=part.num_scales,
            filters=part.filters,
            num_layers=part.num_layers,
            in_channels=seen,
            normalization=part.normalization,
            spectral_normalization=part.spectral_normalization,
            name=name,
            **labels.given(recipe),
        )

    return MultiScale(
        generator(in_channels=a, out_channels=b, name="generator", **labels.given(recipe)),
        projected.build(recipe, patches, seen, b, name="discriminator"),
        adversarial=loss.adversarial_weight,
        feature_matching=loss.feature_matching,
        perceptual=loss.perceptual,
        l1=loss.l1,
        l2=loss.l2,
        content=loss.content,
        style=loss.style,
        statistics=loss.statistics,
        tv=loss.tv,
        tone=loss.tone,
        outliers=loss.outliers,
        coarse_steps=train.coarse_steps,
        enhancer_steps=train.enhancer_steps,
        **adversarial.options(recipe),
    )


def _check(values: Mapping) -> None:
    """Check that the losses fit the pictures, and the phases the network."""
    projected.check(values, "data.out_channels")
    labels.check(values)
    if shared.learned_from(values) != "pairs":
        _check_unpaired(values)
    phased = values["train.coarse_steps"] + values["train.enhancer_steps"]
    if phased and values["generator.num_scales"] == 1:
        raise RecipeError(
            "train.coarse_steps and train.enhancer_steps need generator.num_scales of 2 or more."
        )
    if phased > values["train.steps"]:
        raise RecipeError(
            f"train.coarse_steps and train.enhancer_steps add up to {phased}, more than "
            f"train.steps = {values['train.steps']}. The network must be trained as a whole, too."
        )


def _check_unpaired(values: Mapping) -> None:
    layout = values["data.layout"]
    for name in _COMPARE:
        if values[f"loss.{name}"]:
            raise RecipeError(
                f"loss.{name} = {values[f'loss.{name}']} compares with the target, which "
                f"data.layout = {layout!r} does not have. Use 0, and loss.content and loss.style."
            )
    if not values["loss.content"]:
        raise RecipeError(
            f"model = 'multiscale' with data.layout = {layout!r} needs a loss.content above 0: "
            "nothing else ties the result to its source."
        )


_SCALES = {
    "discriminator.num_scales": Key(
        int, "Discriminators, each on pictures half as large.", 2, least=1, most=3,
        after="discriminator.num_layers",
    )
}  # fmt: skip

_MULTISCALE = Network(
    "multiscale",
    keys={
        "generator.filters": keys.filters(32),
        "generator.num_downs": keys.num_downs(4),
        "generator.num_scales": Key(
            int, "Generators from coarse to fine, each on pictures twice as large.", 2,
            least=1, most=4,
        ),
        "generator.local_blocks": Key(
            int, "Residual blocks of the fine generators.", 3, least=0, most=64
        ),
        "generator.style_modulation": Key(
            bool, "Let a code of the whole picture scale the features.", True
        ),
        "generator.label_edges": Key(
            bool, "Show the network where the labels of a map meet.", False
        ),
        "generator.num_blocks": keys.num_blocks(),
        "generator.normalization": keys.normalization(),
        "generator.upsampling": keys.upsampling("resize"),
        "generator.inference_mode": keys.INFERENCE_MODE,
    },
    build=_network,
    multiple=lambda values: keys.halved(values) * 2 ** (values["generator.num_scales"] - 1),
)  # fmt: skip

MULTISCALE = Algorithm(
    "multiscale",
    learns_from=("pairs", "domains"),
    networks=(_MULTISCALE,),
    keys={
        **adversarial.patch_judges(_SCALES),
        **adversarial.WEIGHT,
        "loss.feature_matching": terms.feature_matching(
            Follows("10 with pairs and a PatchGAN, else 0", _matching)
        ),
        "loss.perceptual": terms.perceptual(),
        "loss.l1": terms.l1(0.0),
        "loss.l2": Key(
            float, "Weight of the mean squared difference from the target.", 0.0, least=0.0
        ),
        "loss.content": terms.content(0.0),
        "loss.style": terms.style(0.0),
        "loss.tv": terms.tv(0.0),
        "loss.tone": terms.TONE,
        "loss.outliers": terms.OUTLIERS,
        "loss.statistics": terms.statistics(),
        **labels.LABELS,
        "train.coarse_steps": Key(
            int, "Steps in which the coarse generator learns alone.", 0, least=0
        ),
        "train.enhancer_steps": Key(
            int, "Steps after that in which the fine ones learn alone.", 0, least=0
        ),
    },
    check=_check,
    judged_through=projected.looks_through,
    builder=_build,
)  # fmt: skip
