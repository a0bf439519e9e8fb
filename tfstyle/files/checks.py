"""What may be replaced, and what a file's content is."""

import hashlib
import os
import re
from pathlib import Path

from tfstyle.errors import StorageError
from tfstyle.files.storage import storage_errors

_DESKTOP = r"\.DS_Store|Thumbs\.db"  # what file managers leave behind


def check_replaceable(directory: str | os.PathLike, own: str, kind: str, proof: str = "") -> None:
    """Check that replacing a directory would delete nothing but what belongs there.

    Args:
        directory: what shall be replaced; it need not exist.
        own: regular expression of the names that belong there.
        kind: what the directory is called in an error, e.g. `"preset"`.
        proof: name of a file without which a directory that is not empty is none of its kind.

    Raises:
        StorageError: it is a file, holds anything else, or cannot be looked into.
    """
    directory = Path(directory)
    with storage_errors(directory):
        if not directory.exists():
            return
        if not directory.is_dir():
            raise StorageError(f"{directory} is a file. Name a directory.")
        names = sorted(entry.name for entry in directory.iterdir())
    foreign = [name for name in names if not re.fullmatch(rf"{own}|{_DESKTOP}", name)]
    if proof and proof not in names:
        foreign = names
    if foreign:
        raise StorageError(
            f"{directory} holds files that are no {kind} and would be deleted: "
            f"{', '.join(foreign[:3])}{' and more' if len(foreign) > 3 else ''}. "
            "Name a new or empty directory."
        )


def sha256(path: str | os.PathLike) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
