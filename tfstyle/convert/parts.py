"""What recognised files are, one by one and put together."""

import dataclasses

from tfstyle.convert.recognition import Match


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
