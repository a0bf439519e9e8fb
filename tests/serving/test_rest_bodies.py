"""Bodies of requests: how large, how packed, how many at a time."""

import gzip
import time
import tracemalloc
import zlib

import pytest

from tests.optional import need
from tests.serving.contract_rest import PREDICT
from tests.serving.plain_http import BODY, answer, client, head
from tests.serving.servers import serving, until
from tfstyle.serving.problems import ServingError

for package in ("fastapi", "httpx", "orjson", "prometheus_client", "uvicorn"):
    need(package)

from tfstyle.serving import tf_predict  # noqa: E402
from tfstyle.serving.bodies import gunzip  # noqa: E402


def chunks(count, size=1000):
    yield from (b" " * size for _ in range(count))


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
], ids=["cut", "plain", "empty", "longer", "other", "twice", "members", "identity"])  # fmt: skip
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
