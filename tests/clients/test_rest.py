"""The REST client against a server that answers by the contract, and against worse ones."""

import json
import socket
import time

import numpy as np
import pytest

from tests.clients.servers import Papers, answering, refusal
from tests.optional import need
from tfstyle.clients import rest
from tfstyle.clients.patience import seconds
from tfstyle.errors import RemoteError

need("httpx")


@pytest.fixture
def papers():
    return Papers()


@pytest.fixture
def url(papers):
    with answering(papers) as url:
        yield url


FLOATS = np.linspace(0, 1, 24, dtype="float32").reshape(2, 4, 3)
both = pytest.mark.parametrize("protocol", ["v1", "v2"])


@both
def test_the_bytes_of_a_file(url, papers, protocol, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\0jpeg")
    for picture in (b"\xff\0jpeg", bytearray(b"\xff\0jpeg"), tmp_path / "photo.jpg",
                    str(tmp_path / "photo.jpg")):  # fmt: skip
        got = rest.translate(url, picture, model="half", protocol=protocol)
        assert got == b"gepj\0\xff"
    assert papers.asked[0][0] in ("/v1/models/half:predict", "/v2/models/half/infer")


@both
def test_arrays(url, protocol):
    levels = np.arange(24, dtype="uint8").reshape(2, 4, 3)
    for picture, expected in ((levels, levels // 2), (FLOATS, FLOATS / 2),
                              (FLOATS[:, ::-2], FLOATS[:, ::-2] / 2),
                              (FLOATS.astype("float64"), FLOATS / 2)):  # fmt: skip
        got = rest.translate(url + "/", picture, model="half", protocol=protocol)
        assert got.dtype == expected.dtype
        np.testing.assert_array_equal(got, expected)


@both
def test_a_direction_a_version_and_a_token(url, papers, protocol):
    papers.direction = "a2b"
    with pytest.raises(RemoteError, match="Missing named input: direction"):
        rest.translate(url, b"x", model="half", protocol=protocol)
    got = rest.translate(
        url, b"xy", model="half/ü", version=3, direction="a2b", token="s3cret", protocol=protocol
    )
    path, headers, _ = papers.asked[-1]
    assert got == b"yx" and headers["Authorization"] == "Bearer s3cret"
    assert path.startswith(f"/{protocol}/models/half%2F%C3%BC/versions/3")


def test_a_label(url, papers):
    rest.translate(url, b"xy", model="half", version="stable")
    assert papers.asked[0][0] == "/v1/models/half/labels/stable:predict"
    with pytest.raises(ValueError, match=r"no labels, only numbers. Received: 'stable'"):
        rest.translate(url, b"xy", model="half", version="stable", protocol="v2")


def test_what_is_no_picture_is_not_sent(url, papers, tmp_path):
    for picture, words in [
        (np.zeros((2, 2), "uint8"), r"\(H, W, C\). Received: \(2, 2\)"),
        (np.zeros((0, 2, 3), "uint8"), "Received"),
        (np.zeros((2, 2, 3), "int64"), "Received: int64"),
        (np.zeros((2, 2, 3), "uint16"), "Received: uint16"),
    ]:
        with pytest.raises(ValueError, match=words):
            rest.translate(url, picture, model="half")
    with pytest.raises(ValueError, match="Received: 'v3'"):
        rest.translate(url, b"x", model="half", protocol="v3")
    with pytest.raises(FileNotFoundError):
        rest.translate(url, tmp_path / "none.jpg", model="half")
    assert not papers.asked


@both
def test_a_refusal_has_the_servers_words_and_a_code(url, protocol):
    with pytest.raises(RemoteError, match=r"refused \(404\): Servable not found") as caught:
        rest.translate(url, b"x", model="nope", protocol=protocol)
    assert caught.value.code == "NOT_FOUND"


def test_a_signature_of_another_name(url):
    with pytest.raises(RemoteError, match='"mine" not found in signature def'):
        rest.translate(url, b"x", model="half", signature="mine")


@pytest.mark.parametrize(
    ("status", "content", "words", "code"),
    [
        (400, b'{"error": "bad"}', r"refused \(400\): bad", "INVALID_ARGUMENT"),
        (401, b'{"error": "token"}', r"401\): token", "UNAUTHENTICATED"),
        (413, b'{"error": "large"}', "large", "INVALID_ARGUMENT"),
        (504, b'{"error": "slow"}', "slow", "DEADLINE_EXCEEDED"),
        (502, b"<html>\x1b[31m", r"502\): Bad Gateway", "INTERNAL"),
        (500, b'{"error": ["x\\u001b[0m"]}', r"x\\x1b\[0m", "INTERNAL"),
        (302, b"", r"302\): Found", "INTERNAL"),
    ],
)
def test_other_refusals(url, papers, status, content, words, code):
    papers.first = [(status, {}, content)]
    with pytest.raises(RemoteError, match=words) as caught:
        rest.translate(url, b"x", model="half")
    assert caught.value.code == code and "\x1b" not in str(caught.value)


@both
@pytest.mark.parametrize(
    "content",
    [b"", b"no json", b"[]", b"{}", b"null", b'{"predictions": []}', b'{"predictions": [1, 2]}',
     b'{"predictions": [{"b64": "*"}]}', b'{"predictions": [{"b64": 3}]}',
     b'{"predictions": ["text"]}', b'{"predictions": [{"one": 1, "two": 2}]}',
     b'{"outputs": []}', b'{"outputs": [{"name": "x"}]}',
     b'{"outputs": [{"name": "x", "datatype": "FP32", "shape": [1],'
     b' "parameters": {"binary_data_size": 0}}]}'],
)  # fmt: skip
def test_an_answer_that_is_none_is_told(url, papers, protocol, content):
    headers = {"Inference-Header-Content-Length": str(len(content))}
    papers.first = [(200, headers, content)] * 2
    for picture in (b"x", FLOATS):
        with pytest.raises(RemoteError, match="what is no picture of this protocol"):
            rest.translate(url, picture, model="half", protocol=protocol)


@pytest.mark.parametrize("status", [429, 503])
def test_a_full_server_is_asked_again_when_it_says(url, papers, status):
    papers.first = [refusal(status, "full", **{"Retry-After": "0"}),
                    refusal(status, "full", **{"Retry-After": "1"})]  # fmt: skip
    start = time.monotonic()
    assert rest.translate(url, b"xy", model="half") == b"yx"
    assert len(papers.asked) == 3 and time.monotonic() - start >= 1


def test_patience_has_an_end(url, papers):
    full = refusal(429, "full", **{"Retry-After": "0"})
    papers.first = [full] * 9
    with pytest.raises(RemoteError, match=r"\(429\): full") as caught:
        rest.translate(url, b"xy", model="half", retries=2)
    assert len(papers.asked) == 3 and caught.value.code == "RESOURCE_EXHAUSTED"
    papers.first = [refusal(503, "full", **{"Retry-After": "3600"})]
    start = time.monotonic()
    with pytest.raises(RemoteError, match=r"\(503\): full"):
        rest.translate(url, b"xy", model="half", timeout=5)
    assert time.monotonic() - start < 4


def test_what_retry_after_says():
    dates = "Fri, 31 Dec 1999 23:59:59 GMT"
    assert [seconds(told) for told in ("0", "12", None, "", dates, "-1", "1e9", "²")] == [
        0, 12, 1, 1, 1, 1, 1, 1
    ]  # fmt: skip


def test_no_server_a_silent_one_and_no_address():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(RemoteError, match=r"did not answer within 0\.2 seconds") as caught:
            rest.translate(place, b"x", model="half", timeout=0.2)
        assert caught.value.code == "DEADLINE_EXCEEDED"
    with pytest.raises(RemoteError, match=r"Nothing answers at http.*8501 for REST") as caught:
        rest.translate(place, b"x", model="half")
    assert caught.value.code == "UNAVAILABLE"
    for address in ("127.0.0.1:8501", "ftp://x", "http://[", "http://", "http://x?y", ""):
        with pytest.raises(RemoteError, match="no address of HTTP"):
            rest.translate(address, b"x", model="half")


def test_a_connection_that_breaks():
    with socket.create_server(("127.0.0.1", 0)) as server:
        import threading

        def hang_up():
            connection, _ = server.accept()
            connection.recv(100)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(RemoteError, match=r"connection to .* broke"):
            rest.translate(f"http://127.0.0.1:{server.getsockname()[1]}", b"x", model="half")
        thread.join()


def test_the_models_of_a_server(url, papers):
    papers.names = ["other", "half", "half"]
    assert rest.models(url) == ["half", "other"]
    papers.names = []
    assert rest.models(url) == []
    papers.names = None
    for first in (None, refusal(400, "Malformed request"), (200, {}, b"<html>"), (200, {}, b"[1]"),
                  (200, {}, json.dumps([{"name": "no state"}]).encode())):  # fmt: skip
        papers.first = [first] if first else []
        with pytest.raises(RemoteError, match="does not list its models") as caught:
            rest.models(url)
        assert caught.value.code == "UNIMPLEMENTED"
