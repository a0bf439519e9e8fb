"""The REST server's models are loaded by the first who asks, once."""

import asyncio
import threading

from tests.optional import need


class Store:
    """Counts."""

    def __init__(self):
        self.started, self.closed = [], False

    def start(self):
        self.started.append(threading.current_thread())

    def close(self):
        self.closed = True


def test_models_are_loaded_when_they_are_asked_for_once_and_not_by_the_loop(monkeypatch):
    need("fastapi")
    from tfstyle.studio import running
    from tfstyle.studio.routes.models import Models

    monkeypatch.setattr(running, "settle", lambda: None)
    store, answered = Store(), []

    async def app(scope, receive, send):
        answered.append((scope, len(store.started)))

    async def ask():
        models = Models(app, store)
        assert not store.started
        await asyncio.gather(*(models(number, None, None) for number in range(3)))
        models.close()

    asyncio.run(ask())
    assert sorted(answered) == [(0, 1), (1, 1), (2, 1)]
    assert store.started != [threading.main_thread()]
    assert len(store.started) == 1 and store.closed
