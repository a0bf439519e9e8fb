"""Content preserver, style transferer and judge in recipes."""

from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes import adversarial, projected, shared, terms
from tfstyle.recipes.algorithm import Algorithm, Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Key


def _network(recipe, in_channels: int, out_channels: int, name: str):
    from tfstyle.networks import CrossDomainGenerator

    part = recipe.generator
    return CrossDomainGenerator(
        part.filters, part.num_blocks, part.fusion, in_channels, out_channels, part.upsampling,
        name=name,
    )


def _build(recipe, generator):
    """Return the model; pairs, from disk or derived, make it compare with their targets."""
    from tfstyle.models import CrossDomain

    loss, data = recipe.loss, recipe.data
    return CrossDomain(
        generator(
            in_channels=data.in_channels, out_channels=data.out_channels, name="generator"
        ),
        adversarial.discriminator(recipe, data.out_channels, name="discriminator"),
        adversarial_loss=adversarial.adversarial_loss(recipe),
        adversarial=loss.adversarial_weight,
        content=loss.content,
        style=loss.style,
        paired=shared.in_pairs(data.layout, data.derive),
        l1=loss.l1,
        lattice=loss.lattice,
        content_layer=loss.content_layer,
        style_layers=loss.style_layers,
        ema=recipe.train.ema,
        style_size=data.style_size,
        domains=shared.domains(recipe),
    )  # fmt: skip


def _check(values: Mapping) -> None:
    projected.check(values, "data.out_channels")
    terms.check_lattice(values)
    if values["loss.l1"] and shared.learned_from(values) != "pairs":
        raise RecipeError(
            f"loss.l1 = {values['loss.l1']} compares with a target: use data.layout = 'paired', or "
            f"loss.l1 = 0. Received: layout = {values['data.layout']!r}, derive = "
            f"{values['data.derive']!r}."
        )


_CROSS_DOMAIN = Network(
    "cross_domain",
    keys={
        "generator.filters": keys.filters(),
        "generator.num_blocks": keys.num_blocks(),
        "generator.fusion": Key(
            str, "How content and style features meet.", "add", choices=("add", "adain")
        ),
        "generator.upsampling": keys.upsampling("resize", ("resize", "antialiased")),
    },
    build=_network,
)

CROSS_DOMAIN = Algorithm(
    "cross_domain",
    learns_from=("domains", "pairs"),
    networks=(_CROSS_DOMAIN,),
    keys={
        **adversarial.patch_judges(),
        "loss.lattice": terms.LATTICE,
        **adversarial.WEIGHT,
        "loss.l1": terms.l1(0.0),
        "loss.content": terms.content(),
        "loss.style": terms.style(),
        "loss.content_layer": terms.content_layer("relu4_1"),
        "loss.style_layers": terms.STYLE_LAYERS,
        "data.style_size": terms.style_size(),
    },
    check=_check,
    judged_through=projected.looks_through,
    builder=_build,
    sample_names=lambda model: ["content", "style", "stylized"],
)
