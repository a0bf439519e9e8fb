"""A database or an object store that is away: 503 and when to come again, never where it lies."""

import pytest

from tests.studio.app.conftest import sent


@pytest.mark.parametrize("what", ["StorageError", "BusyError"])
def test_a_store_that_is_away_is_told_as_such(browse, studio, photo, monkeypatch, what):
    from tfstyle import errors

    def away(*_, **__):
        raise getattr(errors, what)("The database failed (10.0.0.7 port 5432).")

    client = browse("ada")
    monkeypatch.setattr(studio.pictures, "add", away)
    answer = sent(client, photo)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "10.0.0.7" not in answer.text and "try again" in answer.text


def test_who_asks_cannot_be_known(browse, studio, photo, monkeypatch):
    from tfstyle.errors import StorageError

    def away(*_):
        raise StorageError("The database failed (10.0.0.7 port 5432).")

    client = browse("ada")
    monkeypatch.setattr(studio.accounts, "user_of", away)
    answer = sent(client, photo)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "10.0.0.7" not in answer.text
    assert answer.headers["content-security-policy"]
    said = client.open_socket("/_nicegui_ws/x", cookie="studio_session=session-of-ada")
    assert said["type"] == "websocket.close"
