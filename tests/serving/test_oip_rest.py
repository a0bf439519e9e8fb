"""The Open Inference Protocol over REST: JSON and binary tensors, metadata, probes."""

import base64
import json
import struct

import numpy as np
import pytest

from tests.optional import need
from tests.serving.servers import PNG, serving

httpx = need("httpx")
for package in ("fastapi", "orjson", "prometheus_client", "uvicorn"):
    need(package)

MODEL = "/v2/models/tiny"
INFER = f"{MODEL}/infer"
HEADER = "Inference-Header-Content-Length"
FLOATS = (np.arange(2 * 4 * 4 * 3, dtype="float32") / 96).reshape(2, 4, 4, 3)


@pytest.fixture(scope="module")
def server():
    with serving() as made:
        yield made


@pytest.fixture(scope="module")
def client(server):
    with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as made:
        yield made


def tensor(array, **more):
    return {"name": "images", "shape": list(array.shape), "datatype": "FP32", **more}


def request(one, **more):
    return {"inputs": [one], **more}


def binary(client, head, *tails, **headers):
    """Send JSON with bytes behind it."""
    head = json.dumps(head).encode()
    return client.post(
        INFER, content=b"".join([head, *tails]), headers={HEADER: str(len(head)), **headers}
    )


def parts(answer):
    """Return the JSON of an answer, and the bytes behind it."""
    length = int(answer.headers[HEADER])
    return json.loads(answer.content[:length]), answer.content[length:]


@pytest.mark.parametrize("data", [FLOATS.ravel().tolist(), FLOATS.tolist()], ids=["flat", "nested"])
def test_tensors_in_json(client, data):
    answer = client.post(INFER, json=request(tensor(FLOATS, data=data), id="42"))
    found = answer.json()
    (output,) = found.pop("outputs")
    assert found == {"model_name": "tiny", "model_version": "1", "id": "42"}
    out = np.array(output.pop("data"), "float32")
    assert output == {"name": "stylized", "shape": [2, 4, 4, 3], "datatype": "FP32"}
    np.testing.assert_array_equal(out, FLOATS.ravel() / 2)


def test_tensors_as_bytes(client):
    sent = tensor(FLOATS, parameters={"binary_data_size": FLOATS.nbytes})
    wanted = {"name": "stylized", "parameters": {"binary_data": True}}
    answer = binary(client, request(sent, outputs=[wanted]), FLOATS.astype("<f4").tobytes())
    assert answer.headers["content-type"] == "application/octet-stream"
    head, tail = parts(answer)
    assert head["outputs"] == [{
        "name": "stylized", "shape": [2, 4, 4, 3], "datatype": "FP32",
        "parameters": {"binary_data_size": FLOATS.nbytes},
    }]  # fmt: skip
    np.testing.assert_array_equal(np.frombuffer(tail, "<f4"), FLOATS.ravel() / 2)


def test_all_outputs_as_bytes_unless_one_says_otherwise(client):
    sent = tensor(FLOATS, data=FLOATS.tolist())
    everything = {"parameters": {"binary_data_output": True}}
    assert parts(client.post(INFER, json=request(sent, **everything)))[1]
    named = {"outputs": [{"name": "stylized"}], **everything}
    assert parts(client.post(INFER, json=request(sent, **named)))[1]
    not_it = {"outputs": [{"name": "stylized", "parameters": {"binary_data": False}}], **everything}
    answer = client.post(INFER, json=request(sent, **not_it))
    assert HEADER not in answer.headers and answer.json()["outputs"][0]["data"]


