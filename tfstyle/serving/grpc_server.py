"""gRPC's server: TensorFlow Serving's services, the Open Inference Protocol and health checks."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tfstyle.errors import BusyError
from tfstyle.protos import methods
from tfstyle.protos.health import HealthCheckResponse
from tfstyle.serving.grpc_calls import Call, Gate, handler
from tfstyle.serving.grpc_oip import OpenInferenceCalls
from tfstyle.serving.grpc_room import Room
from tfstyle.serving.grpc_tf import TensorFlowCalls
from tfstyle.serving.problems import ServingError
from tfstyle.serving.store import ModelStore
from tfstyle.serving.tls import Identity

MAX_BYTES = 64 << 20  # of a message
CALLS = 96  # what waits in one model's queue, and a batch
HELD_BYTES = 1024 << 20  # of all messages
MESSAGE_SECONDS = 60.0
HANDSHAKE_SECONDS = 60.0
_IDLE = 300  # seconds of a channel without a call, which comes back by itself with the next one
# A client whose machine is gone is found out: asked after so long, and waited for so long.
_ASKED, _ANSWERED = 60, 20
_CHANNELS = 1000
# Threads beyond those that compute or wait: to turn others away, to tell how the server is.
_SPARE = 8
_PATIENCE = 5.0  # seconds to wait for room for a message
# The calls that take their time.
_LONG = {
    methods.PREDICTION["Predict"],
    methods.MODEL["HandleReloadConfigRequest"],
    methods.INFERENCE["ModelInfer"],
}


class GrpcServer:
    """A server that is not started yet; `make_grpc_server` makes it.

    Args:
        server: gRPC's.
        identity: that it shows: calls are encrypted then, and none that are not are taken.
    """

    def __init__(self, server: Any, identity: Identity | None = None):
        self._server, self._identity = server, identity

    def listen(self, host: str, port: int) -> int:
        """Return the port, after which `start` answers there.

        Args:
            host: of this computer.
            port: 0 for any that is free.

        Raises:
            BusyError: the port is taken, or the computer has no such address.
        """
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        try:
            if self._identity is None:
                return self._server.add_insecure_port(place)
            import grpc

            pair = self._identity.key, self._identity.certificate
            return self._server.add_secure_port(place, grpc.ssl_server_credentials([pair]))
        except RuntimeError as error:
            raise BusyError(
                f"gRPC cannot listen on {place}. Choose another port, or 0 for any that is free."
            ) from error

    def start(self) -> None:
        """Begin to answer."""
        self._server.start()

    def stop(self, grace: float | None) -> threading.Event:
        """Take no more calls; the event is set when those that run have ended.

        Args:
            grace: seconds after which they are cancelled.
        """
        return self._server.stop(grace)


def make_grpc_server(
    store: ModelStore, *, token: str | None = None, max_bytes: int = MAX_BYTES, calls: int = CALLS,
    message_seconds: float = MESSAGE_SECONDS, identity: Identity | None = None,
    handshake_seconds: float = HANDSHAKE_SECONDS, held_bytes: int = HELD_BYTES,
) -> GrpcServer:  # fmt: skip
    """Return a server of a store's models.

    Args:
        store: of the models.
        token: that every caller has to show as `authorization: Bearer TOKEN`; health checks need
            none, as Kubernetes has none.
        max_bytes: of a message to the server; a larger one is answered RESOURCE_EXHAUSTED.
        calls: that are computed or wait at a time; more are turned away.
        message_seconds: that a caller may take for sending the message.
        identity: see `GrpcServer`.
        held_bytes: of all messages, those that are still on their way counted as the longest there
            may be; who finds no room within seconds is answered RESOURCE_EXHAUSTED. Health checks,
            for which nobody needs a token, have room of their own, for a few.
        handshake_seconds: that a client may take for its first words, encrypted or not.

    Raises:
        ValueError: the token is empty or no ASCII.

    Example:
        >>> store = ModelStore([]); server = make_grpc_server(store)
        >>> port = server.listen("127.0.0.1", 0); server.start()
        >>> server.stop(0).wait()
        True
    """
    import grpc

    if token is not None and not (token and token.isascii()):
        raise ValueError("The token must be ASCII and not empty.")
    server = grpc.server(
        ThreadPoolExecutor(calls + _SPARE, thread_name_prefix="tfstyle-grpc"),
        options=[
            ("grpc.max_receive_message_length", max_bytes),
            ("grpc.so_reuseport", 0),  # a port that is taken is an error
            ("grpc.server_handshake_timeout_ms", round(1000 * handshake_seconds)),
            ("grpc.max_connection_idle_ms", 1000 * _IDLE),
            ("grpc.keepalive_time_ms", 1000 * _ASKED),
            ("grpc.keepalive_timeout_ms", 1000 * _ANSWERED),
            ("grpc.max_allowed_incoming_connections", _CHANNELS),
        ],
    )
    gate = Gate(calls)
    by_service: dict[str, dict[str, Any]] = {}

    def add(method, function, **how):
        around = gate if method in _LONG else contextlib.nullcontext()
        by_service.setdefault(method.service, {})[method.name] = (
            grpc.stream_unary_rpc_method_handler(
                handler(method, function, gate=around, seconds=message_seconds, **how)
            )
        )

    room = Room(held_bytes, max_bytes)
    for answers in (TensorFlowCalls(store), OpenInferenceCalls(store)):
        for method, function in answers.functions.items():
            add(method, function, token=token, room=room, patience=_PATIENCE)
    # Strangers keep neither the others' room nor, by waiting, a thread.
    strangers = Room(_SPARE * max_bytes, max_bytes)
    add(methods.HEALTH["Check"], _health(store), token=None, room=strangers, patience=0)
    server.add_generic_rpc_handlers(tuple(
        grpc.method_handlers_generic_handler(service, handlers)
        for service, handlers in by_service.items()
    ))  # fmt: skip
    return GrpcServer(server, identity)


def _health(store):
    """Return what answers a health check: of the server as a whole, or of one of its services.

    `Watch` is left out; whoever asks for it then takes the server as healthy, by the protocol.
    """
    known = {
        "",
        *(m.service for part in (methods.PREDICTION, methods.MODEL, methods.INFERENCE)
          for m in part.values()),
    }  # fmt: skip

    def check(request, call: Call):
        if request.service not in known:
            raise ServingError("NOT_FOUND", f"There is no service {request.service}.")
        return HealthCheckResponse(status="SERVING" if store.ready else "NOT_SERVING")

    return check
