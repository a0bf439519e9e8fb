"""Several metrics of the same pictures, looked at once."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from tfstyle.errors import DataError
from tfstyle.metrics.looking import Encoder, Looking
from tfstyle.metrics.measured import Measured
from tfstyle.metrics.registry import KINDS, Metric, get_metric


class Measuring:
    """Measures pictures by the metrics named, with the networks these look through.

    Args:
        names: of metrics, or short ones of `registry.ALIASES`; values come by the whole name.
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
        whole = dict.fromkeys(get_metric(name).name for name in names)
        self.metrics = tuple(map(get_metric, whole))
        self._looking = {kind: Looking(self.of_kind(kind), encoders or {}) for kind in KINDS}

    def of_kind(self, compares: str) -> list[Metric]:
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
            sights = looking.sights
            kept = [looking.again(looking.at, picture) if sights else {} for picture in row[:-1]]
            kept.append(looking.at(row[-1]))
            measured.append({
                one.name: one.function(*(each[one.name] for each in kept) if one.keeps else row)
                for one in wanted
            })
        return measured

    def sets(self, reference: Iterable, pictures: Iterable) -> dict[str, float]:
        """Return the metrics that compare sets.

        Args:
            reference: real pictures, uint8 (H, W, C) each, of any size, taken one by one: a
                generator does. The same object is looked at once.
            pictures: those to judge, in the same way.

        Raises:
            DataError: no picture, or fewer than a metric needs.
            ImageError: something that is no such picture.
        """
        return _values(self.sets_in_detail(reference, pictures, interval=False))

    def of_set(self, pictures: Iterable) -> dict[str, float]:
        """Return the metrics that compare the pictures of a set with each other.

        Args:
            pictures: uint8 (H, W, C) each, of any size, taken one by one: a generator does.
        """
        return _values(self.set_in_detail(pictures, interval=False))

    def sets_in_detail(
        self, reference: Iterable, pictures: Iterable, *, interval=True, seed=0
    ) -> dict[str, Measured]:
        """Return what `sets` does, with all that is known of each value.

        Args:
            reference: see `sets`.
            pictures: see `sets`.
            interval: whether intervals are wanted, which take a while.
            seed: of what is drawn at random.
        """
        looking = self._looking["sets"]
        if not looking.metrics:
            return {}
        real = looking.again(looking.at_all, reference)
        made = looking.at_all(pictures)
        return _measure(looking.metrics, {"reference": real, "pictures": made}, interval, seed)

    def set_in_detail(self, pictures: Iterable, *, interval=True, seed=0) -> dict[str, Measured]:
        """Return what `of_set` does, with all that is known of each value; see `sets_in_detail`."""
        looking = self._looking["set"]
        if not looking.metrics:
            return {}
        return _measure(looking.metrics, {"pictures": looking.at_all(pictures)}, interval, seed)


def means(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of each column of `rows`, none of no rows."""
    names = rows[0] if rows else ()
    return {name: float(np.mean([row[name] for row in rows])) for name in names}


def _measure(metrics, sets, interval, seed):
    for name, seen in sets.items():
        if not seen.pictures:
            raise DataError(f"{name} must be a set of pictures. Received: none")
    return {
        one.name: Measured.by(
            one, [seen.kept[one.name] for seen in sets.values()], sets["pictures"].pictures,
            interval=interval, seed=seed,
        )
        for one in metrics
    }  # fmt: skip


def _values(measured):
    return {name: one.value for name, one in measured.items()}
