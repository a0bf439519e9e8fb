"""The JavaScript client in a page of another origin than the server's, in a real browser."""

import contextlib
import functools
import http.server
import threading

import pytest

from tests.browser import Browser
from tests.clients.node import MODULE
from tests.optional import need
from tests.serving.servers import PNG, serving

for package in ("fastapi", "httpx", "orjson", "prometheus_client", "uvicorn"):
    need(package)

ASK = """import("./tfstyle.mjs").then(async ({ translate }) => {
  const png = Uint8Array.from(%r);
  const how = { model: "tiny", token: "s3cret", protocol: %r };
  try {
    return [...await translate(%r, new Blob([png]), how)];
  } catch (error) {
    return `${error.code} ${error.message}`;
  }
})"""


@contextlib.contextmanager
def page_of(folder):
    """Yield the origin of a server of files."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        extensions_map = {".mjs": "text/javascript", ".html": "text/html"}  # noqa: RUF012

        def log_message(self, *arguments):
            pass

    handler = functools.partial(Handler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.exhaustive
def test_a_page_of_an_origin_that_is_named_and_one_that_is_not(tmp_path):
    (tmp_path / "tfstyle.mjs").write_bytes(MODULE.read_bytes())
    (tmp_path / "index.html").write_text("<!doctype html><title>page</title>", "utf-8")
    with (
        page_of(tmp_path) as origin,
        serving(cors_origins=(origin,), token="s3cret") as server,
        serving(cors_origins=("https://gallery.example",), token="s3cret") as other,
        Browser() as browser,
    ):
        page = browser.open(f"{origin}/index.html")
        file = PNG + b"\xff\0\7"
        for protocol in ("v1", "v2"):
            assert page.evaluate(ASK % (list(file), protocol, server.url)) == list(file[::-1])
            # The answer's own header and words can be read, too.
            told = page.evaluate(ASK % (list(b"no"), protocol, server.url))
            assert told.startswith("INVALID_ARGUMENT ") and "Unknown image file" in told
        told = page.evaluate(ASK % (list(file), "v1", other.url))
        assert told.startswith("UNAVAILABLE Nothing answers at ")
        assert f"Does it let pages of {origin} ask (tfstyle serve --cors-origin)?" in told
        assert not other.model.calls
