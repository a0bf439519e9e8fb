"""The painter that a run imitates: opened once, frozen, and recorded by what it is."""

import importlib
import os
from pathlib import Path
from typing import Any, NamedTuple

import keras

from tfstyle import presets
from tfstyle.errors import RecipeError, RunError
from tfstyle.recipes import Recipe, recorded_versions
from tfstyle.recipes.teaching import GATYS, NOBODY

_VERSION = "teacher"


class Teacher(NamedTuple):
    """Who teaches.

    Attributes:
        model: what paints.
        record: its name, and the SHA-256 of its weights, as a run's recipe has them.
    """

    model: Any
    record: str


def open_teacher(recipe: Recipe, directory: str | os.PathLike | None) -> Teacher | None:
    """Return the teacher that a recipe names, `None` for none.

    Its networks compute in float32 whatever the recipe's precision: they are what is imitated.

    Args:
        recipe: of the run.
        directory: of the teacher's preset; what the recipe says if not given.

    Raises:
        RecipeError: there is no such preset.
        IntegrityError: its files are damaged.
    """
    name = recipe.train.teacher
    if name in (None, NOBODY):
        return None
    if name == GATYS:
        from tfstyle.models import Gatys

        return Teacher(Gatys(), GATYS)
    place = Path(directory or name)
    if not (place / presets.CONFIG).is_file():
        raise RecipeError(
            f"train.teacher = {name!r}: {place} holds no preset. Name a preset's directory, or "
            f"{GATYS!r}; `tfstyle train` finds presets by their names, too."
        )
    importlib.import_module("tfstyle.models")  # whose classes a preset may name
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        model = presets.load(place)
    finally:
        keras.config.set_dtype_policy(policy)
    return Teacher(model, f"{name} sha256:{presets.recorded_checksum(place, presets.WEIGHTS)}")


def check_same(teacher: Teacher | None, written: str | os.PathLike) -> None:
    """Check that a run goes on with the teacher it began with.

    Args:
        teacher: that it has now.
        written: the recipe in the run's directory.

    Raises:
        RunError: it was another one.
    """
    before = recorded_versions(written).get(_VERSION)
    now = None if teacher is None else teacher.record
    if before != now:
        raise RunError(
            f"{written} began with another teacher: {before}, not {now}. Bring that one back, or "
            "begin a run in another directory, with --init to take the weights along."
        )


def versions_of(teacher: Teacher | None) -> dict[str, str]:
    """Return what a run's recipe records of its teacher."""
    return {} if teacher is None else {_VERSION: teacher.record}
