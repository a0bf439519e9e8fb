"""What a REST server takes on: sizes, seconds, a full queue, tokens, clients that go or dawdle."""

import gzip
import json
import logging
import os
import threading
import time
import tracemalloc
import zlib

import numpy as np
import pytest

from tests.optional import need
from tests.serving.contract_rest import DOT, MODEL, PICTURE, PREDICT, rows
from tests.serving.servers import Tiny, serving, until
from tfstyle.serving.batching import Limits
from tfstyle.serving.problems import ServingError

httpx = need("httpx")
parser = need("prometheus_client.parser")
for package in ("fastapi", "orjson", "uvicorn"):
    need(package)

from tfstyle.serving import tf_predict  # noqa: E402
from tfstyle.serving.bodies import gunzip  # noqa: E402

BODY = json.dumps(rows(DOT)).encode()


def client(server, **options):
    return httpx.Client(base_url=server.url, timeout=30, trust_env=False, **options)


def head(length, *more, path=PREDICT, verb="POST"):
    lines = [f"{verb} {path} HTTP/1.1", "Host: x", f"Content-Length: {length}", *more, "", ""]
    return "\r\n".join(lines).encode()


def answer(connection):
    """Return the status of what comes back, and all of it up to the connection's end."""
    text = b""
    while part := connection.recv(65536):
        text += part
    return int(text.split(b" ", 2)[1]) if text else None, text


def busy(server):
    """Return a client's thread whose request is in the model, until `server.model.gate` is set."""
    server.model.gate.clear()
    thread = threading.Thread(target=lambda: httpx.post(server.url + PREDICT, content=BODY))
    thread.start()
    batcher = server.store.find("tiny").batcher
    until(lambda: batcher._busy)
    return thread


def chunks(count, size=1000):
    yield from (b" " * size for _ in range(count))


# Sizes


@pytest.mark.parametrize("content", [
    pytest.param(lambda: b" " * 10_001, id="by its length"),
    pytest.param(lambda: chunks(11), id="in chunks"),
])  # fmt: skip
def test_a_large_body_is_refused_and_the_client_reads_why(content):
    with serving(max_body_bytes=10_000) as server, client(server) as http:
        for path in (PREDICT, "/v2/models/tiny/infer"):
            found = http.post(path, content=content())
            assert found.status_code == 413
            assert found.json() == {
                "error": "A request may have 10000 bytes, unpacked, and no more."
            }
        assert http.post(PREDICT, content=BODY.ljust(10_000)).status_code == 200
        assert server.app.state.room.taken == 0


def test_who_sends_all_of_a_large_body_before_reading_reads_why_it_was_refused():
    """Closed at once, the connection would be reset, and the answer lost."""
    with serving(max_body_bytes=10_000) as server, client(server) as http:
        with server.connect() as connection:
            connection.sendall(head(30 * 2**20) + bytes(30 * 2**20))
            connection.sendall(head(len(BODY), "Connection: close") + BODY)
            text = answer(connection)[1]
        assert b" 413 " in text and b" 200 " in text  # and the connection goes on
        assert http.post(PREDICT, content=BODY).status_code == 200


def test_who_asks_before_sending_sends_nothing():
    with serving(max_body_bytes=10_000) as server, server.connect() as connection:
        connection.sendall(head(10**9, "Expect: 100-continue"))
        start = time.monotonic()
        status, text = answer(connection)
        assert status == 413 and b"100 Continue" not in text and time.monotonic() - start < 1.5


def test_a_bomb_is_not_unpacked():
    packer = zlib.compressobj(1, wbits=31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(50)) + packer.flush()
    assert len(bomb) < 300_000
    tracemalloc.start()
    with pytest.raises(ServingError, match="300000 bytes, unpacked"):
        gunzip(bomb, 300_000)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    with serving(max_body_bytes=300_000) as server, client(server) as http:
        found = http.post(PREDICT, content=bomb, headers={"Content-Encoding": "gzip"})
        assert found.status_code == 413
        twice = gzip.compress(b" " * 200_000) * 2  # each of its members is small enough
        assert http.post(
            PREDICT, content=twice, headers={"Content-Encoding": "gzip"}
        ).status_code == 413  # fmt: skip


@pytest.mark.parametrize("content, encoding, status, words", [
    (gzip.compress(BODY)[:-9], "gzip", 400, "cut off"),
    (BODY, "gzip", 400, "damaged"),
    (b"", "gzip", 400, "cut off"),
    (gzip.compress(BODY) + b"more", "gzip", 400, "damaged"),
    (BODY, "br", 415, "must be gzip or left out"),
    (gzip.compress(gzip.compress(BODY)), "gzip, gzip", 415, "must be gzip"),
    (gzip.compress(BODY[:9]) + gzip.compress(BODY[9:]), "GZIP", 200, ""),
    (BODY, "identity", 200, ""),
])  # fmt: skip
def test_encodings_of_a_body(limited, content, encoding, status, words):
    found = limited.post(PREDICT, content=content, headers={"Content-Encoding": encoding})
    assert found.status_code == status and words in found.json().get("error", "")


@pytest.fixture(scope="module")
def limited():
    with serving() as server, client(server) as made:
        yield made


def test_all_requests_together_have_an_end():
    with serving(held_bytes=50_000) as server, client(server) as http:
        with server.connect() as connection:
            connection.sendall(head(45_000) + bytes(40_000))
            until(lambda: server.app.state.room.taken == 40_000)
            found = http.post(PREDICT, content=BODY.ljust(20_000))
            assert found.status_code == 503 and found.headers["retry-after"] == "1"
            assert "Too many large requests" in found.json()["error"]
        until(lambda: server.app.state.room.taken == 0)
        assert http.post(PREDICT, content=BODY.ljust(20_000)).status_code == 200
        found = http.post(PREDICT, content=b"[" + b"[]," * 1000 + b"[]]")
        assert found.status_code == 413 and "too many values" in found.json()["error"]


