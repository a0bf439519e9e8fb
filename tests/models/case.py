"""What the contract of the models has to know of each, and the pictures that it trains on."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tests.networks.helpers import pictures
from tfstyle.capabilities import Capabilities

SIZE = 16


def pair(seed=1):
    """Return two batches of one random picture."""
    return pictures(1, SIZE, SIZE, 3, seed=seed), pictures(1, SIZE, SIZE, 3, seed=seed + 1)


def gradient_pair():
    """Return a smooth picture and its negative: what a network learns quickly."""
    rows = np.linspace(-1, 1, SIZE, dtype="float32")[None, :, None, None]
    picture = np.broadcast_to(rows, (1, SIZE, SIZE, 3)).copy()
    return picture, -picture


@dataclass(frozen=True)
class Case:
    """What the contract has to know of one model.

    Attributes:
        kind: the model's class.
        make: function of constructor options that returns a tiny model.
        arguments: every argument of the constructor but the networks, none at its default; `None`
            for what is no `keras.Model`.
        options: which of the options that several models share this one takes.
        compile: keyword arguments of `compile` beside the optimizers and the shape.
        batch: function of a seed that returns one training batch.
        easy: returns a batch it can overfit, and `learns` names the loss that then halves; `None`
            where players hold each other in balance, and none need fall.
        style: what `translator` takes as style, `None` for models that take none.
        size: H and W of its pictures.
        draws: what it tests depends on a picture's place in its batch, or on the others in it.
    """

    kind: type
    make: Callable
    arguments: dict | None = None
    options: frozenset = frozenset(
        {"ema", "pool_size", "adversarial_loss", "domains", "inference_mode"}
    )
    compile: Callable = dict
    batch: Callable = pair
    easy: Callable = gradient_pair
    learns: str | None = "generator/l1"
    style: object = field(default=None, compare=False)
    size: int = SIZE
    draws: bool = False

    @property
    def can(self) -> Capabilities:
        """What the model's class says that it can."""
        return self.kind.capabilities

    def inputs(self, model, count=1):
        """Return `count` inputs of `model(...)`: pictures, or the noise it makes them of."""
        if self.can.generates:
            return model.latents(count, seed=0)
        return pictures(count, self.size, self.size, 3, seed=3)

    @property
    def loss(self) -> str:
        """The name of what it minimizes, or of what its first player does."""
        return "judge/loss" if self.can.judges else "generator/loss"

    def painter(self, model, direction=None):
        """Return the function from its inputs to what it makes of them, in the case's style."""
        if not self.can.translates:
            return model
        if self.style is None:
            return model.translator(direction)
        return model.translator(direction, style=self.style)

    def translate(self, model, picture, **options):
        """Return a picture translated as users do, in the case's style if it takes one."""
        return model.translate(picture, **{"style": self.style, **options})
