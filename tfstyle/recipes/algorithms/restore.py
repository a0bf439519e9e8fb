"""Restoration without an adversary in recipes."""

from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes import shared
from tfstyle.recipes.algorithm import Algorithm
from tfstyle.recipes.networks import RETOUCHING
from tfstyle.recipes.schema import Key


def _build(recipe, generator):
    from tfstyle.models import Restore

    a, b = recipe.data.in_channels, recipe.data.out_channels
    return Restore(
        generator(in_channels=a, out_channels=b, name="generator"),
        charbonnier=recipe.loss.charbonnier,
        psnr=recipe.loss.psnr,
        lpips=recipe.loss.lpips,
        finding=recipe.loss.finding,
        ema=recipe.train.ema,
        inference_mode=recipe.generator.inference_mode,
        domains=shared.domains(recipe),
    )


def _check(values: Mapping) -> None:
    if not values["loss.lpips"]:
        return
    if values["data.out_channels"] != 3:
        raise RecipeError(
            f"loss.lpips = {values['loss.lpips']} looks at colours: use data.out_channels = 3, or "
            f"0. Received: {values['data.out_channels']}."
        )


RESTORE = Algorithm(
    "restore",
    learns_from=("pairs",),
    networks=(RETOUCHING,),
    keys={
        "loss.charbonnier": Key(
            float, "Weight of the distance from the target, without a pull where it is reached.",
            1.0, least=0.0,
        ),
        "loss.psnr": Key(
            float, "Weight of the logarithm of a picture's squared distance from the target, which "
            "is PSNR: little damage counts as much as a lot.",
            0.0, least=0.0,
        ),
        "loss.lpips": Key(
            float, "Weight of the distance in the eyes of LPIPS' SqueezeNet.", 0.1, least=0.0
        ),
        "loss.finding": Key(
            float, "Weight of finding the damage where source and target differ.", 0.1,
            least=0.0,
        ),
    },
    defaults={
        "data.layout": "images",
        "data.derive": "damaged",
        "data.undamaged": 0.2,
        "data.damaged_alone": 0.4,
        "train.batch_size": 8,
        "train.learning_rate": 1e-3,
        "train.beta_1": 0.9,
        "train.clip_norm": 1.0,
    },
    check=_check,
    builder=_build,
)  # fmt: skip
