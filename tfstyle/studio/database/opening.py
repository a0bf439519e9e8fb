"""Opens a database, and gives out transactions: committed at their end, undone by an exception."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from tfstyle.errors import BusyError, DataError, StorageError, one_line

_PATIENCE = 15.0  # seconds that one writer waits for another


def open_database(url: str) -> "Database":
    """Open a database; its tables are made and brought up to date by `migrate`.

    Args:
        url: `sqlite:///relative.db`, `sqlite:////absolute.db`, or
            `postgresql://user:password@host/name` (psycopg 3).

    Raises:
        DataError: another kind of URL, or a driver that is not installed.

    Example:
        >>> import tempfile
        >>> db = open_database(f"sqlite:///{tempfile.mkdtemp()}/studio.db")
        >>> db.is_sqlite
        True
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
    return Database(parsed, make_engine(parsed))


class Database:
    """An open database, for all threads of a process; made by `open_database`.

    SQLite keeps a write-ahead log (readers do not wait for the writer), checks foreign keys, and
    has one writer at a time. A transaction that may write therefore takes the writer's place at
    its beginning: one that read first and wrote then would fail when another wrote in between.

    Attributes:
        url: SQLAlchemy's URL of it; printed, it hides the password.
        engine: SQLAlchemy's engine.
        is_sqlite: whether it is a file of SQLite.
    """

    def __init__(self, url: URL, engine: Engine):
        self.url, self.engine = url, engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writing = threading.local()
        self._turn = threading.Lock()  # in a process SQLite's own waiting is by sleeping

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a session that may write; it is committed at its end, undone by an exception.

        Keep it short, and open no second one inside it: on SQLite that would wait for itself.
        Objects keep their values after the end.

        Raises:
            RuntimeError: this thread has one open already. Hand it on instead.
            BusyError: others were writing for 15 seconds.
            StorageError: the database does not answer, or its disk is full.
        """
        if getattr(self._writing, "now", False):
            raise RuntimeError(
                "This thread has a session open already; a second one could never begin. Hand the "
                "open one on, or end it first."
            )
        with self._place_of_the_writer():
            self._writing.now = True
            try:
                made = Session(self.engine, expire_on_commit=False)
                with _told(), made as session, session.begin():
                    yield session
            finally:
                self._writing.now = False

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that only reads, sees one moment, and waits for no writer.

        Raises:
            StorageError: the database does not answer.
        """
        options = {"begin": "BEGIN"} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        engine = self.engine.execution_options(**options)
        info = {"reads": True}
        with _told(), Session(engine, expire_on_commit=False, info=info) as session:
            yield session

    def close(self) -> None:
        """Close the connections; those in use are closed when they are given back."""
        self.engine.dispose()

    @contextlib.contextmanager
    def _place_of_the_writer(self):
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=_PATIENCE):
            raise BusyError(f"Others have been writing to the database for {_PATIENCE:.0f} s.")
        try:
            yield
        finally:
            self._turn.release()


def make_engine(url: URL, *, foreign_keys: bool = True, **options) -> Engine:
    """Return an engine whose SQLite connections are set up, and begin transactions themselves.

    Args:
        url: of the database.
        foreign_keys: whether SQLite checks them; a migration that rebuilds a table must not, for
            dropping the old one would delete the rows that refer to it.
        **options: for `create_engine`.
    """
    try:
        engine = create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite", **options)
    except ModuleNotFoundError as error:
        raise DataError(
            f"{url.get_backend_name()} needs {error.name}, which is not installed. "
            "pip install 'tfstyle[studio]'"
        ) from error
    if url.get_backend_name() == "sqlite":

        @event.listens_for(engine, "connect")
        def _set_up(connection, record):
            # The driver would begin transactions when it thinks fit; see `_begin`.
            connection.isolation_level = None
            connection.execute(f"PRAGMA busy_timeout={round(1000 * _PATIENCE)}")
            _patiently(connection, "PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
            # A commit that was answered is on the disk, even if the power goes.
            connection.execute("PRAGMA synchronous=FULL")

        @event.listens_for(engine, "begin")
        def _begin(connection):
            how = connection.get_execution_options().get("begin", "BEGIN IMMEDIATE")
            connection.exec_driver_sql(how)

    return engine


@contextlib.contextmanager
def _told():
    """Turn what drivers say of a database that cannot be used into errors that help."""
    try:
        yield
    except OperationalError as error:
        said = one_line(error.orig, 200)
        if "locked" in said:
            raise BusyError(f"Others are writing to the database ({said}). Try again.") from error
        raise StorageError(
            f"The database failed ({said}). Check that it is there, and that its disk has room."
        ) from error


def _patiently(connection, statement: str):
    """Run what SQLite refuses, without waiting, while another process opens the same new file."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _parsed(url: str) -> URL:
    known = "sqlite:////path/studio.db and postgresql://user:password@host/name"
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DataError(f"This is no database's URL; known are {known}.") from error
    backend = parsed.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise DataError(f"A database {backend!r} is not known; known are {known}.")
    if parsed.database in (None, "", ":memory:"):
        raise DataError(f"A database in memory has no place here: name a file. Known are {known}.")
    return parsed
