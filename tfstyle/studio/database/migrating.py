"""Brings the tables of any earlier release to those of this one, and keeps what is in them.

The steps are Alembic's, in `migrations/versions`, one file each; nothing outside of the package is
read. All steps happen in one transaction: a process killed in between leaves the tables as they
were, and of two processes that begin at once the second finds everything done.
"""

from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import inspect, pool

from tfstyle.errors import DataError, one_line
from tfstyle.studio.database.opening import Database, make_engine

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x7466_7374_796C_6501  # PostgreSQL's advisory locks are numbers; this one is ours


def migrate(db: Database, revision: str = "head", *, more: Sequence[str | Path] = ()) -> None:
    """Make the tables, or change those of an earlier release; data stays.

    Args:
        db: the database; others may migrate it at the same time.
        revision: to which step, `"head"` for the last.
        more: folders with further steps, beside those of the package.

    Raises:
        DataError: the tables are of a later release, or the step is not known.
    """
    config = _config(more)
    # Apart from the pool: with foreign keys, a table that is rebuilt loses rows (`make_engine`).
    engine = make_engine(db.url, foreign_keys=False, poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin():
        if not db.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            raise DataError(
                f"The tables cannot be migrated ({one_line(error)}). They may be of a later "
                "tfstyle: update it, or name another database."
            ) from error
        if db.is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise DataError(
                    f"A migration would leave {len(broken)} row(s) that refer to nothing: "
                    f"{broken[:3]}. Nothing was changed."
                )


def revision_of(db: Database) -> str | None:
    """Return the last step that the tables went through, `None` before the first."""
    with db.reading() as session:
        connection = session.connection()
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def newest_revision() -> str | None:
    """Return the last step that this release knows."""
    return _script().get_current_head()


def known_revision(revision: str) -> bool:
    """Return whether this release knows a step."""
    return revision in {step.revision for step in _script().walk_revisions()}


def _config(more) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    folders = [str(folder).replace("%", "%%") for folder in (FOLDER / "versions", *more)]
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(folders))
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(()))
