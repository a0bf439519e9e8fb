"""Tables that are what the classes say, and data that lives through their changes."""

import subprocess
import sys
import textwrap

import pytest

from tests.optional import need
from tests.studio import postgres, stores
from tfstyle.errors import DataError

sa = need("sqlalchemy")
need("alembic")

# What SQLite can only do by building the table anew, while others refer to its rows.
SECOND = """
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision = "0002", "0001"


    def upgrade():
        with op.batch_alter_table("users") as table:
            table.add_column(sa.Column("motto", sa.String(80), nullable=False, server_default="-"))
            table.alter_column("language", existing_type=sa.String(8), type_=sa.String(16))
"""
FAILING = """
    from alembic import op

    revision, down_revision = "0002", "0001"


    def upgrade():
        op.drop_table("ratings")
        op.execute("INSERT INTO nowhere VALUES (1)")
"""


@pytest.fixture
def step(tmp_path):
    """A function that makes a folder with one more migration."""

    def make(code):
        folder = tmp_path / "later"
        folder.mkdir()
        (folder / "v0002.py").write_text(textwrap.dedent(code), "utf-8")
        return folder

    return make


def test_migrated_tables_are_those_of_the_schema(database_url):
    compare_metadata = need("alembic.autogenerate").compare_metadata
    MigrationContext = need("alembic.migration").MigrationContext

    from tfstyle.studio.database import migrate, open_database
    from tfstyle.studio.database.migrating import newest_revision, revision_of
    from tfstyle.studio.database.schema import Base

    db = open_database(database_url)
    assert revision_of(db) is None
    migrate(db)
    migrate(db)
    assert revision_of(db) == newest_revision()
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
    db.close()


def test_checks_and_cascades_are_those_of_the_schema(tmp_path):
    """What Alembic does not compare."""

    from tfstyle.studio.database import migrate, open_database
    from tfstyle.studio.database.schema import Base

    made = sa.create_engine(f"sqlite:///{tmp_path}/made.db")
    Base.metadata.create_all(made)
    migrated = open_database(f"sqlite:///{tmp_path}/migrated.db")
    migrate(migrated)
    assert _checks(made) == _checks(migrated.engine)
    made.dispose()
    migrated.close()


def _checks(engine):

    from tfstyle.studio.database.schema import Base

    told = sa.inspect(engine)
    return {
        name: (
            sorted((c["name"], c["sqltext"]) for c in told.get_check_constraints(name)),
            sorted(
                (k["constrained_columns"], k["referred_table"], sorted(k["options"].items()))
                for k in told.get_foreign_keys(name)
            ),
            sorted(u["column_names"] for u in told.get_unique_constraints(name)),
        )
        for name in Base.metadata.tables
    }


def test_data_of_the_first_release_lives_through_a_later_migration(database_url, step, tmp_path):
    from tfstyle.studio.database import migrate, open_database

    db = open_database(database_url)
    migrate(db, "0001")
    db.close()
    store = stores.open_store(database_url, tmp_path / "blobs")
    ada, ben = store.person("ada"), store.person("ben", "teacher")
    room = store.classroom(ben, ada)
    source = store.pictures.add(ada, stores.picture(1), title="harbour")
    work = store.gallery.keep(ada, stores.picture(2), {"steps": [1]}, source.id)
    store.gallery.collections.create(ben, "ours", classroom_id=room)
    store.gallery.comments.add(work.id, "so blue", author_id=ada)
    before = _everything(store)

    migrate(store.db, more=[step(SECOND)])

    after = _everything(store)
    assert [row.pop("motto") for row in after["users"]] == ["-", "-"]
    assert after == before and len(before["pictures"]) == 2 and len(before["comments"]) == 1
    assert store.gallery.get(work.id, viewer_id=ada).recipe == {"steps": [1]}
    with pytest.raises(Exception, match=r"(?i)foreign key"), store.db.session() as session:
        session.connection().exec_driver_sql("DELETE FROM blobs")  # keys are checked again
    store.db.close()


def _everything(store):

    with store.db.reading() as session:
        found = sa.MetaData()
        found.reflect(session.connection())
        found.remove(found.tables["alembic_version"])
        return {
            table.name: sorted(
                (dict(row) for row in session.execute(sa.select(table)).mappings()), key=str
            )
            for table in found.sorted_tables
        }


def test_a_migration_that_fails_changes_nothing(any_store, step):
    DBAPIError = need("sqlalchemy.exc").DBAPIError

    from tfstyle.studio.database import migrate
    from tfstyle.studio.database.migrating import revision_of
    from tfstyle.studio.database.schema import Rating

    with pytest.raises(DBAPIError, match="nowhere"):
        migrate(any_store.db, more=[step(FAILING)])
    assert revision_of(any_store.db) == "0001" and any_store.rows(Rating) == 0


def test_tables_of_a_later_release_are_refused(store, step):
    from tfstyle.studio.database import migrate

    migrate(store.db, more=[step(SECOND)])
    with pytest.raises(DataError, match="later tfstyle"):
        migrate(store.db)


def test_an_unknown_step_is_refused(store):
    from tfstyle.studio.database import migrate

    with pytest.raises(DataError, match="cannot be migrated"):
        migrate(store.db, "2999")


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_migrate_at_once_make_the_tables_once(kind, tmp_path, request):
    url = f"sqlite:///{tmp_path}/studio.db"
    if kind == "postgresql":
        url = postgres.new_database(request.getfixturevalue("postgresql"))
    code = (
        "import sys\n"
        "from tfstyle.studio.database import migrate, open_database\n"
        "db = open_database(sys.argv[1])\n"
        "sys.stdin.read()\n"  # all have come so far
        "migrate(db)\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, url]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(4)]
    for process in started:
        process.stdin.close()
    assert [process.wait(60) for process in started] == [0] * 4
    store = stores.open_store(url, tmp_path / "blobs")
    store.person("ada")
    store.db.close()
