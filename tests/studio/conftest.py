"""Stores that tests begin with."""

import pytest

from tests.studio import postgres, stores


@pytest.fixture(scope="session")
def postgresql():
    with postgres.server() as url:
        yield url


@pytest.fixture
def store(tmp_path):
    """An empty store on SQLite."""
    made = stores.new_store(tmp_path)
    yield made
    made.db.close()


@pytest.fixture(params=stores.BOTH)
def database_url(request, tmp_path):
    """The URL of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/studio.db"
    return postgres.new_database(request.getfixturevalue("postgresql"))


@pytest.fixture
def any_store(database_url, tmp_path):
    """An empty store on a database of either kind."""
    made = stores.open_store(database_url, tmp_path / "blobs")
    yield made
    made.db.close()
