"""Networks that belong together, put together: from recognised files to a model and its recipe.

A family is a function of `(parts, name, model)`: parts are `Part`s in the order of the files, name
becomes what the model calls its output or its style, model is the user's choice of algorithm or
`None`. It returns an `Assembled`.
"""

import dataclasses

from tfstyle.convert.gan_family import assemble_gan
from tfstyle.convert.recognition import Match
from tfstyle.errors import ArchitectureError

FAMILIES = {"gan": assemble_gan}


@dataclasses.dataclass(frozen=True)
class Part:
    """One file's network, with its weights.

    Attributes:
        file: name of the file.
        match: what it was recognised as; `match.network` holds the weights.
    """

    file: str
    match: Match

    @property
    def role(self) -> str:
        """What the network is in its model."""
        return self.match.architecture.role


@dataclasses.dataclass(frozen=True)
class Assembled:
    """A model, and what is needed to train on.

    Attributes:
        model: a tfstyle model.
        recipe: values for `recipes.make_recipe`, or `None` where no recipe describes the model.
        resolution: pixels of a side the networks were made for, or `None`.
    """

    model: object
    recipe: dict | None = None
    resolution: int | None = None


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
