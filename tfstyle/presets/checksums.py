"""`checksums.json`: the SHA-256 of the files that make the model."""

import hashlib
import json
import re
from io import BufferedReader
from pathlib import Path

from tfstyle.errors import IntegrityError
from tfstyle.files import atomic_file, open_regular, sha256
from tfstyle.presets.layout import CHECKSUMS, CONFIG, LARGEST_TEXT, WEIGHTS, read_json

_LIMITS = {CONFIG: LARGEST_TEXT}


def write_checksums(directory) -> None:
    """Record the SHA-256 of the files that make the model; the card may be edited afterwards."""
    sums = {name: sha256(Path(directory, name)) for name in (CONFIG, WEIGHTS)}
    with atomic_file(Path(directory, CHECKSUMS)) as temporary:
        temporary.write_text(json.dumps(sums, indent=2) + "\n", "utf-8")


def recorded_checksum(directory, name: str) -> str:
    """Return the SHA-256 that `checksums.json` records for a file of the preset.

    Raises:
        IntegrityError: it records none.
    """
    path = Path(directory, CHECKSUMS)
    try:
        found = read_json(path).get(name)
    except FileNotFoundError as error:
        raise IntegrityError(
            f"{path} is missing, and with it the SHA-256 of {name}. Get the preset again."
        ) from error
    if not isinstance(found, str) or not re.fullmatch("[0-9a-f]{64}", found):
        raise IntegrityError(f"{path} does not tell the SHA-256 of {name}. Get the preset again.")
    return found


def check_file(directory, name: str, place=None) -> None:
    """Compare a file with the preset's `checksums.json`.

    Args:
        directory: the preset.
        name: of the file.
        place: directory that holds the file, if not the preset itself.

    Raises:
        IntegrityError: the file is missing or is not what was recorded.
    """
    with open_checked(directory, name, place):
        pass


def open_checked(directory, name: str, place=None) -> BufferedReader:
    """Open a file of the preset that is what `checksums.json` says; see `check_file`."""
    path = Path(place or directory, name)
    expected = recorded_checksum(directory, name)
    try:
        file = open_regular(path, limit=_LIMITS.get(name))
    except FileNotFoundError:
        raise IntegrityError(f"{path} is missing. Get the preset again.") from None
    try:
        try:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise IntegrityError(f"{path} cannot be read ({error}).") from error
        if found != expected:
            raise IntegrityError(
                f"{path} is damaged or was changed: its SHA-256 is {found}, recorded is {expected}."
                " Get the preset again: delete it and run `tfstyle download`, or save the model "
                "anew."
            )
        file.seek(0)
        return file
    except BaseException:
        file.close()
        raise
