"""Several metrics of the same pictures, looked at once."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from tfstyle.metrics.looking import Encoder, Looking
from tfstyle.metrics.registry import KINDS, get_metric


class Measuring:
    """Measures pictures by the metrics named, with the networks these look through.

    Args:
        names: of metrics.
        encoders: networks by name, see `Looking`; `needed_layers` says which are needed.

    Raises:
        UnknownMetricError: a name of none.
        ValueError: a network is missing.

    Example:
        >>> black = np.zeros((2, 2, 3), np.uint8)
        >>> Measuring(["l1"]).rows("pair", [(black, black + 51)])
        [{'l1': 0.4}]
    """

    def __init__(self, names: Iterable[str], encoders: Mapping[str, Encoder] | None = None):
        self.metrics = tuple(get_metric(name) for name in names)
        self._looking = {
            kind: Looking(self.of_kind(kind), encoders or {}) for kind in KINDS
        }

    def of_kind(self, compares: str) -> list:
        """Return those of the metrics that compare something, see `registry.KINDS`."""
        return [one for one in self.metrics if one.compares == compares]

    def rows(self, compares: str, rows: Iterable[Sequence]) -> list[dict[str, float]]:
        """Return the metrics of a kind for each row of pictures.

        Args:
            compares: a kind whose value is of one picture: not one of `registry.OF_SETS`.
            rows: tuples of uint8 pictures (H, W, C), as `registry.KINDS` names them. The last of
                each is new; the others may come again, as the same objects, and are looked at once.
        """
        looking, wanted = self._looking[compares], self.of_kind(compares)
        measured = []
        for row in rows if wanted else ():
            kept = [looking.again(looking.at, picture) for picture in row[:-1]]
            kept.append(looking.at(row[-1]))
            measured.append({
                one.name: one.function(*(each[one.name] for each in kept) if one.keeps else row)
                for one in wanted
            })
        return measured

    def sets(
        self, reference: Sequence | np.ndarray, pictures: Sequence | np.ndarray
    ) -> dict[str, float]:
        """Return the metrics that compare sets.

        Args:
            reference: real pictures, uint8 (H, W, C) each; the same object is looked at once.
            pictures: those to judge.
        """
        looking, wanted = self._looking["sets"], self.of_kind("sets")
        if not wanted:
            return {}
        real, made = looking.again(looking.at_all, reference), looking.at_all(pictures)
        return {
            one.name: one.function(
                *((real[one.name], made[one.name]) if one.keeps else (reference, pictures))
            )
            for one in wanted
        }

    def of_set(self, pictures: Sequence | np.ndarray) -> dict[str, float]:
        """Return the metrics that compare the pictures of a set, with each other."""
        looking, wanted = self._looking["set"], self.of_kind("set")
        made = looking.at_all(pictures) if wanted else {}
        return {
            one.name: one.function(made[one.name] if one.keeps else pictures) for one in wanted
        }


def means(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of each column of `rows`, none of no rows."""
    names = rows[0] if rows else ()
    return {name: float(np.mean([row[name] for row in rows])) for name in names}
