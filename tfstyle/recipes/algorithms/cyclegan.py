"""CycleGAN in recipes."""

from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes import adversarial, projected, terms
from tfstyle.recipes.algorithm import Algorithm
from tfstyle.recipes.networks import RESNET, UNET
from tfstyle.recipes.schema import Key


def _build(recipe, generator):
    from tfstyle.models import CycleGAN

    a, b = recipe.data.in_channels, recipe.data.out_channels
    return CycleGAN(
        generator(in_channels=a, out_channels=b, name="generator_ab"),
        generator(in_channels=b, out_channels=a, name="generator_ba"),
        adversarial.discriminator(recipe, a, name="discriminator_a"),
        adversarial.discriminator(recipe, b, name="discriminator_b"),
        cycle=recipe.loss.cycle,
        identity=recipe.loss.identity,
        r1=recipe.loss.r1 or 0.0,
        lattice=recipe.loss.lattice,
        pool_size=recipe.train.pool_size,
        warm_up_steps=recipe.train.warm_up_steps,
        **adversarial.options(recipe),
    )


def _check(values: Mapping) -> None:
    terms.check_lattice(values)
    adversarial.check_r1(values)
    projected.check(values, "data.in_channels", "data.out_channels")
    channels = values["data.in_channels"], values["data.out_channels"]
    if values["loss.identity"] and channels[0] != channels[1]:
        raise RecipeError(
            f"loss.identity = {values['loss.identity']} gives a generator what it makes, which "
            f"takes {channels[0]} channels and makes {channels[1]}. Use loss.identity = 0."
        )
    steps = values["train.warm_up_steps"]
    if steps and channels[0] != channels[1]:
        raise RecipeError(
            f"train.warm_up_steps = {steps} lets a generator leave its picture as it is, and it "
            f"takes {channels[0]} channels and makes {channels[1]}. Use train.warm_up_steps = 0."
        )
    if steps and steps >= values["train.steps"]:
        raise RecipeError(
            f"train.warm_up_steps = {steps} leaves nothing of train.steps = "
            f"{values['train.steps']} for the discriminators. Use less."
        )
    if steps > values["train.decay_from"]:
        raise RecipeError(
            f"train.warm_up_steps = {steps} lasts longer than the full learning rate, to "
            f"train.decay_from = {values['train.decay_from']}. Use less, or decay later."
        )


CYCLEGAN = Algorithm(
    "cyclegan",
    learns_from=("domains",),
    networks=(RESNET, UNET),
    keys={
        **adversarial.patch_judges(adversarial.ANTIALIASED, adversarial.R1),
        "loss.lattice": terms.LATTICE,
        "loss.cycle": Key(float, "Weight of coming back to the same picture.", 10.0, least=0.0),
        "loss.identity": Key(
            float,
            "Weight, as a part of cycle, of leaving pictures of the target domain as they are; it "
            "keeps colours.",
            0.5, least=0.0,
        ),
        **adversarial.POOL,
        "train.warm_up_steps": Key(
            int,
            "Steps in which the generators learn to leave their pictures as they are, before the "
            "discriminators join.",
            0, least=0,
        ),
    },
    defaults={"train.pool_size": 50},
    check=_check,
    judged_through=projected.looks_through,
    builder=_build,
)  # fmt: skip
