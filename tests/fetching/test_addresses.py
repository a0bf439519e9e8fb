"""What is fetched from: public hosts over http and https, whatever a file or a server says."""

import http.server
import socket
import threading

import pytest

from tfstyle.errors import OfflineError
from tfstyle.fetching.addresses import check_address, open_url


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("TFSTYLE_LOCAL_HOSTS", raising=False)


@pytest.fixture
def server():
    """A server on this machine that counts, and sends on to `leads_to` if that is set."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            self.send_response(302 if self.server.leads_to else 200)
            if self.server.leads_to:
                self.send_header("Location", self.server.leads_to)
            self.end_headers()
            self.wfile.write(b"weights")

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.leads_to = [], None
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "file:///dev/zero", "ftp://example.org/x", "data:,x", "x", "//host/x",
        "http://", "http://[bad/x", "http://localhost/x", "HTTP://LOCALHOST:80/x",
        "http://127.0.0.1/x", "https://127.8.8.8:8000/x", "http://[::1]/x",
        "http://[::ffff:127.0.0.1]/x", "http://10.1.2.3/x", "http://192.168.0.1/x",
        "http://169.254.169.254/latest/meta-data", "http://0.0.0.0/x", "http://[fe80::1%25eth0]/x",
        "http://224.0.0.1/x", "http://user@127.0.0.1/x",
    ],
)  # fmt: skip
def test_other_schemes_and_local_addresses_are_refused(url):
    with pytest.raises(OfflineError, match=r"only https and http|nothing is fetched from"):
        check_address(url)


@pytest.mark.parametrize("url", ["https://example.org/x", "http://93.184.216.34/x"])
def test_public_addresses_are_not(url):
    assert check_address(url) in ("example.org", "93.184.216.34")


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "models.example.org"])
def test_a_name_of_this_computer_is_never_asked(server, monkeypatch, host):
    local = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.server_port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: local)
    with pytest.raises(OfflineError, match=r"own network.*TFSTYLE_LOCAL_HOSTS"):
        open_url(f"http://{host}:{server.server_port}/x", 5)
    assert server.asked == []


def test_nor_one_that_leads_to_it_the_second_time(server, monkeypatch):
    there = iter(["93.184.216.34", "127.0.0.1"])

    def lookup(*_, **__):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(there), server.server_port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(OfflineError, match="own network"):
        open_url(f"http://models.example.org:{server.server_port}/x", 5)
    assert next(there, None) is None and server.asked == []


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://example.org/x", "http://10.0.0.1/x", "http://localhost/x"]
)
def test_a_redirect_leads_nowhere_else(server, monkeypatch, to):
    monkeypatch.setenv("TFSTYLE_LOCAL_HOSTS", "127.0.0.1")
    server.leads_to = to
    with pytest.raises(OSError, match=r"known|nothing is fetched|not allowed"):
        open_url(f"http://127.0.0.1:{server.server_port}/x", 5)
    assert server.asked == ["/x"]


def test_a_mirror_of_the_local_network_is_asked_if_it_is_named(server, monkeypatch):
    monkeypatch.setenv("TFSTYLE_LOCAL_HOSTS", "models.intranet, 127.0.0.1")
    with open_url(f"http://127.0.0.1:{server.server_port}/x", 5) as answer:
        assert answer.read() == b"weights"
