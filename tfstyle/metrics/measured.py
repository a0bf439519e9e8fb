"""A value with what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tfstyle.metrics.registry import Metric


@dataclass(frozen=True)
class Measured:
    """What a metric says of a set of pictures.

    Attributes:
        value: the metric's.
        pictures: how many were judged.
        interval: 95 % of it, `(low, high)`; `None` if none was asked for, or the metric has none.
        note: a sentence to show beside the value, or `None`.
        seed: of what was drawn at random for the value or its interval; `None` if nothing was.
    """

    value: float
    pictures: int
    interval: tuple[float, float] | None = None
    note: str | None = None
    seed: int | None = None

    @classmethod
    def by(cls, metric: Metric, sets: Sequence, pictures: int, *, interval: bool, seed: int):
        """Return what a metric says.

        Args:
            metric: of `registry.OF_SETS`.
            sets: what was kept of each set, as the metric's function takes it.
            pictures: how many are judged.
            interval: whether its interval is wanted.
            seed: of what is drawn at random.
        """
        value = metric.function(*sets, **({"seed": seed} if metric.seeded else {}))
        around = None
        if interval and metric.interval:
            around = metric.interval(*sets, value=value, seed=seed)
        drawn = metric.seeded or around is not None
        return cls(
            value, pictures, around, metric.note(*sets) if metric.note else None,
            seed if drawn else None,
        )  # fmt: skip
