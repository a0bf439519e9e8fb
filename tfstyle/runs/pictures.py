"""The pictures of a run: what the recipe's `[data]` section makes of a folder."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf

from tfstyle import data
from tfstyle.errors import DataError
from tfstyle.recipes import Recipe

# A name and the pictures of one training example: source and target, a and b, or a photograph.
Sample = tuple[str, *tuple[np.ndarray, ...]]


@dataclass(frozen=True)
class RunData:
    """What a run needs of its pictures.

    Attributes:
        root: the folder.
        description: one line for people.
        dataset: endless global batches `(a, b)`, or of one picture where a model learns from
            pictures alone, float32 (B, crop, crop, C) in [-1, 1]; what a step sees depends on the
            seed and its number alone.
        samples: the fixed `(name, a, b)` or `(name, picture)` to show, held out if possible.
        validation: all held-out `(name, a, b)`, if the recipe measures on them.
    """

    root: str
    description: str
    dataset: tf.data.Dataset
    samples: list[Sample]
    validation: list[Sample]


def open_data(recipe: Recipe, root: str | os.PathLike, start: int = 0) -> RunData:
    """Look at every picture of a folder and return them as the recipe wants them.

    Args:
        recipe: its `[data]` section says how; seed and batch size count, too.
        root: the folder.
        start: updates done before.

    Raises:
        DataError: the folder cannot be used, or has nothing held out to validate on.
    """
    part, train = recipe.data, recipe.train
    source = {
        "layout": part.layout,
        "root": root,
        "name": part.name,
        "domains": tuple(part.domains),
        "leave_out": [Path(root or ".", path) for path in part.styles or ()],
    }
    shared = {
        **source,
        "load": part.load,
        "crop": part.crop,
        "seed": recipe.seed,
        "geometry": part.geometry,
        "nearest": part.nearest or "none",
        "direction": part.direction,
        "derive": None if part.derive == "none" else part.derive,
        "damages": part.damages,
        "damage_strength": part.damage_strength or 1.0,
        "in_channels": part.in_channels,
        "out_channels": part.out_channels,
    }
    splits = data.describe(**source)
    if train.validate_every and not {"val", "test"} & set(splits):
        raise DataError(
            f"train.validate_every = {train.validate_every} needs held-out pictures, and {root} "
            "has none. Add a folder val or test, or set it to 0."
        )
    dataset = data.load_dataset(
        flip=part.flip, batch_size=train.batch_size, start_step=start,
        skip_broken=part.skip_broken, num_classes=part.num_classes or 0, **shared,
    )  # fmt: skip

    def samples(count):
        columns = data.fixed_samples(count=count, **shared)
        columns = columns if isinstance(columns, tuple) else (columns,)
        return [(f"{i:02d}", *row) for i, row in enumerate(zip(*columns, strict=False))]

    return RunData(
        root=str(root),
        description=_describe(splits),
        dataset=dataset,
        samples=samples(train.samples),
        validation=samples(None) if train.validate_every else [],
    )


def _describe(splits: dict) -> str:
    texts = []
    for name, count in splits.items():
        each = " + ".join(map(str, count)) if isinstance(count, tuple) else f"{count}"
        texts.append(f"{name} {each}")
    return f"Pictures: {', '.join(texts)}."
