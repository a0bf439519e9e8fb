"""What is liked of styles: which ones, and how strong each should be.

A work of style s and strength t is worth `w_s + (a + a_s) z + b z^2`, z the strength put into
[-1, 1]: a level for each style, and one parabola that all share and each style tilts a little.
So strengths are learned of all styles together before one style alone has enough votes.
"""

import dataclasses
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from tfstyle.preferences.people import Preferences, fit
from tfstyle.preferences.votes import Votes

# Deviations of the prior: levels, the shared slope and bend, a style's own slope.
_LEVEL, _SHARED, _OWN = 1.5, (1.0, 0.7), 0.5
# Strengths to choose from, and by how many deviations a gain has to be above 0 to move there.
STRENGTHS = tuple(round(0.05 * step, 2) for step in range(4, 21))
CAUTION = 1.0


@dataclasses.dataclass(frozen=True)
class Liked:
    """How much a style is liked.

    Attributes:
        style: its id.
        worth: logits above or below the mean of all styles, each at its strength.
        deviation: how surely.
        strength: what the style should be painted at.
    """

    style: Hashable
    worth: float
    deviation: float
    strength: float


class StyleWorks:
    """Works as rows of features: which styles they are in, and how strongly.

    Args:
        styles: ids of all styles.

    Example:
        >>> works = StyleWorks(["sea", "fire"])
        >>> works.row({"sea": (1.0, 0.5)}).tolist()
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """

    def __init__(self, styles: Sequence[Hashable]):
        self.styles = tuple(styles)
        self._place = {style: place for place, style in enumerate(self.styles)}

    @property
    def deviation(self) -> np.ndarray:
        """The prior's, of every feature."""
        count = len(self.styles)
        return np.concatenate([np.full(count, _LEVEL), _SHARED, np.full(count, _OWN)])

    def row(self, parts: Mapping[Any, tuple[float, float]]) -> np.ndarray:
        """Return the features of one work, (D,).

        Args:
            parts: by style its share of the work and its strength, 0 to 1.
        """
        count = len(self.styles)
        found = np.zeros(2 * count + 2)
        for style, (share, strength) in parts.items():
            place, z = self._place[style], 2 * strength - 1
            found[place] += share
            found[count : count + 2] += share * z, share * z * z
            found[count + 2 + place] += share * z
        return found

    def fit(self, rows: Sequence | np.ndarray, votes: Votes) -> Preferences:
        """Return what is liked.

        Args:
            rows: features of the works that were voted on, (N, D).
            votes: of these.
        """
        rows = np.reshape(np.asarray(rows, float), (-1, 2 * len(self.styles) + 2))
        return fit(rows, votes, deviation=self.deviation)

    def strength(
        self, found: Preferences, style, person=None, *, now=1.0, among=STRENGTHS,
        caution=CAUTION,
    ) -> float:  # fmt: skip
        """Return the strength a style should have: another than now only where votes carry it.

        The strength of the largest `gain - caution * deviation of the gain`, the gain over `now`,
        where both are 0: without votes nothing moves.

        Args:
            found: of `fit`.
            style: its id.
            person: whose; everyone's if not given.
            now: what it is painted at.
            among: strengths to choose from.
            caution: deviations.
        """
        here = self.row({style: (1.0, now)})
        rows = np.stack([self.row({style: (1.0, strength)}) for strength in among])
        gain, deviation = found.worths(rows - here, person)
        sure = gain - caution * deviation
        best = int(sure.argmax())
        return float(among[best]) if sure[best] > 0 else float(now)

    def order(self, found: Preferences, person=None, *, now: Mapping | None = None) -> list[Liked]:
        """Return all styles, the most liked first; of equals in the order they came.

        Args:
            found: of `fit`.
            person: whose order; everyone's if not given.
            now: strengths that styles are painted at; 1 if not given.
        """
        now = now or {}
        if not self.styles:
            return []
        strengths = [
            self.strength(found, style, person, now=now.get(style, 1.0)) for style in self.styles
        ]
        rows = np.stack([
            self.row({style: (1.0, strength)})
            for style, strength in zip(self.styles, strengths, strict=True)
        ])  # fmt: skip
        # Beside their mean: choices say nothing of how good all are together.
        worths, deviations = found.worths(rows - rows.mean(axis=0), person)
        told = zip(self.styles, worths, deviations, strengths, strict=True)
        return sorted(
            (Liked(style, float(u), float(off), t) for style, u, off, t in told),
            key=lambda one: -one.worth,
        )
