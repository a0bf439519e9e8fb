"""A REST server on a free port of this computer, for as long as a test needs it."""

import contextlib
import dataclasses
import socket
import threading
import time

from tests.optional import need
from tests.serving.fakes import Half
from tfstyle.serving.batching import Limits
from tfstyle.serving.sources import Single
from tfstyle.serving.store import ModelStore

PNG = b"\x89PNG\r\n\x1a\n"


@dataclasses.dataclass
class Server:
    """A server that answers.

    Attributes:
        url: where.
        real: whether it is another's, which leaves some things to chance that ours refuses.
        model: of the embedded one: its only model, called `tiny`.
        store: of the embedded one.
        app: of the embedded one.
        http: of the embedded one: uvicorn's.
    """

    url: str
    real: bool = False
    model: Half | None = None
    store: ModelStore | None = None
    app: object = None
    http: object = None

    @property
    def connections(self):
        """The connections it holds, of uvicorn."""
        return self.http.server_state.connections

    @property
    def port(self):
        return int(self.url.rpartition(":")[2])

    def connect(self):
        """Return a plain connection."""
        return socket.create_connection(("127.0.0.1", self.port), 10)


class Tiny(Half):
    """As `Half`, and its files are decoded as a real model's are: no picture is refused."""

    def _bytes(self, files):
        from tfstyle.serving.problems import ServingError

        if not all(file.startswith(PNG) for file in files):
            raise ServingError("INVALID_ARGUMENT", "Unknown image file format. One of JPEG, PNG")
        return super()._bytes(files)


@contextlib.contextmanager
def serving(model=None, *, limits=None, sources=None, http=None, **settings):
    """Run the embedded server in a thread; yield the `Server`.

    Args:
        model: of version 1 of `tiny`.
        limits: of the store.
        sources: of other models than that.
        http: arguments of `make_http_server`.
        settings: of `Settings`.
    """
    need("uvicorn")
    from tfstyle.serving.app import make_app
    from tfstyle.serving.http_server import make_http_server
    from tfstyle.serving.metrics import Metrics
    from tfstyle.serving.settings import Settings

    model, metrics = model or Tiny(), Metrics()
    store = ModelStore(
        sources or [Single("tiny", lambda: model)], limits=limits or Limits(batch=4, seconds=5),
        observe=metrics.computed, poll=0,
    )  # fmt: skip
    store.start()
    app = make_app(store, Settings(**settings), metrics)
    http = http or {}
    server = make_http_server(app, drain=1, **http)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        scheme = "https" if http.get("identity") else "http"
        yield Server(
            f"{scheme}://127.0.0.1:{port}", model=model, store=store, app=app, http=server
        )  # fmt: skip
    finally:
        model.gate.set()
        server.should_exit = True
        thread.join(10)
        store.close(1)
        assert not thread.is_alive()


def until(true, seconds=10):
    """Wait until a function returns something true; return it."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)
    return found
