"""What a model can do, as facts that it declares: read by runs, zoo, export, commands and errors.

A model's class says it once, `capabilities = Capabilities(...)`; nobody guesses from methods or
names. Facts of one model, not of its class (its directions, the names of its styles), are its
attributes.
"""

import dataclasses
from collections.abc import Callable

from tfstyle.errors import or_list


@dataclasses.dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What a kind of model can do.

    Attributes:
        translates: makes pictures of pictures: it has `translate`, `translator` and `directions`.
        generates: makes pictures of noise: it has `generate`, `latents` and `decode`.
        judges: says how good a picture is: it has `judge`.
        directions: how many ways it translates: 1, or 2 for there and back.
        style: what it takes as a style: `None` for none, `"names"` of those it learned (its
            `styles`; where they are several, it has `paint(pictures, weights)`, a row of weights a
            picture), or any `"picture"`.
        signals: a style is a few numbers to it, the same for each part of a batch: it has `signals`
            of style pictures, whose weighted mean is what a blend is to it, and
            `paint(pictures, signals)`.
        alpha: takes a style on by a degree, as features; `translator` has an `alpha`.
        tiles: translates large pictures in tiles, which share the statistics of
            `layers.instance_statistics`.
        joint: the statistics that its layers normalize by are of the whole picture, also in tiles.
        trains: learns here, by `compile` and `fit`; others come trained from elsewhere.
        optimizes: works on each picture anew: it has no weights to train, save or export.
        imitates: learns from what a teacher paints alone: it has `shown(pictures)`.
        target: learns from pictures and what they should become, where the data have that.
    """

    translates: bool = True
    generates: bool = False
    judges: bool = False
    directions: int = 1
    style: str | None = None
    signals: bool = False
    alpha: bool = False
    tiles: bool = True
    joint: bool = True
    trains: bool = True
    optimizes: bool = False
    imitates: bool = False
    target: bool = False

    def __post_init__(self):
        if self.style not in (None, "names", "picture"):
            raise ValueError(f"style must be None, 'names' or 'picture'. Received: {self.style!r}")
        if self.optimizes and self.trains:
            raise ValueError("trains must be False for a model that optimizes each picture.")
        if self.directions not in (0, 1, 2) or bool(self.directions) != self.translates:
            raise ValueError(
                "directions must be 1 or 2 for a model that translates, 0 for others. "
                f"Received: directions={self.directions}, translates={self.translates}"
            )


_MODELS: dict[str, Capabilities] = {}


def declare(name: str, capabilities: Capabilities) -> None:
    """Note what the class of a model of tfstyle can do; the base of all models calls it."""
    _MODELS[name] = capabilities


def who_can(able: Callable[[Capabilities], object]) -> tuple[str, ...]:
    """Return the names of the models that can do something, as far as they have been imported.

    Args:
        able: of a model's capabilities, whether it can.

    Example:
        >>> import tfstyle.models
        >>> who_can(lambda can: can.alpha)
        ('AdaINStyle', 'MicroAST')
    """
    return tuple(sorted(name for name, can in _MODELS.items() if able(can)))


def those_who_can(able: Callable[[Capabilities], object]) -> str:
    """Return the same as words for an error: "AdaINStyle or MicroAST"."""
    return or_list(who_can(able))
