"""`tfstyle studio-backup` and `studio-restore`: what they write, say and refuse."""

import pytest
from typer.testing import CliRunner

from tests.optional import need
from tests.studio import stores
from tfstyle.cli import app
from tfstyle.errors import DataError, IntegrityError, NotFoundError, StorageError

for package in ("sqlalchemy", "alembic", "nicegui", "fastapi"):
    need(package)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def home(tmp_path):
    """The home of a studio with one person and one work."""
    store = stores.new_store(tmp_path / "home")
    ada = store.person("ada")
    store.gallery.keep(ada, stores.picture(1), {})
    store.db.close()
    return tmp_path / "home"


def test_one_command_each_way(home, tmp_path, monkeypatch):
    saved = run("studio-backup", tmp_path / "s.tar", "--home", home)
    assert saved.exit_code == 0, saved.exception
    assert "1 people, 1 works, 1 files" in saved.output
    monkeypatch.setenv("TFSTYLE_STUDIO", str(tmp_path / "new"))
    restored = run("studio-restore", tmp_path / "s.tar")
    assert restored.exit_code == 0 and "Everyone logs in anew" in restored.output
    again = stores.new_store(tmp_path / "new")
    assert [u for (u,) in _names(again)] == ["ada"] and len(again.stored()) == 1
    again.db.close()


def _names(store):
    sa = need("sqlalchemy")
    from tfstyle.studio.database.schema import User

    with store.db.reading() as session:
        return session.execute(sa.select(User.name)).all()


def test_what_is_there_is_not_replaced(home, tmp_path):
    (tmp_path / "s.tar").write_bytes(b"mine")
    refused = run("studio-backup", tmp_path / "s.tar", "--home", home)
    assert isinstance(refused.exception, StorageError)
    assert (tmp_path / "s.tar").read_bytes() == b"mine"
    assert run("studio-backup", tmp_path / "s.tar", "--home", home, "--overwrite").exit_code == 0
    refused = run("studio-restore", tmp_path / "s.tar", "--home", home)
    assert isinstance(refused.exception, DataError)


def test_a_folder_without_a_studio_is_told_and_left_as_it_is(tmp_path):
    refused = run("studio-backup", tmp_path / "s.tar", "--home", tmp_path / "none")
    assert isinstance(refused.exception, NotFoundError)
    assert not (tmp_path / "none").exists() and not (tmp_path / "s.tar").exists()


def test_a_file_that_is_no_backup_leaves_an_empty_place(tmp_path):
    (tmp_path / "s.tar").write_bytes(b"no tar")
    refused = run("studio-restore", tmp_path / "s.tar", "--home", tmp_path / "new")
    assert isinstance(refused.exception, IntegrityError)
    assert not (tmp_path / "new").exists()
