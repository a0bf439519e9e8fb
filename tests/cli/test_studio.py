"""`tfstyle studio`: what is asked for reaches the studio; what is missing is named."""

import pytest
from typer.testing import CliRunner

from tests.optional import need
from tfstyle.cli import app
from tfstyle.studio.settings import StudioSettings, default_home, secret_of


@pytest.fixture
def started(monkeypatch):
    """Return a function from arguments to what the studio was started with."""
    need("nicegui")
    monkeypatch.setattr("tfstyle.studio.services.check_installed", lambda: None)
    import tfstyle.studio.running

    calls = []
    monkeypatch.setattr(
        tfstyle.studio.running, "run", lambda settings, **how: calls.append((settings, how))
    )

    def start(*arguments):
        result = CliRunner().invoke(app, ["studio", *map(str, arguments)])
        if result.exception:
            raise result.exception
        return calls[-1]

    return start


def test_alone_it_listens_here_and_opens_the_browser(started, tmp_path):
    settings, how = started("--home", tmp_path)
    assert (settings.host, settings.port, settings.accounts) == ("127.0.0.1", 8600, False)
    assert (how["browser"], how["demo"]) == (True, False)


def test_what_is_asked_for_arrives(started, tmp_path):
    settings, how = started(
        "--home", tmp_path, "--port", 0, "--demo", "--no-browser", "--no-worker", "--accounts",
        "--database", "postgresql://x/y", "--storage", "s3://b", "--allow-host", "art.example",
        "--https", "--max-upload-mb", 1, "--serve", "fast_style_udnie",
    )  # fmt: skip
    assert settings == StudioSettings(
        home=tmp_path, port=0, accounts=True, database="postgresql://x/y", storage="s3://b",
        allowed_hosts=("art.example",), secure_cookies=True, max_upload_bytes=2**20, worker=False,
        serve=("fast_style_udnie",),
    )  # fmt: skip
    assert (how["browser"], how["demo"]) == (False, True)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "art.example"])
def test_beyond_this_computer_people_log_in(started, tmp_path, host):
    assert started("--host", host, "--home", tmp_path)[0].accounts


def test_its_home_is_beside_other_data_unless_named(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("TFSTYLE_STUDIO", raising=False)
    assert default_home() == tmp_path / "tfstyle" / "studio"
    monkeypatch.setenv("TFSTYLE_STUDIO", str(tmp_path / "mine"))
    assert default_home() == tmp_path / "mine"


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    secret = secret_of(tmp_path / "new")
    assert len(secret) == 64 and secret_of(tmp_path / "new") == secret
    assert (tmp_path / "new" / "secret").stat().st_mode & 0o077 == 0


def test_a_missing_package_is_named(monkeypatch, tmp_path):
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "nicegui" else found(name, *a)
    )
    result = CliRunner().invoke(app, ["studio", "--home", str(tmp_path)])
    assert "nicegui" in str(result.exception) and "tfstyle[studio]" in str(result.exception)
