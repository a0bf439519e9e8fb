"""The file of a backup: a tar of `manifest.json`, `rows/TABLE.jsonl` and `blobs/SHA256`.

    manifest.json       {"format": 1, "revision": ..., "tables": {name: {"rows": n, "sha256": ...}},
                         "blobs": n, "software": ...}; first, so that what follows can be judged
    rows/users.jsonl    a row a line; none of sessions: nobody is logged in by a backup
    blobs/01ab...       as many as the manifest says, each checked by its name

`tar tf` lists it, and its parts are read with nothing but tar. It holds everyone's pictures, with
the places they were taken at, and hashes of passwords: keep it as you keep the studio.
"""

import dataclasses
import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tfstyle.errors import IntegrityError, one_line
from tfstyle.studio.blobs.store import is_sha256

FORMAT = 1
_ROWS = re.compile(r"rows/([a-z_]{1,64})\.jsonl")
_LONGEST_MANIFEST = 2**20


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        revision: the last migration its tables went through.
        tables: name to `{"rows": count, "sha256": of its lines}`.
        blobs: how many.
        software: which tfstyle wrote it.
    """

    revision: str
    tables: dict[str, dict]
    blobs: int
    software: str
    format: int = FORMAT


def add(tar: tarfile.TarFile, name: str, size: int, file: IO[bytes]) -> None:
    """Write a member; readable by its owner alone, without a name or a time."""
    about = tarfile.TarInfo(name)
    about.size, about.mode = size, 0o600
    tar.addfile(about, file)


def check(path: Path) -> Manifest:
    """Read all of a backup, and return what it says of itself if it is whole.

    Raises:
        IntegrityError: it is no backup, cut short, damaged, or of a later tfstyle.
        FileNotFoundError: there is none.
    """
    with open_backup(path) as tar:
        manifest, tables, blobs = _manifest(path, tar), set(), set()
        for name, file in members(path, tar):
            sha256 = _sha256(path, file)
            if found := _ROWS.fullmatch(name):
                wanted = manifest.tables.get(found[1], {}).get("sha256")
                tables.add(found[1])
            else:
                wanted = name.removeprefix("blobs/")
                blobs.add(wanted)
            if sha256 != wanted:
                raise IntegrityError(f"{path}: {name} is damaged. Take another backup.")
    if tables != set(manifest.tables) or len(blobs) != manifest.blobs:
        raise IntegrityError(
            f"{path} is not whole: it has {len(tables)} tables and {len(blobs)} pictures of "
            f"{len(manifest.tables)} and {manifest.blobs}. Take another backup."
        )
    return manifest


def open_backup(path: Path) -> tarfile.TarFile:
    """Open a backup for reading.

    Raises:
        IntegrityError: it is no tar file.
    """
    try:
        return tarfile.open(path, "r:")
    except tarfile.TarError as error:
        raise IntegrityError(f"{path} is no backup of a studio ({one_line(error)}).") from error


def members(path: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, Any]]:
    """Yield names and open files of what follows the manifest; nothing is ever unpacked.

    Raises:
        IntegrityError: the file is cut short, or holds something that belongs in no backup.
    """
    seen = set()
    try:
        for about in tar:
            name = about.name
            if name == "manifest.json":
                continue
            known = _ROWS.fullmatch(name) or is_sha256(name.removeprefix("blobs/"))
            # A sparse member is as large as it says, whatever the file has.
            plain = about.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and about.sparse is None
            if not plain or not known or name in seen:
                raise IntegrityError(f"{path}: {one_line(name, 80)!r} does not belong in a backup.")
            seen.add(name)
            yield name, tar.extractfile(about)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, IntegrityError):
            raise
        raise IntegrityError(f"{path} is cut short ({one_line(error)}).") from error


def _sha256(path, file) -> str:
    digest = hashlib.sha256()
    try:
        while block := file.read(2**20):
            digest.update(block)
    except (tarfile.TarError, EOFError, OSError) as error:  # the end came within a member
        raise IntegrityError(f"{path} is cut short ({one_line(error)}).") from error
    return digest.hexdigest()


def table_of(name: str) -> str | None:
    """Return the table whose rows a member has, `None` of bytes."""
    found = _ROWS.fullmatch(name)
    return found[1] if found else None


def _manifest(path, tar) -> Manifest:
    try:
        about = tar.next()
        if about is None or about.name != "manifest.json" or about.size > _LONGEST_MANIFEST:
            raise ValueError("it does not begin with its manifest")
        told = json.loads(tar.extractfile(about).read())
        if told["format"] != FORMAT:
            raise IntegrityError(
                f"{path} is a backup of format {told['format']!r}; {FORMAT} is known. Restore it "
                "with the tfstyle that wrote it, or a later one."
            )
        manifest = Manifest(**told)
        sound = isinstance(manifest.tables, dict) and isinstance(manifest.blobs, int)
        if not sound or not isinstance(manifest.revision, str):
            raise TypeError("values of other types")
        return manifest
    except IntegrityError:
        raise
    except (tarfile.TarError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IntegrityError(f"{path} is no backup of a studio ({one_line(error)}).") from error
