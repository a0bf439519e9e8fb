"""Models that others published, by a name like a preset's: `catalogue.toml`, read as data.

They do not ship with the package. `zoo.originals` fetches their files, `zoo.converted` makes
presets of them.
"""

import dataclasses
import fnmatch
import functools
from pathlib import Path

from tfstyle.errors import IntegrityError, UnknownPresetError, did_you_mean, one_line
from tfstyle.zoo.catalogue_checks import check_name, check_origin, read_toml

CATALOGUE = Path(__file__).resolve().parent / "catalogue.toml"


@dataclasses.dataclass(frozen=True)
class Origin:
    """A published file.

    Attributes:
        file: its name.
        url: where it lies, or where the archive lies that holds it.
        architecture: what `tfstyle convert` must recognise it as; `None` for an archive.
        member: its path in the archive; `None` if it lies there by itself.
        size: its bytes, if known.
        sha256: of its content, if known before the first download.
    """

    file: str
    url: str
    architecture: str | None = None
    member: str | None = None
    size: int | None = None
    sha256: str | None = None


@dataclasses.dataclass(frozen=True)
class Published:
    """A published model.

    Attributes:
        name: to load it by.
        group: models that have an archive in common.
        model: what it is, in words.
        description: what it does.
        files: what it is made of.
        archive: the file that holds them, or `None`.
        home: the project's address.
        paper: which it implements.
        license: of the weights, as far as it is known.
        data: it was trained on.
        scores: published ones, and by whom; empty if there are none.
        style: what a style model calls its style; empty for others.
    """

    name: str
    group: str
    model: str
    description: str
    files: tuple[Origin, ...]
    archive: Origin | None
    home: str
    paper: str
    license: str
    data: str = ""
    scores: str = ""
    style: str = ""


def list_catalogue(pattern: str = "*") -> list[str]:
    """Return the names of the published models that match `pattern`, sorted.

    Args:
        pattern: a name with `*`, `?` and `[...]` as in file names.

    Example:
        >>> list_catalogue("cyclegan_style_m*")
        ['cyclegan_style_monet']
    """
    return sorted(fnmatch.filter(_read(CATALOGUE), pattern))


def published(name: str) -> Published:
    """Return what is known of a published model.

    Raises:
        UnknownPresetError: the catalogue has no such name; with the nearest.
        IntegrityError: the catalogue is damaged.
    """
    models = _read(CATALOGUE)
    if name not in models:
        hint = did_you_mean(str(name), models)
        raise UnknownPresetError(f"The catalogue has no model {name!r}.{hint}")
    return models[name]


@functools.cache
def _read(path: Path) -> dict[str, Published]:
    content = read_toml(path)
    try:
        groups = content.get("groups", {})
        return {
            name: _model(name, dict(entry), dict(groups[entry["group"]]))
            for name, entry in content.get("models", {}).items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise IntegrityError(f"{path} is no catalogue of models: {one_line(error)}") from error


def _model(name, entry, group):
    """Put together what an entry says and what it shares with its group."""
    check_name(name)
    check_name(entry["group"])  # an archive lies in a folder of that name
    origin, architecture = group.pop("origin", ""), group.pop("architecture", None)
    archive = group.pop("archive", None)
    files = []
    for file in entry.pop("files"):
        url = archive["url"] if "member" in file else origin + file["file"]
        files.append(Origin(**{"architecture": architecture, "url": url, **file}))
    archive = Origin(**archive) if archive else None
    for one in (*files, *([archive] if archive else ())):
        check_origin(one)
    return Published(name=name, files=tuple(files), archive=archive, **{**group, **entry})
