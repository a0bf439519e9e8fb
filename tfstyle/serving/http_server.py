"""uvicorn as it is run here: encrypted if asked for, and with an end to silent connections.

uvicorn waits for ever for the first request of a connection, for a head that comes a letter a
minute, and for a client that does not take the rest of its answer. Each holds a descriptor and a
place among the connections, so a few hundred of them would shut all others out.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from tfstyle.serving.tls import Identity

CONNECTIONS = 1000  # beyond, answers are 503
# Longer than the minute for which proxies keep a connection: the one who closes it should be them.
IDLE_SECONDS = 75.0
_CROWDED = 0.75  # of the connections; from there on the longest idle ones go first
_FAIR = 1.0  # seconds that a connection may be idle even so


class Warden:
    """Ends connections that bring no request or do not take their answer.

    A connection waits from its beginning, or from the end of an answer, to the end of the next
    request's head; bytes in between do not count. What comes then, bodies and answers, has limits
    of its own: see `Settings`.

    Args:
        idle_seconds: that a connection may wait, and that one which is closed may take for what was
            still to be sent.
        connections: that there may be.
        clock: seconds, for tests.
    """

    def __init__(
        self, idle_seconds: float, connections: int, clock: Callable[[], float] = time.monotonic
    ):
        self._seconds, self._clock = idle_seconds, clock
        self._crowd = int(_CROWDED * connections)
        self._waiting: dict[Any, tuple[bool, Any, float]] = {}

    def look(self, connections: Iterable[Any]) -> None:
        """Look at all connections, and end those that have waited too long.

        Args:
            connections: uvicorn's, each with a `transport` and the `cycle` of its last request.
        """
        now, before, self._waiting = self._clock(), self._waiting, {}
        everyone = list(connections)
        for one in everyone:
            state = _state(one)
            if state is not None:
                known = before.get(one)
                since = now
                if known is not None and known[0] == state[0] and known[1] is state[1]:
                    since = known[2]
                self._waiting[one] = (*state, since)
        longest = sorted(self._waiting, key=lambda one: self._waiting[one][2])
        spare = len(everyone) - self._crowd
        for number, one in enumerate(longest):
            waited = now - self._waiting[one][2]
            if waited > self._seconds or (number < spare and waited > _FAIR):
                one.transport.abort()


def _state(connection):
    """Return of a connection that waits whether it is closed, and the last request it had.

    `None`: its request is read or answered.
    """
    closing, cycle = connection.transport.is_closing(), connection.cycle
    if closing or cycle is None or cycle.response_complete:
        return closing, cycle
    return None


def make_http_server(
    app: Any, *, identity: Identity | None = None, drain: float = 30.0,
    idle_seconds: float = IDLE_SECONDS, connections: int | None = None,
    ready: Callable[[], object] = lambda: None, stopping: Callable[[], object] = lambda: None,
    port: int = 0,
) -> Any:  # fmt: skip
    """Return a `uvicorn.Server`, which is not running yet.

    Args:
        app: of ASGI.
        identity: that it shows, for HTTPS.
        drain: seconds that requests may still take once the end is asked for.
        idle_seconds: see `Warden`.
        connections: that there may be; `CONNECTIONS`, or half the files this process may open.
        ready: called when requests are answered.
        stopping: called when the end is asked for by a signal.
        port: of 127.0.0.1, where it is run without sockets; 0 for any that is free.
    """
    import uvicorn

    connections = _most() if connections is None else connections
    warden = Warden(idle_seconds, connections)

    class Server(uvicorn.Server):
        def handle_exit(self, sig, frame):
            stopping()
            super().handle_exit(sig, frame)

        async def startup(self, sockets=None):
            await super().startup(sockets)
            if self.started:
                ready()

        async def on_tick(self, counter):
            if counter % 5 == 0:  # twice a second
                warden.look(self.server_state.connections)
            return await super().on_tick(counter)

    config = uvicorn.Config(
        app, port=port, log_config=None, access_log=False, server_header=False, ws="none",
        timeout_graceful_shutdown=max(1, round(drain)), timeout_keep_alive=round(idle_seconds) + 1,
        limit_concurrency=connections,
        http="h11",  # the other one that there may be takes heads of any length
    )  # fmt: skip
    config.load()
    if identity is not None:
        config.ssl = identity.context
    return Server(config)


def _most() -> int:
    """Return how many connections there may be, so that files can be opened even so."""
    try:
        import resource
    except ImportError:  # Windows
        return CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if files < 0 else max(1, min(CONNECTIONS, files // 2))
