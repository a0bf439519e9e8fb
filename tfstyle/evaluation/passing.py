"""Metrics of single pictures, measured while a set of them passes."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from tfstyle.errors import DataError, ImageError
from tfstyle.metrics import Measuring, get_metric

# Kinds of metrics whose value is of one picture; the others are of sets.
KINDS = ("picture", "change", "pair", "stylized")
# A `Measuring` remembers what it saw of photographs and paintings: the latter shall last a while,
# and the former not pile up.
_REMEMBERED = 4


class Passing:
    """Measures each picture of a set when it comes by.

    Args:
        names: of metrics.
        encoders: networks by name, see `metrics.Measuring`.
        beside: `{kind: function of a file and its picture that returns what stands beside it}`,
            the arguments of the metrics' functions before the picture.
        tick: called after each picture.

    Attributes:
        rows: `{file: {metric: value}}` of those that came by.
        wanted: whether any of the metrics is of single pictures.
    """

    def __init__(
        self, names: Iterable[str], encoders: Mapping, beside: Mapping[str, Callable],
        tick: Callable[[], None],
    ):  # fmt: skip
        self.rows: dict[Path, dict[str, float]] = {}
        self._names = {
            kind: [name for name in names if get_metric(name).compares == kind] for kind in KINDS
        }
        self._encoders, self._beside, self._tick = encoders, beside, tick
        self._measuring: dict[str, Measuring] = {}
        self.wanted = any(self._names.values())

    def through(self, stream: Iterable[tuple[Path, np.ndarray]]) -> Iterator[np.ndarray]:
        """Yield the pictures of a stream, measured."""
        for file, picture in stream:
            self.rows[file] = self._look(file, picture)
            self._tick()
            yield picture

    def _look(self, file, picture):
        values = {}
        for kind, names in self._names.items():
            if not names:
                continue
            if kind not in self._measuring or len(self.rows) % _REMEMBERED == 0:
                self._measuring[kind] = Measuring(names, self._encoders)
            row = self._beside[kind](file, picture)
            if row is not None:
                values |= self._measured(kind, file, (*row, picture))
        return values

    def _measured(self, kind, file, row):
        try:
            (values,) = self._measuring[kind].rows(kind, [row])
        except (DataError, ImageError) as error:
            raise DataError(f"{file}: {error}") from error
        for name, value in values.items():
            if math.isnan(value):
                raise DataError(
                    f"{name} of {file} is not a number: what made the picture, or the weights of "
                    "the network that looks at it, has diverged. Leave the picture out."
                )
        return values
