"""What weights a name stands for, as a picture's record tells it."""

from pathlib import Path

from tfstyle.presets import WEIGHTS, recorded_checksum
from tfstyle.provenance import Origin
from tfstyle.run_files import BEST, FINAL
from tfstyle.zoo.names import Kind, Resolved


def origin_of(found: Resolved, directory: Path | None = None) -> Origin:
    """Return the origin of a trained model; needs no TensorFlow.

    A path is told by its last part alone, and the `final/` or `best/` of a run by the run's name.

    Args:
        found: what a name stands for.
        directory: of the preset, where it did not lie yet when the name was resolved.

    Raises:
        IntegrityError: the preset's `checksums.json` is missing or damaged.

    Example:
        >>> from tfstyle.zoo import resolve
        >>> origin_of(resolve("gatys"))
        Origin(name='gatys', files={})
    """
    directory = directory or found.directory
    name = found.name
    if found.kind in (Kind.DIRECTORY, Kind.RUN):
        path = Path(name).resolve()
        name = path.parent.name if path.name in (FINAL, BEST) else path.name
    if directory is None or found.kind is Kind.RUN:
        return Origin(name)  # no weights, or those of a checkpoint that the next one replaces
    return Origin(name, {WEIGHTS: recorded_checksum(directory, WEIGHTS)})
