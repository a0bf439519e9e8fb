"""Networks that belong together, put together: from recognised files to a model and its recipe.

A family is a function of `(parts, name, model)`: parts are `Part`s in the order of the files, name
becomes what the model calls its output or its style, model is the user's choice of algorithm or
`None`. It returns an `Assembled`.
"""

from tfstyle.convert.architectures import adain_project, fast_neural_style, microast
from tfstyle.convert.gan_family import assemble_gan, settle_norms
from tfstyle.convert.parts import Assembled, Part
from tfstyle.errors import ArchitectureError


def _of_roles(roles, build, recipe=None):
    """Return the family of models that need one network of each role.

    `build` makes the model of networks by role and a name; `recipe` makes of the first part's
    match and the name what trains on.
    """

    def assemble_roles(parts, name, model=None):
        if model is not None:
            raise ArchitectureError(
                "model applies to networks of the GAN projects only; leave --model out. "
                f"Received: {model!r}."
            )
        found = [part.role for part in parts]
        if sorted(found) != sorted(roles):
            raise ArchitectureError(
                f"This model is made of {len(roles)} file(s): {', '.join(roles)}. Received: "
                f"{', '.join(f'{part.file} ({part.role})' for part in parts)}. Name all of them."
            )
        built = build({part.role: part.match.network for part in parts}, name)
        return Assembled(built, recipe(parts[0].match, name) if recipe else None)

    return assemble_roles


FAMILIES = {
    "gan": assemble_gan,
    "fast_style": _of_roles(["generator"], fast_neural_style.assemble, fast_neural_style.recipe),
    "adain": _of_roles(["encoder", "decoder"], adain_project.assemble, adain_project.recipe),
    "microast": _of_roles(
        ["content_encoder", "style_encoder", "modulator", "decoder"], microast.assemble,
        microast.recipe,
    ),
}


def settle(parts: list[Part]) -> list[Part]:
    """Return the parts, what one file leaves open decided by those beside it."""
    return settle_norms(parts)


def assemble(parts: list[Part], name: str, model: str | None = None) -> Assembled:
    """Return the model that the parts make.

    Raises:
        ArchitectureError: the parts do not belong together, or some are missing.
    """
    families = {part.match.architecture.family for part in parts}
    if len(families) > 1:
        listed = ", ".join(f"{part.file} is {part.match.architecture.name}" for part in parts)
        raise ArchitectureError(f"These files belong to different models: {listed}.")
    (family,) = families
    return FAMILIES[family](parts, name, model)