@pytest.mark.parametrize("key", ["instances", "inputs"])
def test_too_many_rows_are_refused_before_any_is_made_an_array(limited, monkeypatch, key):
    def never(value, dtype):
        raise AssertionError("a million rows would take minutes")

    monkeypatch.setattr(tf_predict, "to_array", never)
    found = limited.post(PREDICT, json={key: [0.5] * 10_000})
    assert found.status_code == 400
    assert found.json()["error"] == "Task size 10000 is larger than maximum input batch size 4"


# Seconds


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


# Who asks


def test_a_token_is_asked_for_everywhere_but_at_probes():
    with serving(token="s3cret") as server, client(server) as http:
        right = {"Authorization": "Bearer s3cret"}
        for path in (MODEL, "/v2", "/v2/models/tiny", "/monitoring/prometheus/metrics", "/zzz"):
            for headers in ({}, {"Authorization": "Bearer s3cre"}, {"Authorization": "s3cret"},
                            {"Authorization": "Basic s3cret"},
                            {"Authorization": b"Bearer \xff\xfe"}):  # fmt: skip
                found = http.get(path, headers=headers)
                assert found.status_code == 401 and found.headers["www-authenticate"] == "Bearer"
                assert "s3cret" not in found.text
            assert http.get(path, headers=right).status_code != 401
        assert http.post(PREDICT, content=bytes(2**22)).status_code == 401
        lower = {"Authorization": "bearer s3cret"}
        assert http.post(PREDICT, content=BODY, headers=lower).status_code == 200
        for path in ("/livez", "/readyz", "/v2/health/live", "/v2/health/ready"):
            assert http.get(path).status_code == 200


def test_readiness_ends_before_the_server_does():
    with serving() as server, client(server) as http:
        assert http.get("/readyz").json() == {"ready": True}
        server.app.state.draining = True
        for path in ("/readyz", "/v2/health/ready"):
            assert http.get(path).status_code == 503
        assert http.get("/livez").status_code == 200
        assert http.post(PREDICT, content=BODY).status_code == 200


# Answers


def test_answers_are_packed_for_who_takes_them(limited):
    body = json.dumps(rows([[[0.5, 0.25, 0.125]] * 100] * 10))
    packed = limited.post(PREDICT, content=body, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert packed.headers["content-encoding"] == "gzip" and "Vary" in packed.headers
    assert int(packed.headers["content-length"]) < len(packed.content) / 5
    for accept in ("", "identity", "gzip;q=0", "gzip; q=0.0"):
        plain = limited.post(PREDICT, content=body, headers={"Accept-Encoding": accept})
        assert "content-encoding" not in plain.headers and plain.content == packed.content
    assert "content-encoding" not in limited.post(PREDICT, content=BODY).headers  # too small


def test_a_bug_is_logged_under_a_number_and_nothing_of_it_is_sent(caplog):
    class Broken(Tiny):
        def _floats(self, images):
            raise RuntimeError(f"{os.getcwd()}/secret is broken")

    caplog.set_level(logging.ERROR, "tfstyle.serving")
    with serving(Broken()) as server, client(server) as http:
        found = http.post(PREDICT, content=BODY)
        assert found.status_code == 500 and found.json() == {"error": "Internal error"}
        assert found.headers["x-error-id"] in caplog.text and "secret is broken" in caplog.text
        server.store.find = None  # a bug of the server itself
        assert http.post(PREDICT, content=BODY).json() == {"error": "Internal error"}
        assert http.get("/livez").status_code == 200


def test_metrics_count_what_happened():
    with serving() as server, client(server) as http:
        http.post(PREDICT, content=json.dumps(rows(PICTURE, PICTURE)))
        http.post(PREDICT, content=b"{}")
        http.post("/v1/models/made-up:predict", content=BODY)
        http.get("/v1/models/tiny/metadata")
        found = http.get("/monitoring/prometheus/metrics")
        assert found.headers["content-type"].startswith("text/plain; version=0.0.4")
        figures = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in parser.text_string_to_metric_families(found.text)
            for sample in family.samples
        }

    def figure(name, **labels):
        return figures[f"tfstyle_{name}", frozenset(labels.items())]

    asked = {"protocol": "tensorflow", "model": "tiny", "method": "predict"}
    assert figure("requests_total", **asked, status="200") == 1
    assert figure("requests_total", **asked, status="400") == 1
    assert figure("requests_total", **{**asked, "model": ""}, status="404") == 1
    assert figure("requests_total", **{**asked, "method": "metadata"}, status="200") == 1
    assert figure("request_seconds_count", **asked) == 2
    assert figure("request_bytes_sum", **asked) > 100
    assert figure("response_bytes_sum", **asked) > 100
    run = {"model": "tiny", "signature": "serving_default"}
    assert figure("pictures_total", **run) == 2
    assert figure("batch_pictures_bucket", **run, le="2.0") == 1
    assert figure("batch_pictures_bucket", **run, le="1.0") == 0
    assert figure("queue_seconds_count", **run) == figure("model_seconds_count", **run) == 1
    assert figure("queue_length", model="tiny", version="1") == 0
    assert "made-up" not in found.text


def test_settings_are_checked():
    from tfstyle.serving.settings import Settings

    with pytest.raises(ValueError, match="seconds must be positive"):
        Settings(seconds=0)
    for token in ("", "é"):
        with pytest.raises(ValueError, match="token must be ASCII and not empty"):
            Settings(token=token)
    assert "s3cret" not in repr(Settings(token="s3cret"))
