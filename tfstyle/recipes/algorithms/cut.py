"""CUT and FastCUT in recipes; they differ in the defaults of their keys alone."""

import dataclasses
from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes import adversarial, projected, terms
from tfstyle.recipes.algorithm import Algorithm
from tfstyle.recipes.networks import RESNET
from tfstyle.recipes.schema import Key


def _build(recipe, generator):
    from tfstyle.models import CUT

    loss = recipe.loss
    a, b = recipe.data.in_channels, recipe.data.out_channels
    return CUT(
        generator(in_channels=a, out_channels=b, name="generator"),
        adversarial.discriminator(recipe, b, name="discriminator"),
        nce=loss.nce,
        identity_nce=loss.identity_nce,
        flip_equivariance=loss.flip_equivariance,
        lattice=loss.lattice,
        temperature=loss.temperature,
        num_patches=loss.num_patches,
        **adversarial.options(recipe),
    )


def _check(values: Mapping) -> None:
    terms.check_lattice(values)
    projected.check(values, "data.out_channels")
    channels = values["data.in_channels"], values["data.out_channels"]
    if channels[0] != channels[1]:
        raise RecipeError(
            f"model = {values['model']!r} looks at results through the generator's first half: "
            "data.in_channels and data.out_channels must be equal. Received: "
            f"{channels[0]}, {channels[1]}."
        )


CUT = Algorithm(
    "cut",
    learns_from=("domains",),
    networks=(RESNET,),
    keys={
        **adversarial.patch_judges(adversarial.ANTIALIASED),
        "loss.lattice": terms.LATTICE,
        "loss.nce": Key(
            float, "Weight of each patch being told from others by its source.", 1.0, least=0.0
        ),
        "loss.identity_nce": Key(
            bool, "The same for pictures that are of the target domain already.", True
        ),
        "loss.flip_equivariance": Key(
            bool, "Mirror every other batch between source and result.", False
        ),
        "loss.temperature": Key(
            float, "How sharply patches are told apart.", 0.07, above=0.0, most=10.0
        ),
        "loss.num_patches": Key(int, "Patches of a picture compared.", 256, least=2, most=65536),
    },
    defaults={"generator.upsampling": "antialiased"},  # as in the published code
    check=_check,
    judged_through=projected.looks_through,
    builder=_build,
)
FASTCUT = dataclasses.replace(
    CUT,
    name="fastcut",
    defaults={
        **CUT.defaults,
        "loss.nce": 10.0,
        "loss.identity_nce": False,
        "loss.flip_equivariance": True,
    },
)
