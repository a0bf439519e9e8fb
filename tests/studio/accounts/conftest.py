"""Schools that tests begin with; on SQLite they are made once, and copied."""

import dataclasses
import shutil

import pytest

from tests.optional import need


def _opened(url, *, tables):
    for module in ("sqlalchemy", "alembic", "argon2"):
        need(module)
    from tfstyle.studio.database import migrate, open_database

    db = open_database(url)
    if tables:
        migrate(db)
    return db


@pytest.fixture(scope="session")
def first_schools(tmp_path_factory):
    """One database with nobody, one with a school; and who that is."""
    from tests.studio.accounts.people import empty_school

    folder = tmp_path_factory.mktemp("schools")
    db = _opened(f"sqlite:///{folder}/empty.db", tables=True)
    db.close()
    shutil.copy(folder / "empty.db", folder / "school.db")
    db = _opened(f"sqlite:///{folder}/school.db", tables=False)
    school = empty_school(db).people()
    db.close()
    return folder, school


def _copied(database_url, first_schools, which):
    from tests.studio.accounts.people import empty_school

    folder, school = first_schools
    copies = database_url.startswith("sqlite")
    if copies:
        shutil.copy(folder / f"{which}.db", database_url.removeprefix("sqlite:///"))
    made = empty_school(_opened(database_url, tables=not copies))
    if which == "empty":
        return made
    there = {"accounts": made.accounts, "clock": made.clock, "steady": made.steady}
    return dataclasses.replace(school, **there) if copies else made.people()


@pytest.fixture
def nobody_yet(database_url, first_schools):
    """Accounts without any people, on a database of either kind."""
    made = _copied(database_url, first_schools, "empty")
    yield made
    made.accounts.db.close()


@pytest.fixture
def school(database_url, first_schools):
    """A school of an admin, two teachers and a student."""
    made = _copied(database_url, first_schools, "school")
    yield made
    made.accounts.db.close()
