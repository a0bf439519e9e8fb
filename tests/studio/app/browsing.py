"""A browser without a window for an application in this process: cookies, headers, a socket."""

import anyio

from tests.optional import need


class Browsing:
    """Sends requests to an application and keeps its cookies.

    Args:
        app: of ASGI.
        portal: of anyio, with the loop that the application runs in.
    """

    def __init__(self, app, portal):
        self._app, self._portal = app, portal
        httpx = need("httpx")
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8600")
        self.cookies, self.headers = self._client.cookies, self._client.headers

    def request(self, method, address, **what):
        """Return the answer."""

        async def ask():
            with anyio.fail_after(20):
                return await self._client.request(method, address, **what)

        return self._portal.call(ask)

    def get(self, address, **what):
        """Return the answer to GET."""
        return self.request("GET", address, **what)

    def post(self, address, **what):
        """Return the answer to POST."""
        return self.request("POST", address, **what)

    def delete(self, address, **what):
        """Return the answer to DELETE."""
        return self.request("DELETE", address, **what)

    def open_socket(self, address, **headers):
        """Return the first thing the application says to a WebSocket."""
        said = []
        pairs = [(key.encode(), value.encode()) for key, value in
                 {"host": "127.0.0.1:8600", **headers}.items()]  # fmt: skip
        scope = {"type": "websocket", "path": address, "raw_path": address.encode(),
                 "query_string": b"", "headers": pairs, "subprotocols": []}  # fmt: skip

        async def receive():
            return {"type": "websocket.connect"}

        async def send(message):
            said.append(message)

        self._portal.call(self._app, scope, receive, send)
        return said[0]
