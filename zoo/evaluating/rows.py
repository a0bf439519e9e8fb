"""The lines of a preset's table: pictures, with what each is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tfstyle.metrics import Measuring, painting_as_measured
from tfstyle.metrics.measured import Measured
from tfstyle.metrics.registry import OF_SETS

# Rows looked at by one `Measuring`, which remembers what it saw of their first pictures.
_AT_ONCE = 16
_EQUAL = 100.0  # dB


@dataclass(frozen=True)
class Row:
    """Pictures of one line of a table, uint8 (H, W, C) each.

    A metric is measured where there is what it compares, see `metrics.registry.KINDS`.

    Attributes:
        pictures: those to judge.
        sources: what each was made of.
        targets: what each should be.
        painting: whose style all should have.
        real: a set that the pictures should be like.
        compares: kinds that count here; `None` for all.
    """

    pictures: Sequence
    sources: Sequence | None = None
    targets: Sequence | None = None
    painting: np.ndarray | None = None
    real: Sequence | None = None
    compares: tuple[str, ...] | None = None

    def tuples(self) -> dict[str, list]:
        """Return what is compared of each picture, by kind."""
        found: dict[str, list] = {"picture": [(picture,) for picture in self.pictures]}
        if self.targets is not None:
            found["pair"] = list(zip(self.targets, self.pictures, strict=True))
        if self.sources is not None:
            found["change"] = list(zip(self.sources, self.pictures, strict=True))
        if self.sources is not None and self.painting is not None:
            painting = painting_as_measured(self.painting)
            found["stylized"] = [
                (photo, painting, picture)
                for photo, picture in zip(self.sources, self.pictures, strict=True)
            ]
        return {kind: rows for kind, rows in found.items() if self._counts(kind)}

    def _counts(self, kind):
        return self.compares is None or kind in self.compares


class Table:
    """Measures rows by some metrics.

    Args:
        metrics: their names.
        encoders: the networks that they look through, see `evaluation.encoders`.
        seed: of what metrics draw.
    """

    def __init__(self, metrics: Sequence[str], encoders, seed: int = 0):
        self.metrics, self.encoders, self.seed = tuple(metrics), encoders, seed
        self._of_sets = Measuring(metrics, encoders)

    def measure(self, row: Row) -> dict[str, dict]:
        """Return a cell for each metric that fits the row.

        It is `{"mean", "std"}` over the pictures, or `{"value"}` of a set, with its `"interval"`
        and a `"note"` where a metric has them.
        """
        cells: dict[str, dict] = {}
        for kind, tuples in row.tuples().items():
            if not self._of_sets.of_kind(kind) or not tuples:
                continue
            values: list[dict] = []
            for start in range(0, len(tuples), _AT_ONCE):
                measuring = Measuring(self.metrics, self.encoders)
                values += measuring.rows(kind, tuples[start : start + _AT_ONCE])
            cells |= summary(values)
        cells |= self._sets(row)
        return {name: cells[name] for name in self.metrics if name in cells}

    def _sets(self, row):
        if len(row.pictures) < 2 or (row.compares and not {*OF_SETS} & {*row.compares}):
            return {}
        found: dict[str, Measured] = {}
        if row.compares is None or "set" in row.compares:
            found |= self._of_sets.set_in_detail(row.pictures, seed=self.seed)
        if row.real is not None and len(row.real) > 1:
            found |= self._of_sets.sets_in_detail(row.real, row.pictures, seed=self.seed)
        return {name: _cell_of(measured) for name, measured in found.items()}


def _cell_of(measured):
    cell: dict[str, Any] = {"value": _rounded(measured.value)}
    if measured.interval:
        cell["interval"] = [_rounded(end) for end in measured.interval]
    if measured.note:
        cell["note"] = measured.note
    return cell


def summary(rows: Sequence[dict]) -> dict[str, dict]:
    """Return mean and standard deviation of each column of a list of `{column: number}`.

    Where pictures are equal their PSNR counts as 100 dB, that of pictures in one of whose numbers
    a level is missing.

    Example:
        >>> summary([{"l1": 0.1}, {"l1": 0.3}])
        {'l1': {'mean': 0.2, 'std': 0.1}}
    """
    columns = {name: np.array([row[name] for row in rows], "float64") for name in rows[0]}
    columns = {name: np.where(np.isposinf(x), _EQUAL, x) for name, x in columns.items()}
    return {
        name: {"mean": _rounded(column.mean()), "std": _rounded(column.std())}
        for name, column in columns.items()
    }


def _rounded(value) -> float:
    """Return four digits behind the point, or four that count of what is smaller than a tenth."""
    value = float(value)
    return round(value, 4) if abs(value) >= 0.1 or value == 0 else float(f"{value:.4g}")
