"""Votes and their pictures as a directory for `tfstyle train --ratings`, out of any store."""

import contextlib
import json
import os
import sqlite3
from pathlib import Path

from sqlalchemy import select, true
from sqlalchemy.orm import aliased

from tfstyle.errors import DataError, NotFoundError
from tfstyle.studio.blobs import Blobs, DiskBlobs
from tfstyle.studio.database import Database
from tfstyle.studio.database.schema import Comparison, Picture, Rating, User, Work

_TABLES = """
CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE pictures (id TEXT PRIMARY KEY, blob_sha256 TEXT);
CREATE TABLE works (id TEXT PRIMARY KEY, picture_id TEXT, source_id TEXT, recipe TEXT);
CREATE TABLE ratings (user_id TEXT, work_id TEXT, stars INTEGER);
CREATE TABLE comparisons (id TEXT, user_id TEXT, better_id TEXT, worse_id TEXT, created REAL);
"""


def export_votes(
    db: Database, blobs: Blobs, directory: str | os.PathLike, user_id: str | None = None
) -> Path:
    """Write all votes with their pictures, and return the path for `--ratings`.

    For studios whose database is PostgreSQL or whose pictures are in an object store, and for a
    training on another computer. It has no passwords, sessions, titles or works without votes; of
    people it has the names, for `--rater`.

    Args:
        db: the studio's.
        blobs: the studio's.
        directory: a new or an empty one.
        user_id: whose votes; everyone's if not given.

    Raises:
        DataError: the directory holds something.
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise DataError(f"{directory} is not empty. Choose another directory for the votes.")
    source = aliased(Picture)
    whose = {
        table: true() if user_id is None else table.user_id == user_id
        for table in (Rating, Comparison)
    }
    with db.reading() as session:
        ratings = session.execute(
            select(Rating.user_id, Rating.work_id, Rating.stars).where(whose[Rating])
        ).all()
        comparisons = session.execute(
            select(
                Comparison.id, Comparison.user_id, Comparison.better_id, Comparison.worse_id,
                Comparison.created,
            ).where(whose[Comparison])
        ).all()  # fmt: skip
        voted = {row[1] for row in ratings} | {work for row in comparisons for work in row[2:4]}
        works = [
            row
            for row in session.execute(
                select(
                    Work.id, Work.picture_id, Work.source_id, Work.recipe, Picture.blob_sha256,
                    source.blob_sha256,
                )
                .join(Picture, Picture.id == Work.picture_id)
                .join(source, source.id == Work.source_id)
            )
            if row[0] in voted
        ]  # fmt: skip
        people = {row[0] for row in ratings} | {row[1] for row in comparisons}
        names = [row for row in session.execute(select(User.id, User.name)) if row[0] in people]
    pictures = {}
    for _, picture, photograph, _, sha256, other in works:
        pictures |= {picture: sha256, photograph: other}
    target = DiskBlobs(directory / "blobs")
    for sha256 in dict.fromkeys(pictures.values()):
        with contextlib.suppress(NotFoundError):  # deleted meanwhile: its votes are left out later
            target.put(blobs.get(sha256))
    path = directory / "studio.db"
    with contextlib.closing(sqlite3.connect(path)) as made:
        made.executescript(_TABLES)
        for table, rows in (
            ("users", [tuple(row) for row in names]),
            ("pictures", list(pictures.items())),
            ("works", [(*row[:3], json.dumps(row[3])) for row in works]),
            ("ratings", [tuple(row) for row in ratings]),
            ("comparisons", [tuple(row) for row in comparisons]),
        ):
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                made.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        made.commit()
    return path
