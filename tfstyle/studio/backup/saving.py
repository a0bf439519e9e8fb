"""A backup, taken while people work: rows of one moment, and the bytes they name."""

import contextlib
import dataclasses
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from typing import IO

from sqlalchemy import select

import tfstyle
from tfstyle.errors import DataError, IntegrityError, NotFoundError
from tfstyle.files import atomic_file
from tfstyle.studio.backup import archive, rows
from tfstyle.studio.blobs import Blobs
from tfstyle.studio.database import Database
from tfstyle.studio.database.migrating import revision_of
from tfstyle.studio.database.schema import Blob

_TRIES = 5


class _Deleted(Exception):
    """A picture of the moment has been deleted before its bytes were copied."""


def backup(db: Database, blobs: Blobs, path: str | os.PathLike) -> archive.Manifest:
    """Write everything of a studio into one file, whole or not at all.

    People may go on meanwhile: the file has the rows of one moment. If a picture of that moment is
    deleted before its bytes are copied, the backup begins anew, five times at most.

    Args:
        db: the database, migrated.
        blobs: its store.
        path: of the file, readable by its owner alone; what was there is replaced.

    Returns:
        What the file says of itself.

    Raises:
        IntegrityError: bytes that a row names are missing or damaged in the store.
        DataError: the database has no tables, or pictures were deleted all the time.
        StorageError: the place is not writable, or full.
    """
    for _ in range(_TRIES):
        with contextlib.suppress(_Deleted):
            with atomic_file(path, private=True) as temporary:
                manifest = _write(db, blobs, temporary)
            return manifest
    raise DataError(
        "Pictures were deleted all the time while they were copied. Try again when fewer people "
        "are here."
    )


def _write(db, blobs, path) -> archive.Manifest:
    revision = revision_of(db)
    if revision is None:
        raise DataError("The database has no tables yet: start the studio once.")
    with contextlib.ExitStack() as closing:
        tables, counts, sha256s = {}, {}, []
        with db.reading() as session:
            connection = session.connection()
            for table in rows.tables_of(connection):
                lines = closing.enter_context(tempfile.TemporaryFile())
                tables[table.name] = lines
                counts[table.name] = _dump(rows.lines_of(connection, table), lines)
            sha256s = sorted(session.scalars(select(Blob.sha256)))
        software = f"tfstyle {tfstyle.__version__}"
        manifest = archive.Manifest(revision, counts, len(sha256s), software)
        with tarfile.open(path, "w:", format=tarfile.PAX_FORMAT) as tar:
            told = json.dumps(dataclasses.asdict(manifest), indent=1).encode()
            archive.add(tar, "manifest.json", len(told), io.BytesIO(told))
            for name, lines in tables.items():
                size = lines.tell()
                lines.seek(0)
                archive.add(tar, f"rows/{name}.jsonl", size, lines)
            for sha256 in sha256s:
                data = _bytes(db, blobs, sha256)
                archive.add(tar, f"blobs/{sha256}", len(data), io.BytesIO(data))
    return manifest


def _dump(lines: Iterator[bytes], file: IO[bytes]) -> dict:
    count, digest = 0, hashlib.sha256()
    for line in lines:
        file.write(line)
        digest.update(line)
        count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _bytes(db, blobs, sha256) -> bytes:
    try:
        return blobs.get(sha256)
    except NotFoundError as error:
        with db.reading() as session:
            if session.get(Blob, sha256) is None:
                raise _Deleted from error
        raise IntegrityError(
            f"The bytes {sha256} are missing in the store, though the database names them. Restore "
            "the backup before, or delete the pictures that have them."
        ) from error
