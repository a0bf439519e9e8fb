"""The gRPC client against the real server with fake models."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.optional import need
from tests.serving.channels import serving
from tests.serving.fakes import Half
from tests.serving.test_store import Shelf
from tfstyle.clients import grpc as client
from tfstyle.errors import RemoteError
from tfstyle.serving.batching import Limits
from tfstyle.serving.signature import TensorInfo
from tfstyle.serving.sources import Single

grpc = need("grpc")
FLOATS = np.linspace(0, 1, 24, dtype="float32").reshape(2, 4, 3)
both = pytest.mark.parametrize("protocol", ["v1", "v2"])


@pytest.fixture
def model():
    made = Half()
    yield made
    made.gate.set()


@pytest.fixture
def peer(model):
    with serving(Single("half", lambda: model, {"stable": 1})) as peer:
        yield peer


def at(peer):
    return f"127.0.0.1:{peer.port}"


@both
def test_files_and_arrays(peer, protocol, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\0jpeg")
    for picture in (b"\xff\0jpeg", tmp_path / "photo.jpg"):
        got = client.translate(at(peer), picture, model="half", protocol=protocol)
        assert got == b"gepj\0\xff"
    levels = np.arange(24, dtype="uint8").reshape(2, 4, 3)
    for picture, expected in ((levels, levels // 2), (FLOATS, FLOATS / 2)):
        got = client.translate(f"grpc://{at(peer)}/", picture, model="half", protocol=protocol)
        assert got.dtype == expected.dtype and got.flags.writeable
        np.testing.assert_array_equal(got, expected)


@both
def test_a_direction(peer, model, protocol):
    plain = model.signatures["serving_bytes"]
    model.signatures["serving_bytes"] = dataclasses.replace(
        plain, inputs={**plain.inputs, "direction": TensorInfo("direction", "string", (None,))},
        run=lambda arrays: {"stylized_bytes": arrays["image_bytes"] + arrays["direction"]},
    )  # fmt: skip
    got = client.translate(at(peer), b"x", model="half", direction="a2b", protocol=protocol)
    assert got == b"xa2b"
    with pytest.raises(RemoteError, match=r"takes image_bytes, direction. Received: image_bytes"):
        client.translate(at(peer), b"x", model="half", protocol=protocol)


def test_versions_and_labels(peer):
    for version in (1, "1", "stable"):
        assert client.translate(at(peer), b"xy", model="half", version=version) == b"yx"
    assert client.translate(at(peer), b"xy", model="half", version="1", protocol="v2") == b"yx"
    with pytest.raises(RemoteError, match=r"Specific\(half, 7\)"):
        client.translate(at(peer), b"xy", model="half", version=7)
    with pytest.raises(ValueError, match="no labels"):
        client.translate(at(peer), b"xy", model="half", version="stable", protocol="v2")


@both
def test_a_refusal_has_the_servers_words_and_a_code(peer, protocol):
    with pytest.raises(RemoteError, match=r"refused \(NOT_FOUND\): .*Latest\(nope\)") as caught:
        client.translate(at(peer), b"x", model="nope", protocol=protocol)
    assert caught.value.code == "NOT_FOUND"
    with pytest.raises(RemoteError, match=r"\[0, 1\]"):
        client.translate(at(peer), FLOATS * 2, model="half", protocol=protocol)
    with pytest.raises(RemoteError, match='"mine" not found'):
        client.translate(at(peer), b"x", model="half", signature="mine", protocol=protocol)


@both
def test_an_answer_of_another_kind_is_told(peer, model, protocol):
    plain = model.signatures["serving_default"]
    for outputs in ({"stylized": FLOATS[None].astype("float64")}, {"stylized": FLOATS[[0, 1]]},
                    {"one": FLOATS[None], "two": FLOATS[None]}):  # fmt: skip
        model.signatures["serving_default"] = dataclasses.replace(
            plain, run=lambda arrays, outputs=outputs: outputs
        )
        with pytest.raises(RemoteError, match="answered what is no picture"):
            client.translate(at(peer), FLOATS, model="half", protocol=protocol)
    # The wrong kind of signature for a picture is the server's to refuse.
    with pytest.raises(RemoteError, match=r"takes image_bytes. Received: images"):
        client.translate(at(peer), FLOATS, model="half", signature="serving_bytes")


def test_a_token(model):
    with serving(Single("half", lambda: model), token="s3cret") as peer:
        with pytest.raises(RemoteError, match=r"UNAUTHENTICATED.*authorization"):
            client.translate(at(peer), b"x", model="half")
        assert client.translate(at(peer), b"xy", model="half", token="s3cret") == b"yx"
        assert client.models(at(peer), token="s3cret") == ["half"]


def test_a_full_server_is_asked_again(model):
    with serving(Single("half", lambda: model), limits=Limits(seconds=10), calls=1) as peer:
        model.gate.clear()
        first = threading.Thread(
            target=client.translate, args=(at(peer), b"first"), kwargs={"model": "half"}
        )
        first.start()
        while not peer.store.find("half").batcher._busy:
            pass
        with pytest.raises(RemoteError, match=r"RESOURCE_EXHAUSTED.*1 calls") as caught:
            client.translate(at(peer), b"xy", model="half", retries=0)
        assert caught.value.code == "RESOURCE_EXHAUSTED"
        threading.Timer(0.3, model.gate.set).start()
        assert client.translate(at(peer), b"xy", model="half") == b"yx"
        first.join()


def test_time_size_and_address(peer, model):
    model.gate.clear()
    with pytest.raises(RemoteError, match=r"no answer within 0\.2 seconds") as caught:
        client.translate(at(peer), b"x", model="half", timeout=0.2)
    assert caught.value.code == "DEADLINE_EXCEEDED"
    model.gate.set()
    peer.server.stop(0).wait(5)
    with pytest.raises(RemoteError, match=r"Nothing answers at 127.*8500 for gRPC") as caught:
        client.translate(at(peer), b"x", model="half", timeout=5)
    assert caught.value.code == "UNAVAILABLE"
    for address in ("http://127.0.0.1:8501", "127.0.0.1", "", "a b:1"):
        with pytest.raises(RemoteError, match=r"no address of gRPC. One is 127"):
            client.translate(address, b"x", model="half")


def test_too_large_is_not_asked_again(model):
    with (
        serving(Single("half", lambda: model), max_bytes=1000) as peer,
        pytest.raises(RemoteError, match="larger than max"),
    ):
        client.translate(at(peer), b"x" * 2000, model="half", timeout=10)
    assert not model.calls


def test_the_models_of_a_server(peer):
    assert client.models(at(peer)) == ["half"]
    with serving(Shelf()) as empty:
        assert client.models(at(empty)) == []


def test_a_server_that_does_not_list_its_models():
    server = grpc.server(ThreadPoolExecutor(1))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with pytest.raises(RemoteError, match="does not list its models") as caught:
        client.models(f"127.0.0.1:{port}")
    assert caught.value.code == "UNIMPLEMENTED"
    server.stop(0).wait(5)
