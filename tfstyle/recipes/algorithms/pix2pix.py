"""pix2pix in recipes."""

from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes import adversarial, labels, projected, terms
from tfstyle.recipes.algorithm import Algorithm
from tfstyle.recipes.networks import RESNET, RESTORATION, UNET


def _build(recipe, generator):
    from tfstyle.models import Pix2Pix

    a, b = recipe.data.in_channels, recipe.data.out_channels
    return Pix2Pix(
        generator(in_channels=a, out_channels=b, name="generator", **labels.given(recipe)),
        adversarial.discriminator(
            recipe, a + b, name="discriminator", colors=b, **labels.given(recipe)
        ),
        l1=recipe.loss.l1,
        feature_matching=recipe.loss.feature_matching,
        perceptual=recipe.loss.perceptual,
        r1=recipe.loss.r1 or 0.0,
        lattice=recipe.loss.lattice,
        pool_size=recipe.train.pool_size,
        **adversarial.options(recipe),
    )


def _check(values: Mapping) -> None:
    labels.check(values)
    terms.check_lattice(values)
    adversarial.check_r1(values)
    projected.check(values, "data.out_channels")
    if values["loss.perceptual"] and values["data.out_channels"] != 3:
        raise RecipeError(
            f"loss.perceptual = {values['loss.perceptual']} looks at colours: use "
            f"data.out_channels = 3, or 0. Received: {values['data.out_channels']}."
        )


PIX2PIX = Algorithm(
    "pix2pix",
    learns_from=("pairs",),
    networks=(UNET, RESNET, RESTORATION),
    keys={
        **adversarial.patch_judges(adversarial.ANTIALIASED, adversarial.R1),
        "loss.lattice": terms.LATTICE,
        "loss.feature_matching": terms.feature_matching(0.0),
        "loss.perceptual": terms.perceptual(),
        "loss.l1": terms.l1(100.0),
        **adversarial.POOL,
        **labels.LABELS,
    },
    defaults={
        # The paper's, §3.3: a batch of one, judged and painted with its own statistics.
        "generator.normalization": "batch",
        "generator.dropout": 0.5,
        "generator.inference_mode": "batch_statistics",
        "discriminator.normalization": "batch",
        "loss.adversarial": "non_saturating",
        "data.derive": "edges",  # pictures alone are no pairs
    },
    check=_check,
    judged_through=projected.looks_through,
    builder=_build,
)
