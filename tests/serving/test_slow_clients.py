"""Who is slow, silent or gone keeps nothing of the server: no place, no bytes, no turn."""

import contextlib
import json
import socket
import struct
import threading
import time
import types

import numpy as np
import pytest

from tests.optional import need
from tests.serving.channels import serving as serving_grpc
from tests.serving.contract_rest import PREDICT, rows
from tests.serving.plain_http import BODY, answer, busy, client, head
from tests.serving.servers import Tiny, serving, until
from tfstyle.serving.http_server import Warden

for package in ("fastapi", "grpc", "httpx", "orjson", "prometheus_client", "uvicorn"):
    need(package)

QUICK = {"idle_seconds": 0.5}
FILE = json.dumps(rows({"b64": "iVBORw0KGgo="}, signature_name="serving_bytes")).encode()


class Large(Tiny):
    """Answers each file by 32 MB that do not pack."""

    def _bytes(self, files):
        return np.array([np.random.default_rng(0).bytes(2**25) for _ in files], object)


def closed(connection, seconds=10):
    """Wait for a connection's end."""
    connection.settimeout(seconds)
    with contextlib.suppress(ConnectionError):
        while connection.recv(65536):
            pass


def nothing_held(server):
    until(lambda: not server.connections)
    until(lambda: server.app.state.room.taken == 0)
    until(lambda: not server.http.server_state.tasks)


@pytest.mark.parametrize(
    "sent", [b"", b"\r\n", b"P", head(10)[:-3], b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: "]
)
def test_a_connection_that_brings_no_whole_head_is_ended(sent):
    with serving(http=QUICK) as server, server.connect() as connection:
        connection.sendall(sent)
        start = time.monotonic()
        closed(connection)
        assert time.monotonic() - start < 5
        nothing_held(server)


def test_a_head_that_drips_is_ended():
    with serving(http=QUICK) as server, server.connect() as connection:
        connection.sendall(b"POST /livez HTTP/1.1\r\nX-Long: ")
        stop = time.monotonic() + 10
        with contextlib.suppress(OSError):
            while time.monotonic() < stop:
                connection.sendall(b"a")
                time.sleep(0.05)
        assert time.monotonic() < stop
        nothing_held(server)


def test_a_head_without_end_is_refused():
    with serving() as server, server.connect() as connection:
        with contextlib.suppress(OSError):
            for _ in range(64):
                connection.sendall(b"GET / HTTP/1.1\r\n" + b"X: %s\r\n" % (b"a" * 65536))
        connection.settimeout(10)
        with contextlib.suppress(ConnectionError):
            assert connection.recv(100).startswith(b"HTTP/1.1 400")
        nothing_held(server)


def test_a_connection_that_is_kept_and_used_stays_and_one_that_is_not_goes():
    with serving(http={"idle_seconds": 1.0}) as server, client(server) as http:
        for _ in range(6):
            assert http.get("/livez").status_code == 200
            time.sleep(0.2)
            assert len(server.connections) == 1
        nothing_held(server)


def test_a_request_takes_longer_than_a_connection_may_be_idle():
    with serving(http=QUICK) as server:
        first = busy(server)
        with server.connect() as connection:
            connection.sendall(head(len(FILE), "Connection: close"))
            for letter in FILE:
                connection.sendall(bytes([letter]))
                time.sleep(1 / len(FILE))
            threading.Timer(0.3, server.model.gate.set).start()
            status, _ = answer(connection)
        first.join()
        assert status == 200


def test_who_reads_nothing_is_ended():
    """What the kernel still holds for them goes, too, and so does the connection."""
    with (
        serving(Large(), body_seconds=0.3, http=QUICK) as server,
        server.connect() as connection, server.connect() as closing,
    ):  # fmt: skip
        connection.sendall(head(len(FILE)) + FILE)
        closing.sendall(head(len(FILE), "Connection: close") + FILE)
        until(lambda: len(server.connections) == 2)
        nothing_held(server)


def test_many_idle_connections_shut_nobody_out():
    with serving(http={"connections": 12}) as server, contextlib.ExitStack() as stack:
        for number in range(40):
            connection = stack.enter_context(server.connect())
            connection.sendall(b"POST"[: number % 4])
        with client(server) as http:  # 75 s before the idle ones would have to go
            until(lambda: http.get("/livez").status_code == 200)
            assert http.post(PREDICT, content=BODY).status_code == 200


def test_in_a_crowd_who_is_answered_stays():
    with serving(http={"connections": 4}) as server, contextlib.ExitStack() as stack:
        first = busy(server)
        for _ in range(8):
            stack.enter_context(server.connect())
        until(lambda: len(server.connections) <= 3)
        server.model.gate.set()
        first.join()
        assert server.model.calls == [1]


def gone(connection):
    """Reset a connection, as a process that is killed does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.mark.parametrize("leave", [socket.socket.close, gone])
def test_clients_that_go_at_every_stage(leave):
    whole = head(len(FILE)) + FILE
    with serving(Large()) as server, client(server) as http:
        stages = [whole[:size] for size in (0, 1, 20, len(head(len(FILE))), len(whole) - 1)]
        stages += [head(9, "Expect: 100-continue"), head(0, "Transfer-Encoding: chunked"), whole]
        for sent in stages:
            connection = server.connect()
            connection.sendall(sent)
            leave(connection)
        first = busy(server)  # while it waits, and while it is computed
        for _ in range(2):
            connection = server.connect()
            connection.sendall(whole)
            until(lambda: server.store.find("tiny").batcher.waiting)
            leave(connection)
            until(lambda: server.app.state.room.taken == len(BODY))
        server.model.gate.set()
        first.join()
        for read in (1, 100_000):  # while it is answered
            connection = server.connect()
            connection.sendall(whole)
            while read > 0:
                read -= len(connection.recv(read))
            leave(connection)
        assert http.get("/livez").status_code == 200
        http.close()
        nothing_held(server)


class Connection:
    """What a `Warden` sees of a connection, which is its own transport."""

    def __init__(self):
        self.transport, self.cycle, self.ended = self, None, False

    def is_closing(self):
        return False

    def abort(self):
        self.ended = True

    def answered(self, complete=True):
        self.cycle = types.SimpleNamespace(response_complete=complete)


def test_the_warden_counts_from_the_last_answer():
    now = [0.0]
    warden = Warden(10, 100, clock=lambda: now[0])
    silent, used, asked = everyone = [Connection() for _ in range(3)]
    asked.answered(complete=False)
    while not any(one.ended for one in everyone):
        used.answered()
        warden.look(everyone)
        now[0] += 4
    assert silent.ended and now[0] == 16
    everyone.remove(silent)
    for seconds, ended in [(0, False), (10, False), (11, True)]:
        now[0] = 100.0 + seconds
        if not seconds:
            used.answered()
        warden.look(everyone)
        assert used.ended == ended and not asked.ended


def test_grpc_hangs_up_on_who_says_nothing():
    with serving_grpc(handshake_seconds=0.3) as peer:
        for sent in (b"", b"PRI * HTTP", b"GET / HTTP/1.1\r\n\r\n", bytes(100)):
            with socket.create_connection(("127.0.0.1", peer.port), 5) as connection:
                connection.sendall(sent)
                closed(connection, 5)
        from tfstyle.protos.methods import HEALTH

        assert peer.ask(HEALTH["Check"]).status == 1
