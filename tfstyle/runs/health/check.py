"""What a check of a run's health declares."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import keras

from tfstyle.runs.health.observation import Observation

_KEY = re.compile(r"\b(?:generator|discriminator|loss|data|train)\.[a-z0-9_]+")


@dataclass(frozen=True, kw_only=True)
class Check:
    """One question to a run, with the answer that is too bad.

    Attributes:
        name: of its curve, `health/NAME`, and of its events.
        title: what its value is, as in "discriminator accuracy".
        measured: how the value comes about, a sentence.
        threshold: the last value that is well.
        direction: whether it is wrong `"above"` or `"below"` that.
        sentence: what it means to be beyond.
        remedies: what usually helps, the first first; those that name keys of a recipe are told
            where the recipe has these keys.
        fits: of a model, whether the question makes sense; by what the model declares.
        measure: of an observation, the value of each part (a network, a direction), by its name.
            Parts that cannot be measured are left out.
        patience: measurements in a row beyond the threshold before a word is said, and within it
            before it counts as recovered.
        after: steps of a run of which nothing is said: what has hardly begun to learn is beyond
            the threshold without being ill.
    """

    name: str
    title: str
    measured: str
    threshold: float
    direction: Literal["above", "below"] = "above"
    sentence: str
    remedies: tuple[str, ...]
    fits: Callable[[keras.Model], bool]
    measure: Callable[[Observation], dict[str, float]]
    patience: int = 3
    after: int = 0

    def __hash__(self):
        return hash(self.name)

    def crossed(self, value: float) -> bool:
        """Tell whether a value is beyond the threshold; what is no number is not."""
        return value > self.threshold if self.direction == "above" else value < self.threshold

    def worst(self, values: Mapping[str, float]) -> str | None:
        """Return the name of the part whose value is farthest to the wrong side."""
        known = {part: value for part, value in values.items() if not math.isnan(value)}
        if not known:
            return None
        return (max if self.direction == "above" else min)(known, key=known.__getitem__)

    def told(self, value: float, part: str = "", recipe: Mapping | None = None) -> str:
        """Return what a person is told of a value beyond the threshold.

        Args:
            value: what was measured.
            part: of what, where there are several.
            recipe: the run's values by the keys' full names; all remedies are told without.
        """
        place = f" of {part}" if part else ""
        return (
            f"{self.sentence} ({self.title}{place}: {value:.3g}, {self.direction} "
            f"{self.threshold:g}). Usual remedies: {'; '.join(self.helping(recipe))}."
        )

    def helping(self, recipe: Mapping | None = None) -> list[str]:
        """Return the remedies that a recipe can take and does not have; all for `None`.

        Where none is left it is the last, which needs no key or few.
        """
        found = [remedy for remedy in self.remedies if recipe is None or _helps(remedy, recipe)]
        return found or [self.remedies[-1]]


def _helps(remedy: str, recipe: Mapping) -> bool:
    key, _, value = re.split("[ ,:]", remedy, maxsplit=1)[0].partition("=")
    has = value and value == _written(recipe.get(key))
    return not has and all(key in recipe for key in _KEY.findall(remedy))


def _written(value) -> str:
    """Return a value as a remedy writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
