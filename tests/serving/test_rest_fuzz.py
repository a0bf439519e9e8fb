"""Whatever is sent, the server says what it thinks of it, and serves on."""

import gzip
import json

import pytest

from tests.optional import need
from tests.serving.contract_rest import DOT, PREDICT, rows
from tests.serving.servers import serving

httpx = need("httpx")
hypothesis = need("hypothesis")
for package in ("fastapi", "orjson", "prometheus_client", "uvicorn"):
    need(package)
st = hypothesis.strategies

INFER = "/v2/models/tiny/infer"
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(),
    st.just({"b64": "iVBORw0KGgo"}), st.builds(lambda text: {"b64": text}, st.text()),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=20,
)
KEYS = st.sampled_from(
    ["instances", "inputs", "signature_name", "images", "image_bytes", "b64", "outputs",
     "parameters", "id", "name", "shape", "datatype", "data", "binary_data_size", "zzz"]
)  # fmt: skip
NAMES = st.sampled_from(["serving_default", "serving_uint8", "serving_bytes"])
TENSORS = st.fixed_dictionaries({}, optional={
    "name": st.sampled_from(["images", "image_bytes"]) | VALUES,
    "datatype": st.sampled_from(["FP32", "UINT8", "BYTES", "FP16", "X"]) | VALUES,
    "shape": st.lists(st.integers(-1, 4), max_size=5) | VALUES,
    "data": VALUES,
    "parameters": st.dictionaries(
        st.sampled_from(["binary_data_size", "content_type", "binary_data"]),
        st.integers(-1, 99) | st.booleans() | st.just("base64") | VALUES,
    ),
})  # fmt: skip
REQUESTS = st.one_of(
    VALUES,
    st.dictionaries(KEYS, VALUES, max_size=5),
    st.fixed_dictionaries({"instances": VALUES}, optional={"signature_name": NAMES}),
    st.fixed_dictionaries({"inputs": st.lists(TENSORS, max_size=3)}, optional={
        "outputs": st.lists(TENSORS, max_size=2), "id": VALUES,
        "parameters": st.dictionaries(
            st.sampled_from(["signature_name", "binary_data_output"]), NAMES | VALUES
        ),
    }),
)  # fmt: skip
SETTINGS = hypothesis.settings(
    deadline=None, max_examples=40,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture(scope="module")
def client():
    with serving() as server, httpx.Client(base_url=server.url, trust_env=False) as made:
        yield made


def check(answer):
    assert answer.status_code < 500 or answer.status_code == 501, answer.text
    if answer.headers["content-type"] == "application/octet-stream":
        return
    found = json.loads(answer.content)
    if answer.status_code == 200:
        assert set(found) & {"predictions", "outputs"}
    else:
        assert list(found) == ["error"] and found["error"] and len(found["error"]) < 1000


@SETTINGS
@hypothesis.given(path=st.sampled_from([PREDICT, INFER]), request=REQUESTS)
def test_any_json(client, path, request):
    check(client.post(path, content=json.dumps(request).encode()))


@SETTINGS
@hypothesis.given(
    path=st.sampled_from([PREDICT, INFER]), body=st.binary(max_size=200), cut=st.integers(0, 200),
    head=st.none() | st.integers(-2, 300).map(str) | st.text("0123456789x.-", max_size=25),
)  # fmt: skip
def test_any_bytes(client, path, body, cut, head):
    whole = json.dumps({
        "inputs": [{"name": "images", "shape": [1, 1, 1, 3], "datatype": "UINT8",
                    "parameters": {"binary_data_size": 3}}],
        "parameters": {"signature_name": "serving_uint8"},
    }).encode()  # fmt: skip
    headers = {} if head is None else {"Inference-Header-Content-Length": head}
    for content in (body, whole[:cut] + body, whole + body):
        check(client.post(path, content=content, headers=headers))


@SETTINGS
@hypothesis.given(cut=st.integers(0, 60), place=st.integers(0, 59), byte=st.integers(0, 255))
def test_damaged_gzip(client, cut, place, byte):
    packed = bytearray(gzip.compress(json.dumps(rows(DOT)).encode()))
    packed[place % len(packed)] = byte
    headers = {"Content-Encoding": "gzip"}
    check(client.post(PREDICT, content=bytes(packed), headers=headers))
    check(client.post(PREDICT, content=bytes(packed[:cut]), headers=headers))


def test_it_serves_on(client):
    assert client.post(PREDICT, json=rows(DOT)).status_code == 200
