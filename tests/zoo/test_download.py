"""Downloads: complete and correct, or not at all. The server is real, and on this machine."""

import hashlib
import http.server
import json
import threading
from pathlib import Path

import pytest

from tfstyle import presets
from tfstyle.errors import IntegrityError, OfflineError, StorageError
from tfstyle.zoo import download, from_preset, registry, show_preset


class Server:
    """Serves one file, and may lie about its length or content."""

    def __init__(self):
        self.content, self.length, self.requests, self.status = b"", None, 0, 200
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests += 1
                self.send_response(outer.status)
                self.send_header("Content-Length", str(outer.length or len(outer.content)))
                self.end_headers()
                self.wfile.write(outer.content)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/weights.h5"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("TFSTYLE_OFFLINE", raising=False)
    monkeypatch.setenv("TFSTYLE_LOCAL_HOSTS", "mirror.intranet, 127.0.0.1")
    server = Server()
    yield server
    server.close()


@pytest.fixture
def remote(tmp_path, monkeypatch, server):
    """A preset in the zoo whose weights are on the server."""
    from tests.zoo.test_zoo import save_tiny

    monkeypatch.setattr(registry, "PRESETS", tmp_path / "presets")
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path / "cache"))
    directory = tmp_path / "presets" / "far_away_64"
    save_tiny(directory)
    weights = directory / "model.weights.h5"
    server.content = weights.read_bytes()
    config = json.loads((directory / "config.json").read_text("utf-8"))
    config["remote"] = {
        "url": server.url, "size": len(server.content),
        "sha256": hashlib.sha256(server.content).hexdigest(),
    }
    (directory / "config.json").write_text(json.dumps(config), "utf-8")
    presets.write_checksums(directory)
    weights.unlink()
    return directory


def files(directory):
    return sorted(p.name for p in Path(directory).rglob("*") if p.is_file() and p.name != ".lock")


def test_weights_are_fetched_once_and_the_model_loads(remote, server, tmp_path):
    seen = []
    path = download("far_away_64", progress=lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == server.content
    assert path.is_relative_to(tmp_path / "cache")
    assert seen[-1] == (len(server.content), len(server.content))
    assert show_preset("far_away_64")["remote"]
    assert show_preset("far_away_64")["bytes"] == len(server.content)
    model = from_preset("far_away_64")
    assert model.directions == ("monet2photo", "photo2monet")
    assert download("far_away_64") == path
    assert server.requests == 1


def test_offline_names_the_file_to_provide(remote, server, tmp_path, monkeypatch):
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    with pytest.raises(OfflineError) as raised:
        from_preset("far_away_64")
    message = str(raised.value)
    place = message.split("put it at ")[1].split(" (SHA-256")[0]
    assert server.url in message and place.startswith(str(tmp_path / "cache"))
    assert server.requests == 0
    # Doing what the message says helps.
    Path(place).parent.mkdir(parents=True)
    Path(place).write_bytes(server.content)
    from_preset("far_away_64")


@pytest.mark.parametrize("fault", ["other content", "cut short", "not found", "gone"])
def test_a_failed_download_leaves_nothing(remote, server, tmp_path, fault):
    error = OfflineError
    if fault == "other content":
        server.content, error = b"x" + server.content[1:], IntegrityError
    elif fault == "cut short":
        server.length, server.content = len(server.content), server.content[:-1]
    elif fault == "not found":
        server.status = 404
    else:
        server.server.server_close()
    with pytest.raises(error, match=r"SHA-256 \w{64}"):
        download("far_away_64")
    assert files(tmp_path / "cache") == []


def test_a_damaged_cache_is_noticed(remote):
    path = download("far_away_64")
    path.write_bytes(path.read_bytes()[:-1])
    for use in (download, from_preset):
        with pytest.raises(IntegrityError, match="delete it"):
            use("far_away_64")


def test_two_at_once_fetch_once(remote, server):
    threads = [threading.Thread(target=download, args=("far_away_64",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.requests == 1


def test_a_cache_that_cannot_be_made_is_named(remote, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path / "file"))
    with pytest.raises(StorageError, match="TFSTYLE_CACHE"):
        download("far_away_64")


def test_what_ships_is_only_checked(tmp_path, monkeypatch):
    from tests.zoo.test_zoo import save_tiny

    monkeypatch.setattr(registry, "PRESETS", tmp_path)
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    save_tiny(tmp_path / "near")
    assert download("near") == tmp_path / "near" / "model.weights.h5"
    (tmp_path / "near" / "model.weights.h5").write_bytes(b"")
    with pytest.raises(IntegrityError):
        download("near")


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "file:///dev/zero"}, {"url": "http:///x"}, {"url": 5}, {"url": "https://a b/c"},
        {"sha256": "/../../../OUT/x" + "0" * 49}, {"sha256": "0" * 63}, {"sha256": None},
        {"size": None}, {"size": -1}, {"size": True}, {"size": "9"},
    ],
)  # fmt: skip
def test_where_weights_lie_is_checked_before_it_is_used(remote, server, tmp_path, wrong):
    config = json.loads((remote / "config.json").read_text("utf-8"))
    config["remote"] |= wrong
    (remote / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(IntegrityError, match=r"config\.json is damaged: remote\."):
        from_preset("far_away_64")
    assert server.requests == 0 and not (tmp_path / "cache").exists()


@pytest.mark.parametrize("changed", ["config.json", "checksums.json"])
def test_nothing_is_asked_for_a_preset_that_was_changed(remote, server, tmp_path, changed):
    text = (remote / changed).read_text("utf-8")
    digest = hashlib.sha256(server.content).hexdigest()
    (remote / changed).write_text(text.replace(digest, "0" * 64), "utf-8")
    with pytest.raises(IntegrityError, match="SHA-256"):
        from_preset("far_away_64")
    assert server.requests == 0 and not (tmp_path / "cache").exists()


def test_no_more_comes_than_was_promised(remote, server, tmp_path):
    server.content += bytes(100)
    with pytest.raises(IntegrityError, match="more than the"):
        from_preset("far_away_64")
    assert files(tmp_path / "cache") == []


def test_this_computer_is_not_asked_unless_it_is_named(remote, server, monkeypatch):
    monkeypatch.delenv("TFSTYLE_LOCAL_HOSTS")
    with pytest.raises(OfflineError, match="TFSTYLE_LOCAL_HOSTS"):
        from_preset("far_away_64")
    assert server.requests == 0
