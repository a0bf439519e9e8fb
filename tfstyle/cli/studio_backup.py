"""`tfstyle studio-backup` and `studio-restore`: everything of a studio as one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.terminal import say

Home = Annotated[
    Path | None,
    typer.Option(
        help="The studio's folder; TFSTYLE_STUDIO, or tfstyle/studio beside your other data, if "
        "not given."
    ),
]
Database = Annotated[
    str | None, typer.Option(help="postgresql://… if it is there; else a file in the home.")
]
Storage = Annotated[
    str | None, typer.Option(help="A folder or s3://… if it is there; else in the home.")
]


def studio_backup(
    out: Annotated[Path, typer.Argument(help="The file, .tar; only you may read it.")],
    home: Home = None,
    database: Database = None,
    storage: Storage = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file if it is there.")
    ] = False,
):
    """Write everything of a studio into one file, while people work in it.

    Pictures with all that their files say, people with the hashes of their passwords, works,
    styles and jobs; no cookies: nobody is logged in by a backup.
    """
    from tfstyle.errors import NotFoundError, StorageError

    settings = settings_of(home, database, storage)
    from tfstyle.studio.backup import backup
    from tfstyle.studio.blobs import open_blobs
    from tfstyle.studio.database import open_database

    if out.exists() and not overwrite:
        raise StorageError(f"{out} exists. Choose another name, or --overwrite.")
    if database is None and not Path(settings.home, "studio.db").is_file():
        raise NotFoundError(f"There is no studio in {settings.home}. Name its --home.")
    db = open_database(settings.database_url)
    try:
        saved = backup(db, open_blobs(settings.storage_place), out)
    finally:
        db.close()
    say(f"{out}: {_told(saved)}.")


def studio_restore(
    backup: Annotated[Path, typer.Argument(help="What studio-backup wrote.")],
    home: Home = None,
    database: Database = None,
    storage: Storage = None,
):
    """Make a studio of a backup, whole or not at all; never over one that is there."""
    settings = settings_of(home, database, storage)
    from tfstyle.studio.backup import restore
    from tfstyle.studio.blobs import open_blobs

    blobs = open_blobs(settings.storage_place)
    saved = restore(backup, settings.database_url, blobs)
    place = settings.home if database is None else "The database"
    say(f"{place}: {_told(saved)}. Everyone logs in anew.")


def settings_of(home, database, storage):
    """Return the settings of the studio that options name, if what it needs is installed."""
    from tfstyle.studio.services import check_installed
    from tfstyle.studio.settings import StudioSettings, default_home

    check_installed()
    return StudioSettings(home=home or default_home(), database=database, storage=storage)


def _told(saved) -> str:
    people, works = (saved.tables[name]["rows"] for name in ("users", "works"))
    return f"{people} people, {works} works, {saved.blobs} files of pictures and styles"
