"""The running server: a socket for REST, one for gRPC, and an end that loses no answer.

SIGTERM or Ctrl-C: no new connection is taken, what is being answered or waits in a queue is
answered for `drain` seconds at most, then the models go. A second Ctrl-C ends at once.
"""

import contextlib
import errno
import gc
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any, Protocol

from tfstyle.errors import BusyError, UnsupportedOptionError
from tfstyle.serving.http_server import make_http_server
from tfstyle.serving.store import ModelStore
from tfstyle.serving.tls import Identity


class GrpcServer(Protocol):
    """What is asked of gRPC's server."""

    def start(self) -> None:
        """Begin to answer."""

    def stop(self, grace: float | None) -> threading.Event:
        """Take no more calls; the event is set when those that run have ended."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: of this computer.
        port: 0 for any that is free.

    Raises:
        BusyError: another process listens there.
        UnsupportedOptionError: this computer has no such address, or the port is not allowed.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BusyError(
                f"Port {port} of {host} is in use. Choose another one, or 0 for any that is free."
            ) from error
        raise UnsupportedOptionError(
            f"{host}:{port} cannot be listened on ({error.strerror or error})."
        ) from error


def run(
    app: Any, store: ModelStore, sock: socket.socket, *, grpc: GrpcServer | None = None,
    drain: float = 30.0, ready: Callable[[], object] = lambda: None,
    stopping: Callable[[], object] = lambda: None, identity: Identity | None = None,
) -> None:  # fmt: skip
    """Answer until a signal ends it.

    Args:
        app: of ASGI.
        store: of the models, which are loaded already.
        sock: of `listen`.
        grpc: not yet started.
        drain: seconds that requests may still take once the end is asked for.
        ready: called when requests are answered.
        stopping: called when the end is asked for.
        identity: that REST shows, for HTTPS; gRPC was given its own.
    """
    told = False

    def stop():
        nonlocal told
        stopping()
        if grpc is not None and not told:
            # In a thread: a signal must not wait.
            threading.Thread(target=grpc.stop, args=(drain,), daemon=True).start()
        told = True

    server = make_http_server(app, identity=identity, drain=drain, ready=ready, stopping=stop)
    # What is loaded stays; looking through it again and again costs a fifth of reading JSON.
    gc.collect()
    gc.freeze()
    try:
        if grpc is not None:
            grpc.start()
        with _outliving_signals():
            server.run(sockets=[sock])
    finally:
        if grpc is not None:
            grpc.stop(drain).wait(drain)
        store.close(drain)


@contextlib.contextmanager
def _outliving_signals():
    """Let uvicorn raise its signals again at its end without being ended by them."""
    before = {}
    for one in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(ValueError):  # not the main thread: there are no signals then
            before[one] = signal.signal(one, lambda *_: None)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