def test_levels_by_the_signature_that_is_named(client):
    levels = np.arange(48, dtype="uint8").reshape(1, 4, 4, 3)
    sent = {"name": "images", "shape": [1, 4, 4, 3], "datatype": "UINT8"}
    which = {"parameters": {"signature_name": "serving_uint8", "binary_data_output": True}}
    answer = binary(
        client, request({**sent, "parameters": {"binary_data_size": 48}}, **which), levels.tobytes()
    )
    np.testing.assert_array_equal(np.frombuffer(parts(answer)[1], "uint8"), levels.ravel() // 2)


FILES = [PNG + b"one", PNG]


@pytest.mark.parametrize("how", ["content_type", "b64", "binary"])
def test_files(client, how):
    texts = [base64.b64encode(file).decode() for file in FILES]
    which = {"parameters": {"signature_name": "serving_bytes", "binary_data_output": True}}
    sent = {"name": "image_bytes", "shape": [2], "datatype": "BYTES"}
    tail = b"".join(struct.pack("<I", len(file)) + file for file in FILES)
    if how == "binary":
        sent["parameters"] = {"binary_data_size": len(tail)}
        answer = binary(client, request(sent, **which), tail)
    elif how == "b64":
        sent["data"] = [{"b64": text} for text in texts]
        answer = client.post(INFER, json=request(sent, **which))
    else:
        sent |= {"data": texts, "parameters": {"content_type": "base64"}}
        answer = client.post(INFER, json=request(sent, **which))
    assert parts(answer)[1] == b"".join(
        struct.pack("<I", len(file)) + file[::-1] for file in FILES
    ), answer.text


def test_files_in_a_json_answer_are_base64(client):
    sent = {"name": "image_bytes", "shape": [1], "datatype": "BYTES",
            "data": [{"b64": base64.b64encode(PNG).decode()}]}  # fmt: skip
    which = {"parameters": {"signature_name": "serving_bytes"}}
    (output,) = client.post(INFER, json=request(sent, **which)).json()["outputs"]
    assert output == {
        "name": "stylized_bytes", "shape": [1], "datatype": "BYTES",
        "parameters": {"content_type": "base64"}, "data": [base64.b64encode(PNG[::-1]).decode()],
    }  # fmt: skip


DOT = {"name": "images", "shape": [1, 1, 1, 3], "datatype": "FP32", "data": [0.5, 0.5, 0.5]}
BYTES = {"name": "image_bytes", "shape": [1], "datatype": "BYTES"}


@pytest.mark.parametrize("body, words", [
    (b"", "The document is empty"),
    (b"[]", "Is not object"),
    ({"inputs": 5}, "inputs must be a list of objects. Received: 5"),
    ({"inputs": []}, "serving_default takes images. Received: nothing"),
    (request({**DOT, "name": "zzz"}), 'serving_default has no input "zzz", but images.'),
    ({"inputs": [DOT, DOT]}, "images is there twice"),
    (request({**DOT, "name": 5}), "name must be a string. Received: 5"),
    (request({"shape": [1]}), "name must be a string. Received: nothing"),
    (request({**DOT, "datatype": "FLOAT"}), "datatype must be one of BOOL"),
    (request({**DOT, "datatype": "FP64"}), "images is float32. Received: float64."),
    (request({**DOT, "shape": [1, 1, 3]}), "has shape (?, ?, ?, 3). Received: (1, 1, 3)"),
    (request({**DOT, "shape": [1, 2, 1, 3]}), "data has shape [3], and shape says [1, 2, 1, 3]."),
    (request({**DOT, "shape": [1, -1, 1, 3]}), "shape must be a list of sizes"),
    (request({**DOT, "shape": "1"}), "shape must be a list of sizes"),
    (request({**DOT, "shape": [2**40, 2**40, 1, 3]}), "shape must be a list of sizes"),
    (request({**DOT, "shape": [0, 1, 1, 3], "data": []}), "images has nothing in it"),
    (request({key: DOT[key] for key in ("name", "datatype", "data")}), "has no shape"),
    (request({key: DOT[key] for key in ("name", "datatype", "shape")}), "needs either data or"),
    (request({**DOT, "parameters": {"binary_data_size": 12}}), "needs either data or"),
    (request({**DOT, "parameters": 5}), "parameters must be an object"),
    (request({**DOT, "parameters": {"shared_memory_region": "x"}}), "Shared memory is not"),
    (request({**DOT, "data": [0.5, "a", 0.5]}), 'images: JSON Value: "a" Type: String'),
    (request(DOT, outputs=[{"name": "zzz"}]), 'has no output "zzz", but stylized.'),
    (request(DOT, outputs=[{"name": "stylized"}] * 2), "stylized is there twice"),
    (request(DOT, outputs=[{"name": "stylized", "parameters": {"binary_data": 1}}]),
     "binary_data must be true or false. Received: 1"),
    (request(DOT, id=5), "id must be a string. Received: 5"),
    (request(DOT, parameters={"signature_name": "zzz"}), 'name: "zzz" not found'),
    (request(DOT, parameters={"signature_name": None}), "signature_name must be a string"),
    (request({**BYTES, "data": ["?"], "parameters": {"content_type": "base64"}},
             parameters={"signature_name": "serving_bytes"}), "Unable to base64 decode"),
])  # fmt: skip
def test_what_is_wrong_is_named(client, body, words):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = client.post(INFER, content=content)
    assert answer.status_code == 400 and list(answer.json()) == ["error"]
    assert words in answer.json()["error"]


@pytest.mark.parametrize("one, tail, words", [
    ({"parameters": {"binary_data_size": 12}}, bytes(11), "is 12, and 11 bytes are left"),
    ({"parameters": {"binary_data_size": 12}}, bytes(13), "1 bytes behind the JSON belong to no"),
    ({"parameters": {"binary_data_size": -1}}, b"", "binary_data_size is -1"),
    ({"parameters": {"binary_data_size": True}}, b"", "must be a whole number. Received: true"),
    ({"parameters": {"binary_data_size": 8}}, bytes(8), "has 12 bytes"),
    ({**BYTES, "parameters": {"binary_data_size": 3}}, b"\1\0\0", "each after its length"),
    ({**BYTES, "parameters": {"binary_data_size": 4}}, b"\1\0\0\0", "each after its length"),
    ({**BYTES, "parameters": {"binary_data_size": 8}}, bytes(8), "1 strings, each after"),
    ({**BYTES, "parameters": {"binary_data_size": 0}}, b"", "1 strings, each after its length"),
])  # fmt: skip
def test_bytes_that_do_not_fit_are_named(client, one, tail, words):
    sent = {key: value for key, value in {**DOT, **one}.items() if key != "data"}
    name = "serving_bytes" if sent["datatype"] == "BYTES" else "serving_default"
    answer = binary(client, request(sent, parameters={"signature_name": name}), tail)
    assert answer.status_code == 400 and words in answer.json()["error"]


@pytest.mark.parametrize("length", ["-1", "x", "1.5", "99999", "9" * 30, "0"])
def test_a_wrong_header_length(client, length):
    answer = client.post(INFER, content=json.dumps(request(DOT)), headers={HEADER: length})
    assert answer.status_code == 400 and answer.json()["error"]


def test_metadata(client):
    assert client.get("/v2").json()["extensions"] == ["binary_tensor_data"]
    data = client.get(MODEL).json()
    assert data["name"] == "tiny" and data["versions"] == ["1"] and data["platform"]
    assert data["inputs"] == [{"name": "images", "datatype": "FP32", "shape": [-1, -1, -1, 3]}]
    assert data["outputs"] == [{"name": "stylized", "datatype": "FP32", "shape": [-1, -1, -1, 3]}]
    assert set(data["parameters"]["signatures"]) == {
        "serving_default", "serving_uint8", "serving_bytes",
    }  # fmt: skip
    files = client.get(f"{MODEL}/versions/1?signature_name=serving_bytes").json()
    assert files["inputs"] == [{"name": "image_bytes", "datatype": "BYTES", "shape": [-1]}]


def test_probes(server, client):
    assert client.get("/v2/health/live").json() == {"live": True}
    assert client.get("/v2/health/ready").json() == {"ready": True}
    assert client.get(f"{MODEL}/ready").json() == {"name": "tiny", "ready": True}
    assert client.get(f"{MODEL}/versions/1/ready").status_code == 200


@pytest.mark.parametrize("verb, path, status", [
    ("GET", "/v2/models/nope", 404), ("GET", "/v2/models/nope/ready", 404),
    ("GET", f"{MODEL}/versions/9", 404), ("GET", f"{MODEL}/versions/x/ready", 404),
    ("GET", f"{MODEL}/versions/{'9' * 30}", 404), ("POST", "/v2/models/nope/infer", 404),
    ("GET", INFER, 405), ("POST", MODEL, 405), ("POST", "/v2", 405), ("GET", "/v2/zzz", 404),
    ("GET", f"{MODEL}?signature_name=zzz", 400), ("GET", "/V2", 404),
])  # fmt: skip
def test_what_is_not_there(client, verb, path, status):
    assert client.request(verb, path).status_code == status


def test_the_models_there_are(client):
    everything = client.post("/v2/repository/index").json()
    assert {"name": "tiny", "state": "READY"}.items() <= everything[0].items()
    ready = client.post("/v2/repository/index", json={"ready": True}).json()
    assert [one["name"] for one in ready].count("tiny") == 1
    assert client.get("/v2/repository/index").status_code in (400, 405)
    for body in (b"[]", b"{", b'{"ready": 1}', b"[" * 100000):
        answer = client.post("/v2/repository/index", content=body)
        assert answer.status_code == 400 and "error" in answer.json()
