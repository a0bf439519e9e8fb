"""A studio from a backup: whole or not at all, and never over one that is there."""

import io
import os
from pathlib import Path

from sqlalchemy import MetaData, delete

from tfstyle.errors import DataError, IntegrityError, NotFoundError, one_line
from tfstyle.studio.backup import archive, rows
from tfstyle.studio.blobs import Blobs
from tfstyle.studio.blobs.store import checked
from tfstyle.studio.database import migrate, open_database
from tfstyle.studio.database.migrating import known_revision
from tfstyle.studio.database.opening import Database


def restore(path: str | os.PathLike, url: str, blobs: Blobs) -> archive.Manifest:
    """Make the studio of a backup in an empty database and a store.

    All of the file is checked before anything is written. Bytes are put first, then all rows in one
    transaction: its end is the moment in which the studio is there. What fails before leaves no
    row, and takes the bytes away again; what is killed leaves bytes that nobody names, and may be
    begun anew. A backup of an earlier release is restored as it was, and then migrated.

    Args:
        path: what `backup` wrote, from SQLite or PostgreSQL.
        url: of the database, as `open_database` takes it; of either kind, too.
        blobs: where the bytes go; those that are there already may stay.

    Returns:
        What the file says of itself.

    Raises:
        DataError: the database has rows already, or the backup is of a later tfstyle.
        IntegrityError: it is no backup, cut short or damaged.
        NotFoundError: there is no such file.
        StorageError: the store or the disk is full.
    """
    path = Path(path)
    if not path.is_file():
        raise NotFoundError(f"There is no backup {path}.")
    manifest = archive.check(path)
    if not known_revision(manifest.revision):
        raise DataError(
            f"{path} was written by {one_line(manifest.software, 60)}, whose tables "
            f"({one_line(manifest.revision, 40)}) are not known here. Update tfstyle."
        )
    db = open_database(url)
    try:
        _make_room(db)
        migrate(db, manifest.revision)
        put: list[str] = []
        try:
            _put_blobs(path, blobs, put)
            _fill(db, path, manifest)
        except BaseException:
            for sha256 in put:
                blobs.delete(sha256)
            raise
        migrate(db)
    finally:
        db.close()
    return manifest


def _make_room(db: Database):
    """Drop tables that are empty, as they may be of a later release than the backup's."""
    with db.session() as session:
        connection = session.connection()
        if not rows.is_empty(connection):
            raise DataError(
                f"There is a studio in {db.url.render_as_string()} already, which a backup does "
                "not replace. Name another database, or move that one away."
            )
        found = MetaData()
        found.reflect(connection)
        found.drop_all(connection)


def _put_blobs(path, blobs, put):
    with archive.open_backup(path) as tar:
        for name, file in archive.members(path, tar):
            if archive.table_of(name) is None:
                sha256 = name.removeprefix("blobs/")
                if not blobs.exists(sha256):
                    blobs.put(checked(file.read(), sha256))
                    put.append(sha256)


def _fill(db: Database, path, manifest):
    with db.session() as session, archive.open_backup(path) as tar:
        connection = session.connection()
        # Again, now that nobody else can write: somebody may have come meanwhile.
        if not rows.is_empty(connection):
            raise DataError("Somebody has begun to use the database meanwhile. Name another one.")
        tables = {table.name: table for table in rows.tables_of(connection)}
        if set(tables) != set(manifest.tables):
            raise IntegrityError(f"{path} has other tables than its release had.")
        for table in reversed(list(tables.values())):
            connection.execute(delete(table))  # the styles of the zoo
        lines = {}
        for name, file in archive.members(path, tar):
            if (table := archive.table_of(name)) is not None:
                lines[table] = file.read()
        for name, table in tables.items():
            try:
                count = rows.fill(connection, table, io.BytesIO(lines.get(name, b"")))
            except IntegrityError:
                raise
            except Exception as error:  # what a database says of rows that do not fit
                raise IntegrityError(
                    f"{path}: the rows of {name} do not fit ({one_line(error, 120)})."
                ) from error
            if count != manifest.tables[name]["rows"]:
                raise IntegrityError(f"{path} has {count} rows of {name}; it says otherwise.")
