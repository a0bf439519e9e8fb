"""Where a model's versions come from: a directory that may change, or a preset."""

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from tfstyle.serving.signature import Servable


class Source(Protocol):
    """The versions of one model."""

    @property
    def name(self) -> str:
        """Return the model's name, as requests call it."""

    @property
    def labels(self) -> Mapping[str, int]:
        """Return what stands for versions, e.g. `{"stable": 1}`.

        A negative number counts from the newest version that is loaded: -1 is that, -2 the one
        before, or the only one.
        """

    def wanted(self) -> dict[int, object]:
        """Return the versions to serve, each with what changes when its content does.

        Asked every second; an empty dictionary means that what is loaded stays.
        """

    def load(self, version: int) -> Servable:
        """Return a version, loaded; whatever it raises is the version's error."""


@dataclasses.dataclass(frozen=True)
class BasePath:
    """A directory as TensorFlow Serving has it: a SavedModel in each numbered one inside.

    Attributes:
        name: see `Source`.
        path: the directory.
        labels: see `Source`.
        versions: those to serve; the highest ones if not given.
        latest: how many of the highest.
    """

    name: str
    path: Path
    labels: Mapping[str, int] = dataclasses.field(default_factory=dict)
    versions: tuple[int, ...] | None = None
    latest: int = 1

    def wanted(self) -> dict[int, object]:
        """Return the versions to serve, each with the names, sizes and times of its files."""
        try:
            found = {int(p.name): p for p in self.path.iterdir() if _numbered(p)}
        except OSError:
            return {}
        chosen = self.versions if self.versions is not None else sorted(found)[-self.latest :]
        return {version: _content(found[version]) for version in chosen if version in found}

    def load(self, version: int) -> Servable:
        """Return the SavedModel of a version."""
        from tfstyle.serving.saved_model import SavedModel

        for path in self.path.iterdir():
            if _numbered(path) and int(path.name) == version:
                return SavedModel(path)
        raise FileNotFoundError(f"version {version} has gone")


@dataclasses.dataclass(frozen=True)
class Single:
    """A model of one version that does not change: a preset by an engine, a test's function.

    Attributes:
        name: see `Source`.
        make: returns it loaded.
        labels: see `Source`.
    """

    name: str
    make: Callable[[], Servable]
    labels: Mapping[str, int] = dataclasses.field(default_factory=dict)

    def wanted(self) -> dict[int, object]:
        """Return version 1."""
        return {1: None}

    def load(self, version: int) -> Servable:
        """Return the model."""
        return self.make()


def _numbered(path: Path) -> bool:
    return path.name.isascii() and path.name.isdecimal() and path.is_dir()


def _content(directory: Path):
    """Return what changes when a file is copied into a directory, or is still being copied."""
    files = []
    for path in sorted(directory.rglob("*")):
        try:
            status = path.stat()
        except OSError:
            continue
        files.append((path.name, status.st_size, status.st_mtime_ns))
    return tuple(files)
