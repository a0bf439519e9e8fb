"""`models/<name>/<version>/`: which models lie there, in which versions, and how one is added.

A server reads directories whose names are numbers, and looks for new ones every second. So a
version is made elsewhere, under a name that is no number, and gets its own when it is whole.
"""

import re
from pathlib import Path

from tfstyle.errors import ExportError, StorageError
from tfstyle.export.serving.names import check_name, kubernetes_name
from tfstyle.files import publish_directory

MODELS = "models"
# `assets.extra` is for files beside a SavedModel that no server loads.
PROOF = Path("assets.extra", "parity.json")
_VERSION = re.compile(r"[0-9]{1,18}", re.ASCII)


def models(directory) -> dict[str, list[int]]:
    """Return the models of a serving directory and their versions, both in rising order.

    What holds no SavedModel, or has a name that `check_name` refuses, is not counted.

    Args:
        directory: with `models/`; it need not exist.

    Example:
        >>> models("no/such/place")
        {}
    """
    found = {}
    for base in sorted(Path(directory, MODELS).glob("*")):
        versions = sorted(
            int(name) for name in _numbers(base) if (base / name / "saved_model.pb").is_file()
        )
        if versions and _is_name(base.name):
            found[base.name] = versions
    return found


def require_models(directory) -> dict[str, list[int]]:
    """Return `models(directory)`, of which there must be one.

    Raises:
        ExportError: there is none.
    """
    found = models(directory)
    if not found:
        raise ExportError(
            f"{Path(directory, MODELS)} holds no model as <name>/<version>/saved_model.pb. "
            "Export one there with tfstyle export PRESET --format saved_model --serving."
        )
    return found


def version_directory(directory, name: str, version: int) -> Path:
    """Return the directory of one version, as it is called there: `7`, or what counts as it."""
    base = Path(directory, MODELS, name)
    spelled = [found for found in _numbers(base) if int(found) == version]
    return base / (spelled[0] if spelled else str(version))


def check_neighbours(directory, name: str) -> None:
    """Raise if a model that lies there already would have the same name in a cluster.

    Raises:
        ExportError: naming it.
    """
    for other in models(directory):
        if other != name and kubernetes_name(other) == kubernetes_name(name):
            raise ExportError(
                f"{directory} holds the model {other}, which in a cluster has the same name as "
                f"{name}: {kubernetes_name(name)}. Name another with --name."
            )


def publish(saved_model, directory, name: str) -> int:
    """Give a finished SavedModel the next number of its model; the caller holds the lock.

    The number is above every one that is there, whatever that directory holds.

    Args:
        saved_model: directory on the same file system.
        directory: the serving directory.
        name: the model's name.

    Returns:
        The version.

    Raises:
        StorageError: the place cannot be written, or has no numbers left.
    """
    base = Path(directory, MODELS, name)
    version = max(map(int, _numbers(base)), default=0) + 1
    if not _VERSION.fullmatch(str(version)):
        raise StorageError(
            f"{base} holds {version - 1}, above which there is no number left. Take it away."
        )
    while not publish_directory(saved_model, base / str(version)):
        version += 1  # someone else has just made one
    return version


def _numbers(base: Path) -> list[str]:
    """Return the names in a model's directory that a server takes for versions."""
    if not base.is_dir():
        return []
    return sorted(entry.name for entry in base.iterdir() if _VERSION.fullmatch(entry.name))


def _is_name(name: str) -> bool:
    try:
        return bool(check_name(name))
    except ExportError:
        return False
