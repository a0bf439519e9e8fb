"""Which pages may ask from a browser: those that are named, and nobody by default."""

import pytest

from tests.optional import need
from tests.serving.contract_rest import DOT, PREDICT, rows
from tests.serving.plain_http import client
from tests.serving.servers import serving
from tfstyle.serving.settings import Settings

for package in ("fastapi", "httpx", "orjson", "prometheus_client", "uvicorn"):
    need(package)

PAGE = "https://gallery.example"
ASKING = {
    "Origin": PAGE, "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,inference-header-content-length",
}  # fmt: skip


def test_nobody_by_default():
    with serving() as server, client(server) as http:
        for answer in (http.options(PREDICT, headers=ASKING),
                       http.post(PREDICT, json=rows(DOT), headers={"Origin": PAGE})):  # fmt: skip
            assert not any(name.startswith("access-control") for name in answer.headers)


def test_a_page_that_is_named_may():
    with (
        serving(cors_origins=(PAGE, "http://localhost:5173"), token="s3cret") as server,
        client(server) as http,
    ):
        asked = http.options(PREDICT, headers=ASKING)  # without the token: browsers send none
        assert asked.status_code == 200
        assert asked.headers["access-control-allow-origin"] == PAGE
        assert "POST" in asked.headers["access-control-allow-methods"]
        for name in ("Authorization", "Content-Type", "Inference-Header-Content-Length"):
            assert name in asked.headers["access-control-allow-headers"]
        at_home = {**ASKING, "Access-Control-Request-Private-Network": "true"}
        assert http.options(PREDICT, headers=at_home).status_code == 200
        headers = {"Origin": PAGE, "Authorization": "Bearer s3cret"}
        for status, told in [
            (200, http.post(PREDICT, json=rows(DOT), headers=headers)),
            (401, http.post(PREDICT, json=rows(DOT), headers={"Origin": PAGE})),
            (404, http.post("/v1/models/nope:predict", json=rows(DOT), headers=headers)),
        ]:
            assert told.status_code == status
            assert told.headers["access-control-allow-origin"] == PAGE
            assert "Retry-After" in told.headers["access-control-expose-headers"]
            assert "Origin" in told.headers["vary"]
            assert "access-control-allow-credentials" not in told.headers


@pytest.mark.parametrize("origin", ["https://gallery.example.evil", "http://gallery.example",
                                    "https://gallery.example:8443", "null"])  # fmt: skip
def test_another_page_may_not(origin):
    with serving(cors_origins=(PAGE,)) as server, client(server) as http:
        asked = http.options(PREDICT, headers={**ASKING, "Origin": origin})
        assert asked.status_code == 400
        answer = http.post(PREDICT, json=rows(DOT), headers={"Origin": origin})
        for told in (asked, answer):
            assert "access-control-allow-origin" not in told.headers


def test_every_page_where_there_is_no_token():
    with serving(cors_origins=("*",)) as server, client(server) as http:
        answer = http.post(PREDICT, json=rows(DOT), headers={"Origin": "null"})
        assert answer.headers["access-control-allow-origin"] == "*"
    with pytest.raises(ValueError, match=r"origin \* is every page .* not for every page"):
        Settings(cors_origins=("*",), token="s3cret")
    with pytest.raises(ValueError, match="not for every page"):
        Settings(cors_origins=(PAGE, "*"), token="s3cret")


@pytest.mark.parametrize(
    "origin",
    ["gallery.example", "https://gallery.example/", "https://Gallery.example", "ftp://x", "null",
     "", "https://gallery.example:443", "http://x:80", "https://*.example", "https://a b",
     "https://gallery.example\n"],
)  # fmt: skip
def test_what_is_no_origin_is_said(origin):
    with pytest.raises(ValueError, match="An origin is http:// or https:// and a host"):
        Settings(cors_origins=(origin,))


def test_addresses_are_origins():
    Settings(cors_origins=("http://127.0.0.1:8080", "http://[::1]:3000", "https://a-b.example:8443"))
    with pytest.raises(ValueError, match="a sequence"):
        Settings(cors_origins=PAGE)
