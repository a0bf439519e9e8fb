"""The pictures of a run: what the recipe's `[data]` section makes of a folder."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf

from tfstyle import data
from tfstyle.data import DataSpec
from tfstyle.data.paintings import painting_files
from tfstyle.errors import DataError
from tfstyle.recipes import Recipe

# Pictures that the run's health is seen by: a step's number of them, within these.
_FEWEST, _MOST = 8, 32

# A name and the pictures of one training example: source and target, a and b, or a photograph.
Sample = tuple[str, *tuple[np.ndarray, ...]]


@dataclass(frozen=True)
class RunData:
    """What a run needs of its pictures.

    All pictures are float32 in [-1, 1], (crop, crop, C) each.

    Attributes:
        root: the folder.
        description: one line for people.
        dataset: endless global batches `(a, b)`, or of one picture where a model learns from
            pictures alone, float32 (B, crop, crop, C) in [-1, 1]; what a step sees depends on the
            seed and its number alone.
        samples: the fixed `(name, a, b)` or `(name, picture)` to show, held out if possible.
        validation: all held-out pictures, if the recipe measures on them: `(name, a, b)` or
            `(name, picture)`. Of two sides that are drawn independently, a row is an `a` and a `b`
            of the same number that have nothing to do with each other, and the longer side's rest
            is in no row.
        held_out: the same pictures by side, each (N, crop, crop, C): `(a, b)` or `(pictures,)`.
            Nothing is left out here: sides drawn independently have an N each.
        looked_at: a few fixed rows of a batch by part: pictures as above, held out if possible;
            where there are classes, pictures to train on, and their labels (N,).
    """

    root: str
    description: str
    dataset: tf.data.Dataset
    samples: list[Sample]
    validation: list[Sample]
    held_out: tuple[np.ndarray, ...] = ()
    looked_at: tuple[np.ndarray, ...] = ()


def data_spec(recipe: Recipe, root: str | os.PathLike | None) -> DataSpec:
    """Return what a recipe means by its pictures.

    Args:
        recipe: keys of its `[data]` section that do not apply are `None` there.
        root: the folder. Paths of paintings, which are no pictures to learn on, begin there.

    Raises:
        DataError: the layout has no use for what the recipe says.
    """
    part = recipe.data
    return DataSpec(
        part.layout, root, load=part.load, crop=part.crop, flip=part.flip,
        direction=part.direction, domains=part.domains, name=part.name,
        derive=None if part.derive == "none" else part.derive, damages=part.damages,
        damage_strength=part.damage_strength or 1.0, undamaged=part.undamaged or 0.0,
        damaged_alone=part.damaged_alone or 0.0, in_channels=part.in_channels,
        out_channels=part.out_channels, skip_broken=part.skip_broken,
        num_classes=part.num_classes or 0, geometry=part.geometry, nearest=part.nearest or "none",
        labels=part.labels or (),
        view=part.view or 0, target_load=part.style_load, target_crop=part.style_crop,
        leave_out=[
            file for path in part.styles or () for file in painting_files(Path(root or ".", path))
        ],
    )  # fmt: skip


def open_data(recipe: Recipe, root: str | os.PathLike, start: int = 0) -> RunData:
    """Look at every picture of a folder and return them as the recipe wants them.

    Args:
        recipe: its `[data]` section says how; seed and batch size count, too.
        root: the folder.
        start: updates done before.

    Raises:
        DataError: the folder cannot be used, or has nothing held out to validate on.
    """
    train, spec = recipe.train, data_spec(recipe, root)
    splits = data.describe(spec)
    if train.validate_every and not {"val", "test"} & set(splits):
        raise DataError(
            f"train.validate_every = {train.validate_every} needs held-out pictures, and {root} "
            "has none. Add a folder val or test, or set it to 0."
        )
    dataset = data.load_dataset(
        spec, batch_size=train.batch_size, seed=recipe.seed, start_step=start
    )
    shown = _columns(spec, recipe.seed, train.samples)
    held_out = _columns(spec, recipe.seed, None) if train.validate_every else ()
    return RunData(
        root=str(root),
        description=_describe(splits),
        dataset=dataset,
        samples=_rows(shown),
        validation=_rows(held_out),
        held_out=held_out,
        looked_at=_looked_at(spec, recipe) if train.health_every else (),
    )


def _columns(spec, seed, count, split="val") -> tuple[np.ndarray, ...]:
    """Return the fixed pictures of each side."""
    columns = data.fixed_samples(spec, count=count, split=split, seed=seed)
    return columns if isinstance(columns, tuple) else (columns,)


def _looked_at(spec, recipe) -> tuple[np.ndarray, ...]:
    count = min(max(recipe.train.batch_size, _FEWEST), _MOST)
    if not spec.num_classes:
        return _columns(spec, recipe.seed, count)
    # Those to train on are sure to have labels.
    labels = data.fixed_labels(spec, count=count, split="train")
    return (*_columns(spec, recipe.seed, count, "train"), labels)


def _rows(columns) -> list[Sample]:
    """Return pictures of the same number side by side, with a name."""
    return [(f"{i:02d}", *row) for i, row in enumerate(zip(*columns, strict=False))]


def _describe(splits: dict) -> str:
    texts = []
    for name, count in splits.items():
        each = " + ".join(map(str, count)) if isinstance(count, tuple) else f"{count}"
        texts.append(f"{name} {each}")
    return f"Pictures: {', '.join(texts)}."
