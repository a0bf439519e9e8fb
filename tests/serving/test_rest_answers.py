"""Who is answered, and what an answer holds: tokens, readiness, gzip, bugs, metrics, settings."""

import json
import logging
import os

import pytest

from tests.optional import need
from tests.serving.contract_rest import MODEL, PICTURE, PREDICT, rows
from tests.serving.plain_http import BODY, client
from tests.serving.servers import Tiny, serving

parser = need("prometheus_client.parser")
for package in ("fastapi", "httpx", "orjson", "uvicorn"):
    need(package)


@pytest.fixture(scope="module")
def limited():
    with serving() as server, client(server) as made:
        yield made


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
