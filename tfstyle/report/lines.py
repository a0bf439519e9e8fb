"""Files of one JSON object a line, as a killed process may have left them."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tfstyle.errors import DataError
from tfstyle.files import open_regular

# Bytes that are read of one file: a million reports.
_MOST = 2**29


class Lines(NamedTuple):
    """What a file held.

    Attributes:
        objects: of the lines that are whole.
        broken: how many lines were not.
        there: whether there is such a file.
    """

    objects: list[dict]
    broken: int
    there: bool


def read_lines(path: Path) -> Lines:
    """Return the objects of a JSONL file; lines that are none are counted.

    Raises:
        IntegrityError: it is no ordinary file, or larger than any run's.
    """
    try:
        file = open_regular(path, limit=_MOST)
    except FileNotFoundError:
        return Lines([], 0, False)
    objects, broken = [], 0
    with file:
        for line in file:
            if not line.strip():
                continue
            try:
                one = json.loads(line)
            except (ValueError, RecursionError):
                one = None
            if isinstance(one, dict):
                objects.append(one)
            else:
                broken += 1
    return Lines(objects, broken, True)


def read_object(path: Path) -> dict:
    """Return the object of a JSON file.

    Raises:
        DataError: there is no such file, or it holds something else.
        IntegrityError: it is no ordinary file.
    """
    try:
        with open_regular(path, limit=_MOST) as file:
            one = json.load(file)
    except FileNotFoundError as error:
        raise DataError(f"There is no file {path}.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is no JSON ({error}).") from error
    if not isinstance(one, dict):
        raise DataError(f"{path} holds no JSON object, but a {type(one).__name__}.")
    return one


def number(value: object) -> float | None:
    """Return a finite number, `None` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        value = float(value)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def step_of(one: dict) -> int | None:
    """Return the step of a line, `None` where it says none."""
    step = one.get("step")
    return step if isinstance(step, int) and not isinstance(step, bool) and step >= 0 else None


def points(objects: list[dict]) -> Iterator[tuple[str, int, float]]:
    """Yield `(name, step, value)` of every number in lines of figures."""
    for one in objects:
        step = step_of(one)
        if step is None:
            continue
        for name, value in one.items():
            if name != "step" and (value := number(value)) is not None:
                yield name, step, value
