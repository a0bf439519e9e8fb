"""The same few pictures every time, to watch a training by and to measure it."""

from pathlib import Path

import numpy as np

from tfstyle import images
from tfstyle.data import geometry, layouts
from tfstyle.data.spec import DataSpec
from tfstyle.errors import DataError, ImageError


def fixed_samples(
    spec: DataSpec, *, count: int | None = 4, split: str = "val", seed: int = 0
) -> np.ndarray | tuple[np.ndarray, ...]:
    """Return the same few pictures every time, not augmented.

    Pictures load/crop times as large as the crop are cut in the middle if that is more than 1.25;
    else the whole picture is shown at `crop` pixels, or, with its proportions kept, the middle
    that holds all of its shorter side.

    Args:
        spec: what the pictures are; `flip` and `num_classes` do nothing here.
        count: how many, spread evenly over the files; None for all.
        split: falls back to the other of "val" and "test", then to "train".
        seed: of damages.

    Returns:
        `(a, b)`, float32 arrays (N, crop, crop, C) in [-1, 1]; one array for pictures alone. Of
        fewer than `count` pictures all are given; with `count=None` unpaired sides may differ in N.

    Raises:
        DataError: nothing to show, or a file cannot be read and `skip_broken` is off.
    """
    sides = _sides(spec, split)
    least = min(len(side.source) for side, _ in sides)
    columns = []
    for place, (side, nearest) in enumerate(sides):
        wanted = len(side.source) if count is None else min(count, least)
        rows = [row for _, row in _rows(spec.of_side(place), side, nearest, wanted, seed)]
        if not rows:
            raise DataError(f"{side.title} holds no picture that could be shown.")
        columns += [images.to_float(np.stack(column)) for column in zip(*rows, strict=True)]
    return tuple(columns) if len(columns) > 1 else columns[0]


def fixed_labels(spec: DataSpec, *, count: int = 4, split: str = "val") -> np.ndarray:
    """Return the classes, int32 (N,), of what `fixed_samples` returns of pictures with classes.

    Args:
        spec: with `num_classes`.
        count: as of `fixed_samples`.
        split: the same.

    Raises:
        DataError: the pictures have no labels, or others than 0 to `num_classes - 1`.
    """
    from tfstyle.data.labels import check_labels

    ((side, nearest),) = _sides(spec, split)
    every = layouts.get(spec.layout).labels(side.source)
    wanted = min(count, len(side.source))
    # As many and the same ones: what cannot be read has no label here either.
    numbers = [number for number, _ in _rows(spec, side, nearest, wanted, 0)]
    return check_labels(every, spec.num_classes, side.title)[numbers]


def held_out_split(spec: DataSpec, split: str = "val") -> str:
    """Return the split to look at: the one asked for, else one of "val", "test" and "train".

    Raises:
        DataError: there is nothing of this layout.
    """
    splits = layouts.get(spec.layout).splits(spec)
    return next((s for s in (split, "val", "test", "train") if s in splits), split)


def split_files(spec: DataSpec, split: str) -> list[Path]:
    """Return the files that the pictures of a split are read from; none of a TensorFlow Dataset.

    Raises:
        DataError: there is no such split.
    """
    sides = layouts.get(spec.layout).sides(spec, split)
    return [path for side in sides for path in side.source.paths]


def _sides(spec, split):
    """Return the sides of a split, or of the next one there is, each with its label maps."""
    sides = layouts.get(spec.layout).sides(spec, held_out_split(spec, split))
    letters = geometry.sides_of([len(side.source.channels) for side in sides], spec.direction)
    return list(zip(sides, geometry.label_maps(spec.nearest, letters), strict=True))


def _rows(spec, side, nearest, wanted: int, seed: int) -> list[tuple[int, list[np.ndarray]]]:
    """Return the numbers of some items of a side, and their pictures, uint8 (crop, crop, C)."""
    make = None
    if spec.derive is not None:
        from tfstyle.data.derive import pair_maker

        how = {"kinds": spec.damages, "strength": spec.damage_strength} if spec.damaged else {}
        make = pair_maker(spec.derive, spec.channels, spec.swapped, **how)
    rows = []
    for number in np.linspace(0, len(side.source) - 1, wanted).round().astype(int).tolist():
        try:
            row = side.source.read(number)
            row = geometry.middle(row, spec.geometry, spec.load, spec.crop, nearest)
        except ImageError as error:
            if spec.skip_broken:
                continue
            raise DataError(f"{side.title}: {error}") from error
        rows.append((number, make(row, (seed, number)) if make else row))
    return rows
