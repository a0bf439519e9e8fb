"""What a name stands for: the one place that tells presets, published models and paths apart."""

import dataclasses
import enum
import os
from pathlib import Path

from tfstyle import foreign
from tfstyle.errors import IntegrityError, UnknownPresetError, did_you_mean
from tfstyle.files import recover
from tfstyle.presets import CONFIG, read_config
from tfstyle.run_files import BEST, CHECKPOINTS, FINAL, RECIPE, checkpoint_steps
from tfstyle.zoo.cache import converted_directory
from tfstyle.zoo.catalogue import list_catalogue
from tfstyle.zoo.registry import BUILT_IN, list_presets, shipped_directory


class Kind(enum.Enum):
    """What there is to be named."""

    DIRECTORY = "a preset's own directory, also the final/ or best/ of a run"
    RUN = "a run that has saved no model yet, but a checkpoint"
    PRESET = "a preset that ships"
    PUBLISHED = "a model of the catalogue, which is fetched and converted at its first use"
    BUILT_IN = "a model that needs no weights"


@dataclasses.dataclass(frozen=True)
class Resolved:
    """What a name was found to stand for.

    Attributes:
        kind: of these five.
        name: as it was given.
        directory: of the preset, or of the run; `None` for a built-in model.
    """

    kind: Kind
    name: str
    directory: Path | None

    @property
    def is_preset(self) -> bool:
        """Whether a preset lies in its directory: not yet if it has to be converted first."""
        return self.directory is not None and (self.directory / CONFIG).is_file()

    def local(self) -> Path:
        """Return its directory, in which there must be files already.

        Raises:
            UnknownPresetError: it is built in, or has to be converted first.
        """
        if self.directory is None:
            raise UnknownPresetError(
                f"{self.name!r} is built in: it has no files, weights or recipe."
            )
        if self.kind is Kind.PUBLISHED and not self.is_preset:
            raise UnknownPresetError(
                f"{self.name!r} has to be downloaded and converted first: "
                f"`tfstyle download {self.name}`."
            )
        return self.directory


def resolve(name: str | os.PathLike, *, paths: bool = True) -> Resolved:
    """Return what a name stands for; a directory that holds a preset or a run comes first.

    Args:
        name: of a preset, of a model of the catalogue or of a built-in one; a preset's
            directory; or a run, of which `final/` is taken, or `best/` if it did not end.
        paths: take directories, too.

    Raises:
        UnknownPresetError: nothing has this name, with the nearest; or the run has saved no model
            yet, or the path is something else, with what that is.
        IntegrityError: a directory may not be read.

    Example:
        >>> resolve("gatys").kind.name
        'BUILT_IN'
    """
    name = os.fspath(name)
    if paths and (found := _directory(name)):
        return found
    shipped, published = list_presets(), list_catalogue()
    if name in BUILT_IN:
        return Resolved(Kind.BUILT_IN, name, None)
    if name in shipped:
        return Resolved(Kind.PRESET, name, shipped_directory(name))
    if name in published:
        return Resolved(Kind.PUBLISHED, name, converted_directory(name))
    if paths:
        _refuse_path(name)
    near = did_you_mean(name, known_names()) or " `tfstyle list` shows all."
    raise UnknownPresetError(f"There is no preset {name!r}.{near}")


def known_names() -> list[str]:
    """Return all names that `tfstyle list` shows."""
    return [*list_presets(), *BUILT_IN, *list_catalogue()]


def _directory(name: str) -> Resolved | None:
    """Return the preset or the run in a directory, if there is one."""
    path = Path(name)
    steps = checkpoint_steps(path / CHECKPOINTS)
    for place in (path, path / FINAL, path / BEST):
        if _holds(place, CONFIG) and not (place.name == FINAL and _outrun(place, steps)):
            return Resolved(Kind.DIRECTORY, name, place)
    if not _holds(path, RECIPE):
        return None
    if steps:
        return Resolved(Kind.RUN, name, path)
    raise UnknownPresetError(
        f"The run {path} has saved no model yet: it has neither final/ nor best/, nor a "
        "checkpoint. Let it end, or go on with `tfstyle train ... --resume`."
    )


def _refuse_path(name: str) -> None:
    """Raise if a name is clearly a path, with what it leads to."""
    path = Path(name)
    if kind := foreign.told(path):
        raise UnknownPresetError(f"{path} is no preset: {kind}")
    if os.path.isdir(path):
        raise UnknownPresetError(
            f"{path} is a directory, but neither a preset (no {CONFIG}) nor a run (no {RECIPE})."
        )
    if name.rstrip("/").count("/") or os.sep in name:
        raise UnknownPresetError(f"There is no directory {path}.")


def _holds(directory: Path, name: str) -> bool:
    """Return whether a directory has a file; one that a killed process moved aside comes back."""
    recover(directory)
    if os.path.isdir(directory) and not os.access(directory, os.R_OK | os.X_OK):
        raise IntegrityError(f"No permission to look into {directory}. Change its permissions.")
    return os.path.isfile(directory / name)


def _outrun(saved: Path, steps: list[int]) -> bool:
    """True if a run ended with this model, was gone on with, and did not end again."""
    if not steps:
        return False
    ended = read_config(saved)["metadata"].get("steps")
    return isinstance(ended, int) and ended < steps[0]
