"""TensorFlow Serving's REST contract, by the embedded server, and by a real one if there is one."""

import contextlib
import gzip
import json
import math
import os

import numpy as np
import pytest

from tests.optional import need
from tests.serving.contract_rest import (
    DOT,
    ERRORS,
    LEVELS,
    MODEL,
    PICTURE,
    PREDICT,
    b64,
    rows,
    said,
)  # fmt: skip
from tests.serving.servers import PNG, Server, serving

httpx = need("httpx")
for package in ("fastapi", "orjson", "prometheus_client", "uvicorn"):
    need(package)

URL = os.environ.get("TFSTYLE_TF_SERVING_URL", "")


@pytest.fixture(scope="module", params=["embedded", "real"] if URL else ["embedded"])
def server(request):
    real = request.param == "real"
    with contextlib.nullcontext(Server(URL, real=True)) if real else serving() as made:
        yield made


@pytest.fixture(scope="module")
def client(server):
    with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as made:
        yield made


@pytest.mark.skipif(
    not URL, reason="TFSTYLE_TF_SERVING_URL names a TensorFlow Serving with the model tiny"
)
def test_a_real_server_runs_every_case_of_this_file(client):
    assert client.get(MODEL).status_code == 200


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case.name)
def test_what_cannot_be_answered_is_told_in_the_servers_words(server, client, case):
    if server.real and case.embedded:
        pytest.skip("the real server is different here, or needs settings of its own")
    answer = client.request(case.verb, case.path, content=case.content)
    assert answer.status_code == case.status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    ((key, text),) = answer.json().items()
    assert key == "error" and said(case.error) in said(text) and len(text) < 600


def test_rows_go_back_as_rows(client):
    answer = client.post(PREDICT, json=rows(PICTURE, PICTURE))
    assert answer.status_code == 200 and list(answer.json()) == ["predictions"]
    assert np.shape(answer.json()["predictions"]) == (2, 4, 4, 3)
    named = client.post(PREDICT, json=rows({"images": PICTURE}, signature_name="serving_default"))
    assert named.json()["predictions"] == answer.json()["predictions"][:1]


def test_columns_go_back_as_columns(client):
    answers = [
        client.post(PREDICT, json={"inputs": inputs})
        for inputs in ([PICTURE], {"images": [PICTURE]})
    ]
    assert answers[0].json() == answers[1].json() and list(answers[0].json()) == ["outputs"]
    assert np.shape(answers[0].json()["outputs"]) == (1, 4, 4, 3)


def test_the_embedded_servers_numbers(server, client):
    if server.real:
        pytest.skip("another model")
    out = client.post(PREDICT, json=rows(PICTURE)).json()["predictions"]
    np.testing.assert_array_equal(out, np.array([PICTURE]) / 2)
    answer = client.post(PREDICT, json=rows(LEVELS, signature_name="serving_uint8"))
    np.testing.assert_array_equal(answer.json()["predictions"], np.array([LEVELS]) // 2)
    assert b"0.1]" in client.post(PREDICT, json=rows([[[0.2, 0.2, 0.2]]])).content


def test_files_are_base64(server, client):
    file = PNG + b"\x00\x01"
    sent = b64(file)
    answer = client.post(PREDICT, json=rows(sent, signature_name="serving_bytes"))
    if server.real:
        pytest.skip("a real model wants a whole picture: see the gRPC and client tests")
    assert answer.json() == {"predictions": [b64(file[::-1])]}
    bare = {"b64": sent["b64"].rstrip("=")}
    for inputs in ([bare], {"image_bytes": [bare]}):
        body = {"inputs": inputs, "signature_name": "serving_bytes"}
        assert client.post(PREDICT, json=body).json() == {"outputs": [b64(file[::-1])]}


def test_nan_and_infinity_go_both_ways(server, client):
    if not server.real:  # the fake's own check lets them through
        body = b'{"instances": [[[[NaN, -Infinity, 0.5]]]]}'
        answer = client.post(PREDICT, content=body)
        assert answer.content == b'{"predictions":[[[[NaN,-Infinity,0.25]]]]}'
        (((pixel,),),) = json.loads(answer.content)["predictions"]
        assert math.isnan(pixel[0]) and pixel[1:] == [-math.inf, 0.25]
    assert client.post(PREDICT, content=b'{"instances": [NaN]}').status_code == 400


def test_paths_are_read_in_any_case(client):
    assert client.post("/V1/MODELS/tiny:PREDICT", json=rows(DOT)).status_code == 200
    assert client.get("/v1/Models/tiny/VERSIONS/1").status_code == 200
    assert client.get("/v1/models/TINY").status_code == 404  # names keep theirs
    assert client.get("/v1/models/t%69ny?x=1").status_code == 200


def test_a_version_may_be_named(client):
    assert client.post(f"{MODEL}/versions/1:predict", json=rows(DOT)).status_code == 200


def test_gzip_is_unpacked(client):
    body = gzip.compress(json.dumps(rows(PICTURE)).encode())
    answer = client.post(PREDICT, content=body, headers={"Content-Encoding": "gzip"})
    assert np.shape(answer.json()["predictions"]) == (1, 4, 4, 3)


def test_the_content_type_does_not_matter(client):
    for kind in ("application/x-www-form-urlencoded", "text/plain", "image/png; charset=no", ""):
        answer = client.post(
            PREDICT, content=json.dumps(rows(DOT)), headers={"Content-Type": kind}
        )
        assert answer.status_code == 200, kind


def test_the_status_of_versions(client):
    status = client.get(MODEL)
    assert status.json() == client.get(f"{MODEL}/versions/1").json() == {
        "model_version_status": [{
            "version": "1", "state": "AVAILABLE",
            "status": {"error_code": "OK", "error_message": ""},
        }]
    }  # fmt: skip


def test_metadata_as_protobuf_prints_it(client):
    data = client.get(f"{MODEL}/metadata").json()
    assert data["model_spec"] == {"name": "tiny", "signature_name": "", "version": "1"}
    signatures = data["metadata"]["signature_def"]["signature_def"]
    assert {"serving_default", "serving_uint8", "serving_bytes"} <= set(signatures)
    given = signatures["serving_default"]["inputs"]["images"]
    assert given.pop("name") and given == {
        "dtype": "DT_FLOAT",
        "tensor_shape": {
            "dim": [{"size": size, "name": ""} for size in ("-1", "-1", "-1", "3")],
            "unknown_rank": False,
        },
    }
    assert signatures["serving_bytes"]["outputs"]["stylized_bytes"]["dtype"] == "DT_STRING"
    assert signatures["serving_uint8"]["method_name"] == "tensorflow/serving/predict"


def test_another_path_is_a_page(client):
    answer = client.get("/somewhere")
    assert answer.status_code == 404 and answer.headers["content-type"].startswith("text/html")
