"""Rooms that compute in a child paint what those of one process do, and forget with it."""

import types

import pytest

from tests.optional import need
from tfstyle.errors import BusyError
from tfstyle.studio.painting.cache import ThumbnailCache


class Calls:
    """Notes what is called."""

    def __init__(self):
        self.called, self.away = [], False

    def call(self, name, *arguments, **named):
        if self.away:
            raise BusyError("away")
        self.called.append((name, *arguments))

    def each(self, name, *arguments, styles, **named):
        self.called.append((name, *arguments))
        return ((style.id, b"jpeg") for style in styles)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


@pytest.fixture
def apart(monkeypatch):
    """Services with a sheet of two styles whose computing is done by noted calls."""
    need("sqlalchemy")
    from tfstyle.studio.apart import rooms
    from tfstyle.studio.painting import Painter

    style = {"model": "m", "preset_sha256": None, "style": None, "direction": None,
             "painting_sha256": None}  # fmt: skip
    styles = [types.SimpleNamespace(id=name, **(style | {"style": name})) for name in "ab"]
    library = types.SimpleNamespace(styles=lambda viewer_id: styles)
    info = types.SimpleNamespace(blob_sha256="sha")
    pictures = types.SimpleNamespace(info=lambda picture_id, viewer_id: info)
    services = types.SimpleNamespace(
        settings=None, pictures=pictures, advice=None, cache=ThumbnailCache()
    )
    services.painter = Painter(library, pictures, None, services.cache)
    made = Calls()
    monkeypatch.setattr(rooms, "Calls", lambda *arguments: made)
    with rooms.computing_apart(services, worker=False):
        yield services, made


def test_a_sheet_is_painted_once(apart):
    services, calls = apart
    for _ in range(2):
        assert dict(services.painter.contact_sheet("p", viewer_id="ada")) == {
            "a": b"jpeg", "b": b"jpeg"
        }  # fmt: skip
    assert calls.called == [("sheet", "p")]


@pytest.mark.parametrize("away", [False, True])
def test_what_is_forgotten_here_is_forgotten_there_even_by_who_had_the_cache_before(apart, away):
    services, calls = apart
    list(services.painter.contact_sheet("p", viewer_id="ada"))
    calls.away = away
    services.cache.forget("sha")
    assert services.painter.cache is services.cache
    assert (("forget", "sha") in calls.called) is not away
    calls.away = False
    list(services.painter.contact_sheet("p", viewer_id="ada"))
    assert calls.called.count(("sheet", "p")) == 2


def test_no_one_is_told_that_nothing_is_warm_yet(apart):
    services, calls = apart
    calls.away = True
    services.painter.warm("ada")
