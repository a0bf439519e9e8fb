"""What a measure hands over: numbers, what they were compared with, and what that means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from tfstyle.studio.advice.canvas import Canvas


class Number(NamedTuple):
    """A measured number.

    Attributes:
        value: the number; `None` where the picture has nothing to measure.
        unit: `"%"`, `"L*"`, `"°"`, or none.
        limits: what it was compared with, none for a number that is told only.
        digits: behind the point.
    """

    value: float | None
    unit: str = ""
    limits: tuple[float, ...] = ()
    digits: int = 0

    def text(self) -> str:
        """Return the number as it is told, e.g. `"42 %"`, a dash for none."""
        if self.value is None:
            return "–"
        return self._told(self.value)

    def of(self, value: float | None) -> "Number":
        """Return another value of the same number, e.g. after a change."""
        return number(value, self.unit, self.limits, self.digits)

    def limits_text(self) -> str:
        """Return what it was compared with, e.g. `"40 L*, 65 L*"`, a dash for nothing."""
        if not self.limits:
            return "–"
        return ", ".join(self._told(limit) for limit in self.limits)

    def _told(self, value: float) -> str:
        told = f"{value:.{self.digits}f}"
        if float(told) == 0:
            told = told.lstrip("-")
        told = told.replace("-", "\N{MINUS SIGN}")
        return told + (self.unit if self.unit in ("", "°") else f" {self.unit}")


def number(value, unit: str = "", limits: tuple[float, ...] = (), digits: int = 0) -> Number:
    """Return a `Number` rounded as it is told: what is compared with a limit is what is read."""
    if value is not None:
        value = round(float(value), digits) + 0.0
    return Number(value, unit, limits, digits)


class Word(NamedTuple):
    """A word within a sentence, by its key, that is said in the reader's language."""

    key: str
    values: tuple[tuple[str, object], ...] = ()


class Statement(NamedTuple):
    """A sentence by its key.

    Attributes:
        key: of the text.
        values: what stands in its gaps: texts, `Word`s, and tuples of them.
        grounds: names of the numbers of the finding that it follows from.
    """

    key: str
    values: Mapping[str, object]
    grounds: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """What one measure found in a picture.

    Attributes:
        key: `"values"`, `"colors"`, `"focus"`, `"composition"`, `"edges"` or `"texture"`.
        numbers: by name.
        statements: the sentences that follow, the most telling first.
        data: what the drawing of it and the suggestions need: arrays, points, colours.
    """

    key: str
    numbers: Mapping[str, Number]
    statements: tuple[Statement, ...]
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> float | None:
        return self.numbers[name].value


@dataclass(frozen=True)
class Analysis:
    """What all measures found in a picture.

    Attributes:
        canvas: the picture as it was measured.
        findings: by key, in the order in which they are told.
    """

    canvas: Canvas = field(repr=False)
    findings: Mapping[str, Finding]

    def __getitem__(self, key: str) -> Finding:
        return self.findings[key]

    def value(self, measure: str) -> float | None:
        """Return a number by `"finding.name"`, e.g. `"values.range"`."""
        key, name = measure.split(".")
        return self.findings[key][name]


def point_words(point: tuple[float, float]) -> Word:
    """Return the words for where a point (y, x) lies, in shares of the sides, e.g. upper left."""
    row = "upper" if point[0] < 1 / 3 else "lower" if point[0] > 2 / 3 else "middle"
    column = "left" if point[1] < 1 / 3 else "right" if point[1] > 2 / 3 else "center"
    return Word(f"place_{row}_{column}")


def percent(share: float) -> float:
    """Return a share as a percentage that is never a negative zero or a tiny rest."""
    return float(np.round(100.0 * float(share), 6)) + 0.0
