"""How long a REST server waits: for bodies, for readers, for the model, and for whom no more."""

import json
import threading
import time

import numpy as np
import pytest

from tests.optional import need
from tests.serving.contract_rest import DOT, MODEL, PICTURE, PREDICT, rows
from tests.serving.plain_http import BODY, answer, busy, client, head
from tests.serving.servers import Tiny, serving, until
from tfstyle.serving.batching import Limits

httpx = need("httpx")
for package in ("fastapi", "orjson", "prometheus_client", "uvicorn"):
    need(package)

from tfstyle.serving import tf_predict  # noqa: E402


def test_a_body_that_drips_is_ended():
    with serving(body_seconds=0.3) as server, server.connect() as connection:
        connection.sendall(head(1000))
        stop = time.monotonic() + 10
        try:
            while time.monotonic() < stop:
                connection.sendall(b" ")
                time.sleep(0.05)
        except OSError:
            pass  # it has been closed
        else:
            pytest.fail("a body dripped for 10 seconds")
        until(lambda: server.app.state.room.taken == 0)


def test_a_body_that_stops_is_answered_408():
    with serving(body_seconds=0.3) as server, server.connect() as connection:
        connection.sendall(head(1000) + b'{"instances": ')
        start = time.monotonic()
        status, text = answer(connection)
        assert time.monotonic() - start < 1.5  # it is not waited for any longer
        assert status == 408 and b"did not arrive within 0.3 seconds" in text


def test_an_answer_that_nobody_reads_is_ended():
    """A large answer waits in the kernel's buffers at most, not in the server for ever."""

    class Large(Tiny):
        def _bytes(self, files):
            return np.array([b"\xff" * 2**25 for _ in files], object)

    with serving(Large(), body_seconds=0.5) as server, server.connect() as connection:
        sent = json.dumps(rows({"b64": "iVBORw0KGgo="}, signature_name="serving_bytes")).encode()
        connection.sendall(head(len(sent)) + sent)
        until(lambda: server.app.state.room.taken)
        until(lambda: server.app.state.room.taken == 0)
        status, text = answer(connection)
        assert status == 200 and 2**16 < len(text) < 2**25


def test_what_takes_too_long_is_told_and_not_computed():
    with serving(seconds=0.3) as server, client(server) as http:
        first = busy(server)
        found = http.post(PREDICT, content=json.dumps(rows(PICTURE)))
        assert found.status_code == 504
        assert found.json() == {"error": "Timed out waiting for notification"}
        server.model.gate.set()
        first.join()
        assert http.post(PREDICT, content=BODY).status_code == 200
        assert server.model.calls == [1, 1]  # the one that came too late was not


def test_a_client_that_goes_is_not_computed_for():
    with serving() as server, client(server) as http:
        first = busy(server)
        batcher = server.store.find("tiny").batcher
        sent = json.dumps(rows(PICTURE)).encode()
        with server.connect() as connection:
            connection.sendall(head(len(sent)) + sent)
            until(lambda: batcher.waiting)
        until(lambda: server.app.state.room.taken == len(BODY))  # its call has ended
        server.model.gate.set()
        first.join()
        assert http.post(PREDICT, content=BODY).status_code == 200
        assert server.model.calls == [1, 1]
        assert 'status="499"' in http.get("/monitoring/prometheus/metrics").text


def test_a_client_that_goes_while_it_sends_costs_nothing():
    with serving() as server, client(server) as http:
        for body in (b"", b"{", bytes(10_000)):
            with server.connect() as connection:
                connection.sendall(head(10**6) + body)
        until(lambda: server.app.state.room.taken == 0)
        assert http.post(PREDICT, content=BODY).status_code == 200


def test_a_full_queue_says_when_to_come_back():
    with serving(limits=Limits(queue=1, seconds=5)) as server, client(server) as http:
        first = busy(server)
        waiting = threading.Thread(target=lambda: httpx.post(server.url + PREDICT, content=BODY))
        waiting.start()
        batcher = server.store.find("tiny").batcher
        until(lambda: batcher.waiting)
        for path, body in [
            (PREDICT, rows(DOT)),
            ("/v2/models/tiny/infer", {"inputs": [{
                "name": "images", "shape": [1, 1, 1, 3], "datatype": "FP32", "data": [0, 0, 0],
            }]}),
        ]:  # fmt: skip
            found = http.post(path, json=body)
            assert found.status_code == 429 and found.headers["retry-after"] == "1"
            assert "1 requests are waiting" in found.json()["error"]
        server.model.gate.set()
        first.join()
        waiting.join()


def test_probes_answer_while_bodies_are_read(monkeypatch):
    go, read, reading = threading.Event(), tf_predict.read, []

    def slowly(*arguments):
        reading.append(arguments)
        assert go.wait(20)
        return read(*arguments)

    monkeypatch.setattr(tf_predict, "read", slowly)
    with serving(threads=2) as server, client(server) as http:
        done = []

        def send():
            done.append(httpx.post(server.url + PREDICT, content=BODY).status_code)

        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        until(lambda: len(reading) == 2)
        for path in ("/livez", "/readyz", MODEL, "/v2/health/ready"):
            assert http.get(path).status_code == 200
        assert len(reading) == 2 and not done
        go.set()
        for thread in threads:
            thread.join(20)
        assert done == [200] * 4
