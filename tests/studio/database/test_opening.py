"""Transactions that end well, whoever else writes."""

import sqlite3
import subprocess
import sys
import threading

import pytest

from tests.optional import need
from tfstyle.errors import BusyError, DataError, StorageError

sa = need("sqlalchemy")


def names(db):

    from tfstyle.studio.database.schema import User

    with db.reading() as session:
        return sorted(session.scalars(sa.select(User.name)))


def test_a_session_is_committed_at_its_end_and_undone_by_an_exception(any_store):
    any_store.person("ada")
    from tfstyle.studio.database.schema import User

    with pytest.raises(KeyError), any_store.db.session() as session:
        session.add(User(name="ben"))
        session.flush()
        raise KeyError("anything")
    assert names(any_store.db) == ["ada"]


def test_a_second_session_inside_is_refused_instead_of_waiting_for_itself(store):
    refused = pytest.raises(RuntimeError, match="Hand the open one on")
    with store.db.session(), refused, store.db.session():
        pass
    with store.db.session(), store.db.reading():
        pass  # reading is possible at any time


def test_what_a_session_gave_out_keeps_its_values(any_store):
    from tfstyle.studio.database.schema import User

    user = User(name="ada")
    with any_store.db.session() as session:
        session.add(user)
    assert (user.name, user.role, len(user.id)) == ("ada", "student", 32)


def test_foreign_keys_are_checked(any_store):
    IntegrityError = need("sqlalchemy.exc").IntegrityError

    from tfstyle.studio.database.schema import Collection

    with pytest.raises(IntegrityError), any_store.db.session() as session:
        session.add(Collection(owner_id="0" * 32, name="of nobody"))


def test_deleting_someone_deletes_theirs(any_store):

    from tests.studio.stores import picture
    from tfstyle.studio.database.schema import Picture, User, Work

    ada, ben = any_store.person("ada"), any_store.person("ben")
    source = any_store.pictures.add(ada, picture(1))
    any_store.gallery.keep(ada, picture(2), {}, source.id)
    kept = any_store.pictures.add(ben, picture(1))
    with any_store.db.session() as session:
        session.execute(sa.delete(User).where(User.id == ada))
    assert any_store.rows(Work) == 0 and any_store.rows(Picture) == 1
    any_store.pictures.ledger.sweep(older_than=0)
    assert any_store.stored() == {kept.blob_sha256}


def test_many_threads_that_read_and_then_write_lose_nothing(any_store):
    """With transactions that begin as readers SQLite refuses the second one that writes."""

    from tfstyle.studio.database.schema import User

    ada = any_store.person("ada", quota=0)

    def count():
        for _ in range(10):
            with any_store.db.session() as session:
                query = sa.select(User.quota_bytes).where(User.id == ada).with_for_update()
                seen = session.scalar(query)
                session.execute(sa.update(User).where(User.id == ada).values(quota_bytes=seen + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert any_store.pictures.quota(ada) == 40


@pytest.mark.exhaustive
def test_several_processes_that_write_wait_for_each_other(store):
    ada = store.person("ada", quota=0)
    code = (
        "import sys\n"
        "from sqlalchemy import update\n"
        "from tfstyle.studio.database import open_database\n"
        "from tfstyle.studio.database.schema import User\n"
        "db = open_database(sys.argv[1])\n"
        "for _ in range(40):\n"
        "    with db.session() as session:\n"
        "        seen = session.get(User, sys.argv[2]).quota_bytes\n"
        "        session.execute(update(User).values(quota_bytes=seen + 1))\n"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, store.url, ada]) for _ in range(3)]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    assert store.pictures.quota(ada) == 120


def test_readers_see_one_moment_and_do_not_wait(any_store):
    any_store.person("ada")

    from tfstyle.studio.database.schema import User

    count = sa.select(sa.func.count()).select_from(User)
    with any_store.db.reading() as reader:
        assert reader.scalar(count) == 1
        any_store.person("ben")
        assert reader.scalar(count) == 1
    assert names(any_store.db) == ["ada", "ben"]


def test_numbers_larger_than_32_bits_have_a_place(any_store):
    ada = any_store.person("ada", quota=5 * 2**40)
    assert any_store.pictures.quota(ada) == 5 * 2**40


def test_sqlite_is_set_up_for_several_processes(store, tmp_path):
    with store.db.reading() as session:
        told = [
            session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        ]
        waits = session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar()
    assert told == ["wal", 1, 2] and waits >= 5000
    with sqlite3.connect(tmp_path / "studio.db") as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    other.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("studio.db", "sqlite:////path"), ("mysql://a/b", "'mysql' is not known"),
        ("sqlite://", "name a file"), ("sqlite:///:memory:", "name a file"),
    ],
)  # fmt: skip
def test_other_urls_are_refused_with_those_that_are_known(url, words):
    from tfstyle.studio.database import open_database

    with pytest.raises(DataError, match=words):
        open_database(url)


def test_a_password_is_not_printed():
    need("psycopg")
    from tfstyle.studio.database import open_database

    db = open_database("postgresql://ada:secret@127.0.0.1:1/studio")
    assert "secret" not in f"{db.url} {db.url!r} {db.engine}"
    db.close()


def test_a_database_that_does_not_answer_is_told():
    need("psycopg")
    from tfstyle.studio.database import open_database

    db = open_database("postgresql://ada:secret@127.0.0.1:1/studio")
    for begin in (db.session, db.reading):
        refused = pytest.raises(StorageError, match="Check that it is there")
        with refused as caught, begin() as session:
            session.connection()
        assert "secret" not in str(caught.value)
    db.close()


def test_another_process_that_does_not_let_go_is_told(store, tmp_path, monkeypatch):
    from tfstyle.studio.database import open_database, opening

    monkeypatch.setattr(opening, "_PATIENCE", 0.1)
    late = open_database(store.url)
    with sqlite3.connect(tmp_path / "studio.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError, match="Try again"), late.session() as session:
            session.connection()
        other.execute("ROLLBACK")
    other.close()
    with late.session() as session:
        session.connection()
    late.close()
