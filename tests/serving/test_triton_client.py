"""NVIDIA's client for the Open Inference Protocol finds here what it finds with Triton."""

import itertools

import numpy as np
import pytest

from tests.optional import need
from tests.serving.servers import PNG, serving

triton = need("tritonclient.http")
for package in ("fastapi", "httpx", "orjson", "prometheus_client", "uvicorn"):
    need(package)


@pytest.fixture(scope="module")
def client():
    with serving() as server:
        made = triton.InferenceServerClient(server.url.removeprefix("http://"))
        yield made
        made.close()


def test_probes_and_metadata(client):
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("tiny")
    assert client.is_model_ready("tiny", "1") and not client.is_model_ready("nope")
    assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
    assert client.get_model_metadata("tiny")["inputs"][0]["shape"] == [-1, -1, -1, 3]


@pytest.mark.parametrize(
    "sent, wanted, packing", itertools.product([True, False], [True, False, None], [None, "gzip"])
)
def test_pictures(client, sent, wanted, packing):
    pictures = np.random.default_rng(0).random((2, 8, 8, 3), "float32")
    given = triton.InferInput("images", pictures.shape, "FP32")
    given.set_data_from_numpy(pictures, binary_data=sent)
    asked = None if wanted is None else [triton.InferRequestedOutput("stylized", wanted)]
    result = client.infer(
        "tiny", [given], outputs=asked, request_id="7", request_compression_algorithm=packing,
        response_compression_algorithm=packing,
    )  # fmt: skip
    np.testing.assert_array_equal(result.as_numpy("stylized"), pictures / 2)
    assert result.get_response()["id"] == "7"


def test_files(client):
    files = np.array([PNG + bytes(range(256)), PNG], object)
    given = triton.InferInput("image_bytes", [2], "BYTES")
    given.set_data_from_numpy(files)
    result = client.infer("tiny", [given], parameters={"signature_name": "serving_bytes"})
    found = [bytes(file) for file in result.as_numpy("stylized_bytes")]
    assert found == [file[::-1] for file in files]


def test_errors_are_read(client):
    given = triton.InferInput("zzz", [1, 1, 1, 3], "FP32")
    given.set_data_from_numpy(np.zeros((1, 1, 1, 3), "float32"))
    for model, words in (("nope", "Servable not found"), ("tiny", 'has no input "zzz"')):
        with pytest.raises(Exception, match=words) as error:
            client.infer(model, [given])
        assert type(error.value).__name__ == "InferenceServerException"
