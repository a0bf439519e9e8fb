"""Versions, labels and states of a model over REST, while they change."""

import logging

import pytest

from tests.optional import need
from tests.serving.contract_rest import DOT, MODEL, PREDICT, rows
from tests.serving.fakes import Half
from tests.serving.servers import serving
from tests.serving.test_store import Shelf
from tfstyle.serving.signature import Signature, TensorInfo

httpx = need("httpx")
for package in ("fastapi", "orjson", "prometheus_client", "uvicorn"):
    need(package)


@pytest.fixture
def shelf():
    made = Shelf()
    made.name = "tiny"
    return made


@pytest.fixture
def server(shelf):
    with serving(sources=[shelf]) as made:
        yield made


@pytest.fixture
def client(server):
    with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as made:
        yield made


def value(client, path=PREDICT):
    return client.post(path, json=rows(DOT)).json()["predictions"][0][0][0][0]


def states(client, path=MODEL):
    return [
        (one["version"], one["state"], one["status"]["error_code"])
        for one in client.get(path).json()["model_version_status"]
    ]


def test_before_a_model_is_loaded(client):
    assert client.get("/livez").status_code == 200
    for path in ("/readyz", "/v2/health/ready"):
        assert client.get(path).status_code == 503
    assert client.post(PREDICT, json=rows(DOT)).status_code == 404
    assert client.get("/v2/models/tiny/ready").status_code == 404
    assert client.get("/monitoring/prometheus/metrics").status_code == 200


def test_versions_take_over_break_and_end(server, client, shelf, caplog):
    caplog.set_level(logging.CRITICAL, "tfstyle.serving")
    shelf.put(1, Half())
    server.store.look()
    assert value(client) == 0.25 and client.get("/readyz").status_code == 200
    shelf.put(2, None)
    server.store.look()
    assert states(client) == [("2", "END", "INTERNAL"), ("1", "AVAILABLE", "OK")]
    assert "/secret" not in client.get(MODEL).text
    assert value(client) == 0.25
    assert client.get("/v2/models/tiny/versions/2/ready").json() == {"name": "tiny", "ready": False}
    assert client.get("/v2/models/tiny").json()["versions"] == ["1"]
    shelf.put(2, Half(1.0), content="whole")
    server.store.look()
    assert states(client) == [("2", "AVAILABLE", "OK"), ("1", "END", "OK")]
    assert value(client) == value(client, f"{MODEL}/versions/2:predict") == 0.5
    answer = client.post(f"{MODEL}/versions/1:predict", json=rows(DOT))
    assert answer.status_code == 404
    assert answer.json()["error"] == "Servable not found for request: Specific(tiny, 1)"
    assert states(client, f"{MODEL}/versions/1") == [("1", "END", "OK")]


def test_labels(server, client, shelf):
    shelf.put(1, Half())
    shelf.there[2] = 0
    shelf.models[2] = Half(1.0)
    server.store.look()
    assert value(client) == 0.5 and value(client, f"{MODEL}/LABELS/stable:predict") == 0.25
    assert states(client, f"{MODEL}/labels/stable") == [("1", "AVAILABLE", "OK")]
    data = client.get(f"{MODEL}/labels/stable/metadata").json()
    assert data["model_spec"]["version"] == "1"
    for path in (f"{MODEL}/labels/canary", f"{MODEL}/labels/canary/metadata"):
        answer = client.get(path)
        assert answer.status_code == 400
        assert answer.json()["error"] == "Unrecognized servable version label: canary"


def test_several_inputs_and_outputs_go_by_their_names(server, client, shelf):
    model = Half()
    shapes = {"images": (None, None, None, 3), "direction": (None,)}
    inputs = {
        "images": TensorInfo("images", "float32", shapes["images"]),
        "direction": TensorInfo("direction", "string", shapes["direction"]),
    }
    outputs = {
        "stylized": TensorInfo("stylized", "float32", shapes["images"]),
        "way": TensorInfo("way", "string", shapes["direction"]),
    }

    def run(arrays):
        return {"stylized": arrays["images"], "way": arrays["direction"]}

    model.signatures["serving_default"] = Signature("serving_default", inputs, outputs, run)
    shelf.put(1, model)
    server.store.look()
    items = [{"images": DOT, "direction": way} for way in ("a2b", "b2a")]
    assert client.post(PREDICT, json=rows(*items)).json() == {
        "predictions": [{"stylized": DOT, "way": item["direction"]} for item in items]
    }
    columns = {"inputs": {"images": [DOT, DOT], "direction": ["a2b"]}}
    answer = client.post(PREDICT, json=columns)  # one direction for all pictures
    assert answer.json() == {"outputs": {"stylized": [DOT, DOT], "way": ["a2b"]}}
    for body, words in [
        (rows(DOT), "expecting list of objects as multiple input tensors required"),
        ({"inputs": [DOT]}, "expecting an object as multiple input tensors required"),
        (rows({"images": DOT}), "keys must be equal to: direction,images"),
        ({"inputs": {"images": [DOT]}}, "Missing named input: direction in 'inputs' object."),
        (rows({"images": DOT, "direction": 5}),
         "Failed to process element: 0 key: direction of 'instances' list. Error: "
         "INVALID_ARGUMENT: JSON Value: 5 Type: Number is not of expected type: string"),
    ]:  # fmt: skip
        answer = client.post(PREDICT, json=body)
        assert answer.status_code == 400 and words in answer.json()["error"]
    # An output that has not a row for each picture cannot go by rows.
    uneven = {**rows(*items)}
    model.signatures["serving_default"] = Signature(
        "serving_default", inputs, outputs,
        lambda arrays: {"stylized": arrays["images"], "way": arrays["direction"][:1]},
    )  # fmt: skip
    answer = client.post(PREDICT, json=uneven)
    assert answer.status_code == 400 and "inconsistent batch size: 1" in answer.json()["error"]


def test_tensorflow_reads_the_signatures():
    from google.protobuf import json_format
    from tensorflow.core.framework import types_pb2
    from tensorflow.core.protobuf import meta_graph_pb2

    from tfstyle.serving.tf_metadata import data_type, signature_def

    for signature in Half().signatures.values():
        read = json_format.ParseDict(signature_def(signature), meta_graph_pb2.SignatureDef())
        (given,) = read.inputs.values()
        assert types_pb2.DataType.Name(given.dtype) in ("DT_FLOAT", "DT_UINT8", "DT_STRING")
        assert [side.size for side in given.tensor_shape.dim] in ([-1, -1, -1, 3], [-1])
        # What the JSON says is all that protobuf would print of it.
        assert json_format.MessageToDict(
            read, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
        )["outputs"] == signature_def(signature)["outputs"]  # fmt: skip
    names = set(types_pb2.DataType.keys())
    dtypes = ("float16", "float32", "float64", "int8", "uint8", "int16", "uint16", "int32",
              "uint32", "int64", "uint64", "bool", "string", "bfloat16", "complex64")  # fmt: skip
    assert {data_type(dtype) for dtype in dtypes} <= names
