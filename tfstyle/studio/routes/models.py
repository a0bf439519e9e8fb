"""The REST server of models beside the pages, loaded when it is first asked for something."""

import asyncio
from typing import Any


class Models:
    """An application of ASGI before the one of `tfstyle serve`.

    Its models would bring TensorFlow into the process that answers browsers, 600 MB for an address
    that few studios are asked at. So the first request waits until they are loaded.

    Args:
        app: of `serving.app.make_app`.
        store: its models.
    """

    def __init__(self, app: Any, store: Any):
        self._app, self._store = app, store
        self._started: asyncio.Task | None = None

    async def __call__(self, scope, receive, send):
        """Answer a request."""
        if self._started is None:
            self._started = asyncio.create_task(asyncio.to_thread(self._start))
        await asyncio.shield(self._started)  # whoever began it may go; others wait for it, too
        await self._app(scope, receive, send)

    def _start(self):
        from tfstyle.studio.running import settle

        self._store.start()
        settle()

    def close(self) -> None:
        """Let go of the models."""
        self._store.close()
