"""What an evaluation found, with all that is needed to find it again."""

import dataclasses
import datetime
import hashlib
import json
import math
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from tfstyle import __version__
from tfstyle.errors import DataError, one_line
from tfstyle.files import atomic_file

_VERSIONS = ("tensorflow", "keras", "numpy", "pillow")
_MOST_BYTES = 2**28  # 500,000 pictures have 60 MB


@dataclasses.dataclass(frozen=True)
class Figure:
    """A metric's value, with what it means.

    Attributes:
        value: the metric's; of metrics of single pictures the mean. `None` where there is no
            number, which `note` explains.
        interval: 95 % of it, `(low, high)`, or `None`.
        title: of a column.
        unit: behind the number.
        direction: what is better: `"lower"` or `"higher"`.
        protocol: what exactly was computed.
        note: a sentence to show beside the value, or `None`.
        seed: of what was drawn at random, or `None`.
        pictures: how many were judged.
    """

    value: float | None
    interval: tuple[float, float] | None
    title: str
    unit: str
    direction: str
    protocol: str
    note: str | None
    seed: int | None
    pictures: int


@dataclasses.dataclass(frozen=True)
class PictureRecord:
    """Which pictures these were.

    Attributes:
        path: where they lay.
        pictures: how many.
        sha256: of all, whatever they are called and wherever they lie.
        files: `{"name", "sha256"}` of each, of its bytes.
    """

    path: str
    pictures: int
    sha256: str
    files: tuple[Mapping[str, str], ...]

    @classmethod
    def of(cls, path: str, hashes: Mapping[str, str]) -> "PictureRecord":
        """Return the record of pictures by their names and hashes."""
        files = tuple({"name": name, "sha256": value} for name, value in hashes.items())
        together = hashlib.sha256("".join(sorted(hashes.values())).encode("ascii")).hexdigest()
        return cls(path, len(files), together, files)


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """What `evaluate` returns; frozen, and the same when it is read back from JSON.

    Attributes:
        kind: `"sets"`, `"pairs"`, `"pictures"` (nothing to compare with), `"stylized"` or
            `"preset"`.
        metrics: a `Figure` for each metric.
        generated: the pictures that were judged.
        reference: those they were compared with, or `None`.
        style: the paintings, or `None`.
        content: the photographs, or `None`.
        rows: of stylized pictures: of each, or of each set of them, its `"name"` and the metrics'
            values.
        notes: what the reader of the figures should know.
        seed: of everything drawn at random.
        weights: SHA-256 of the weights of each network that was looked through.
        versions: of the libraries.
        tfstyle: its version.
        date: when, in UTC.
    """

    kind: str
    metrics: Mapping[str, Figure]
    generated: PictureRecord
    reference: PictureRecord | None = None
    style: PictureRecord | None = None
    content: PictureRecord | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    seed: int = 0
    weights: Mapping[str, str] = dataclasses.field(default_factory=dict)
    versions: Mapping[str, str] = dataclasses.field(default_factory=lambda: _versions())
    tfstyle: str = __version__
    date: str = dataclasses.field(default_factory=lambda: _now())

    def as_dict(self) -> dict:
        """Return it as JSON has it."""
        values = json.loads(json.dumps(dataclasses.asdict(self), allow_nan=False))
        order = ("tfstyle", "kind", "metrics")
        return {key: values[key] for key in (*order, *(k for k in values if k not in order))}

    def save(self, path) -> None:
        """Write it as JSON, whole or not at all.

        Raises:
            StorageError: the disk is full, or the place is not writable.
        """
        with atomic_file(path) as temporary:
            temporary.write_text(json.dumps(self.as_dict(), indent=2) + "\n", "utf-8")

    def line(self, step: int) -> dict:
        """Return the line of a run's `metrics.jsonl` that says this of a step."""
        return {"step": step} | {f"evaluation/{n}": one.value for n, one in self.metrics.items()}


def load_evaluation(path) -> Evaluation:
    """Return what `Evaluation.save` wrote, or `tfstyle evaluate --json` printed.

    Raises:
        DataError: no such file, or it is none.
    """
    try:
        if Path(path).stat().st_size > _MOST_BYTES:
            raise ValueError("it is too large")
        values = json.loads(Path(path).read_text("utf-8"))
        values["metrics"] = {name: _figure(one) for name, one in values["metrics"].items()}
        for key in ("generated", "reference", "style", "content"):
            if values.get(key) is not None:
                values[key] = _made(PictureRecord, values[key], "files")
        return _made(Evaluation, values, "rows", "notes")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DataError(
            f"{path} is no evaluation ({one_line(error, 120)}). `tfstyle evaluate -o FILE.json` "
            "writes one."
        ) from error


def finite(value: float) -> float | None:
    """Return a number as JSON can have it: infinity, which is the PSNR of equal pictures, is none.
    """
    return float(value) if math.isfinite(value) else None


def _figure(values):
    one = _made(Figure, values)
    for name, kinds in {"value": (int, float, type(None)), "title": str, "unit": str}.items():
        if not isinstance(getattr(one, name), kinds):
            raise TypeError(f"{name} is {getattr(one, name)!r}")
    interval = None if one.interval is None else tuple(map(float, one.interval))
    return dataclasses.replace(one, interval=interval)


def _made(kind, values, *tuples):
    # Keys of later versions are left out.
    known = {one.name for one in dataclasses.fields(kind)}
    taken = {key: value for key, value in values.items() if key in known}
    return kind(**taken | {key: tuple(taken[key]) for key in tuples if key in taken})


def _versions():
    found = {}
    for name in _VERSIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # e.g. TensorFlow under a name of its vendor
            continue
    return found


def _now():
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
