"""`tfstyle studio-admin` and `studio-deploy`: a studio for many begins with an admin and files."""

import pytest
from typer.testing import CliRunner

from tests.optional import need
from tfstyle.cli import app

need("sqlalchemy")
need("alembic")
need("argon2")


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("tfstyle.studio.services.check_installed", lambda: None)

    def run(*arguments, told=""):
        return CliRunner().invoke(app, [*map(str, arguments)], input=told)

    return run


def test_the_first_admin_is_made_once_and_can_log_in(run, tmp_path):
    from tfstyle.studio.accounts import Accounts
    from tfstyle.studio.database import open_database

    home = tmp_path / "home"
    done = run("studio-admin", "ada", "--home", home, told="a long password\n")
    assert done.exit_code == 0 and "ada is the studio's admin" in done.output
    db = open_database(f"sqlite:///{home / 'studio.db'}")
    try:
        accounts = Accounts(db)
        assert accounts.user_of(accounts.log_in("ada", "a long password")).role == "admin"
    finally:
        db.close()
    again = run("studio-admin", "bob", "--home", home, told="another password\n")
    assert again.exit_code != 0 and "admin" in str(again.exception)


def test_a_password_that_is_none_makes_nobody(run, tmp_path):
    short = run("studio-admin", "ada", "--home", tmp_path, told="short\n")
    assert short.exit_code != 0 and "8" in str(short.exception)


def test_the_files_are_written_and_what_was_changed_stays(run, tmp_path):
    assert run("studio-deploy", tmp_path / "deploy").exit_code == 0
    written = {path.name for path in (tmp_path / "deploy").iterdir()}
    assert written >= {"compose.yaml", "kubernetes.yaml", "Dockerfile", "README.md"}
    (tmp_path / "deploy" / "compose.yaml").write_text("mine", "utf-8")
    told = run("studio-deploy", tmp_path / "deploy").output
    assert "compose.yaml" in told
    assert (tmp_path / "deploy" / "compose.yaml").read_text("utf-8") == "mine"
