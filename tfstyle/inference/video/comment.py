"""The record of how a video was made, in the comment of its file."""

import os

from tfstyle.errors import DataError, one_line
from tfstyle.inference.video.reader import open_container
from tfstyle.provenance import Provenance
from tfstyle.provenance.record import LARGEST

# Where it was taken and with what: of the source, and nobody's business in a painting.
_PRIVATE = (
    "com.android.", "com.apple.", "gps", "location", "make", "model", "xyz", "\xa9xyz",
)  # fmt: skip
# What a container says about itself, not about the video.
_OWN = {"major_brand", "minor_version", "compatible_brands", "encoder"}


def tags(metadata: dict[str, str], made: Provenance | None) -> dict[str, str]:
    """Return what the file of a translated video says, without place and camera of the source.

    Args:
        metadata: what the file of the source says.
        made: the record, a line of JSON behind the comment of the source; `None` for none.
    """
    kept = {
        key: value for key, value in metadata.items()
        if key not in _OWN and not key.lower().startswith(_PRIVATE)
    }  # fmt: skip
    if made is None:
        return kept
    comments = [kept.pop(key) for key in list(kept) if key.lower() == "comment"]
    # Of a video that is translated again only the last record holds.
    lines = [line for line in "\n".join(comments).splitlines() if not _is_record(line)]
    return kept | {"comment": "\n".join([*lines, made.to_json()])}


def read_provenance(path: str | os.PathLike) -> Provenance | None:
    """Return the record that tfstyle wrote into a video's file, `None` if there is none.

    Raises:
        DataError: no video, PyAV is missing, or the record is damaged or of a later tfstyle.
    """
    with open_container(path) as container:
        metadata = {key.lower(): value for key, value in container.metadata.items()}
    lines = [line for line in metadata.get("comment", "").splitlines() if _is_record(line)]
    if not lines:
        return None
    try:
        return Provenance.from_json(lines[-1])
    except ValueError as error:
        raise DataError(
            f"{path} carries a record of how it was made that is not understood: "
            f"{one_line(error)}."
        ) from error


def _is_record(line: str) -> bool:
    return line.startswith('{"format":') and "tfstyle" in line[:LARGEST]
