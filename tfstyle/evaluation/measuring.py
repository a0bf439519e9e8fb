"""A set of pictures measured by some metrics, and what is known of each figure."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tfstyle.errors import DataError
from tfstyle.evaluation.interval import interval_of_mean
from tfstyle.evaluation.passing import Passing
from tfstyle.evaluation.picture_set import PictureSet
from tfstyle.evaluation.record import Figure, finite
from tfstyle.metrics import Measured, Measuring, Metric, get_metric

Rows = dict[Path, dict[str, float]]


def measure(
    made: PictureSet, names: Sequence[str], encoders: Mapping, beside: Mapping[str, Callable],
    reference: PictureSet | None = None, *, seed: int = 0, tick: Callable[[], None],
) -> tuple[dict[str, Figure], Rows]:  # fmt: skip
    """Measure the pictures of a set, read one by one.

    Args:
        made: the pictures to judge.
        names: of metrics, whole ones.
        encoders: networks by name, see `metrics.Measuring`.
        beside: see `Passing`.
        reference: the set to compare with, of metrics of two sets.
        seed: of what is drawn at random.
        tick: called after each picture that was read.

    Returns:
        A figure for each metric, and `{file: {metric: value}}` of metrics of single pictures.

    Raises:
        DataError: a set is too small for a metric, or two pictures do not go together.
        ImageError: a picture that is damaged.
    """
    measuring = Measuring(names, encoders)
    passing, found = Passing(names, encoders, beside, tick), {}
    if reference is not None and measuring.of_kind("sets"):
        found = measuring.sets_in_detail(
            _plain(reference, tick), passing.through(made.stream()), seed=seed
        )
    else:
        for _ in passing.through(made.stream()) if passing.wanted else ():
            pass
    found |= measuring.set_in_detail(_plain(made, tick), seed=seed)
    for name in names:
        if name not in found:
            found[name] = _mean(name, passing.rows, seed)
    return {name: _figure(get_metric(name), found[name]) for name in names}, passing.rows


def readings(made: PictureSet, names: Sequence[str], reference: PictureSet | None = None) -> int:
    """Return how often `measure` will call `tick`."""
    kinds = {get_metric(name).compares for name in names}
    passes = bool(kinds - {"set"}) + ("set" in kinds)
    beside = len(reference) if reference is not None and "sets" in kinds else 0
    return passes * len(made) + beside


def ticker(progress: Callable[[int, int], None] | None, total: int) -> Callable[[], None]:
    """Return a function that counts, and tells `progress` how many of `total` are done."""
    done = itertools.count(1)
    return lambda: progress(next(done), total) if progress else None


def _plain(pictures, tick):
    for _, picture in pictures.stream():
        tick()
        yield picture


def _mean(name, rows, seed):
    values = [row[name] for row in rows.values() if name in row]
    if not values:
        raise DataError(f"{name}: no picture has anything to be compared with.")
    equal = sum(map(math.isinf, values))
    note = f"infinite for {equal} of {len(values)} pictures, which are equal" if equal else None
    around = interval_of_mean(values, seed)
    drawn = None if around is None else seed
    return Measured(math.fsum(values) / len(values), len(values), around, note, drawn)


def _figure(metric: Metric, one: Measured) -> Figure:
    if math.isnan(one.value):
        raise DataError(
            f"{metric.name} is not a number: a picture, or the weights of the network that looks "
            "at them, holds values that are none."
        )
    return Figure(
        finite(one.value), one.interval, metric.title, metric.unit, metric.direction,
        metric.protocol, one.note, one.seed, one.pictures,
    )  # fmt: skip
