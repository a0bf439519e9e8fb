"""`tfstyle remote-translate`: one picture, a server, and what is said where something is wrong."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.clients.servers import Papers, answering, refusal
from tests.optional import need
from tests.serving.channels import serving
from tfstyle import images
from tfstyle.cli import app
from tfstyle.errors import DataError, ImageError, RemoteError, UnsupportedOptionError

need("httpx")


@pytest.fixture
def run():
    def run(*arguments):
        arguments = ["remote-translate", *map(str, arguments)]
        return CliRunner().invoke(app, arguments, catch_exceptions=True)

    return run


@pytest.fixture
def png(tmp_path):
    path = tmp_path / "made" / "x.png"
    images.write_image(path, np.arange(300, dtype="uint8").reshape(10, 10, 3))
    return path.read_bytes()


@pytest.fixture
def photo(tmp_path, png):
    """A file that these servers, which turn bytes round, make a PNG of."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(png[::-1])
    return path


@pytest.fixture
def papers():
    made = Papers()
    made.names = ["half"]
    return made


@pytest.fixture
def url(papers):
    with answering(papers) as url:
        yield url


def said(result, kind):
    assert isinstance(result.exception, kind), result.exception
    return str(result.exception)


def test_the_only_model_is_taken(run, url, papers, photo, png, tmp_path):
    result = run(url, photo, "-o", tmp_path / "out.png")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"Translated: {tmp_path / 'out.png'}\n"
    assert (tmp_path / "out.png").read_bytes() == png
    assert [path for path, _, _ in papers.asked] == [
        "/v2/repository/index", "/v1/models/half:predict"
    ]  # fmt: skip


def test_all_that_can_be_said(run, url, papers, photo, png, tmp_path, monkeypatch):
    papers.direction = "a2b"
    monkeypatch.setenv("TFSTYLE_TOKEN", "s3cret")
    result = run(
        url, photo, "-o", tmp_path, "--model", "half", "--version", "3", "--direction", "a2b",
        "--protocol", "v2",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert (tmp_path / "photo.png").read_bytes() == png
    ((path, headers, _),) = papers.asked
    assert path == "/v2/models/half/versions/3/infer"
    assert headers["Authorization"] == "Bearer s3cret"


def test_another_format(run, url, photo, png, tmp_path):
    assert run(url, photo, "-o", tmp_path / "out.webp").exit_code == 0
    assert images.read_image(tmp_path / "out.webp").shape == (10, 10, 3)


def test_over_grpc(run, photo, png, tmp_path):
    need("grpc")
    with serving() as peer:
        for more in ([], ["--protocol", "v2"], ["--model", "half", "--version", "1"]):
            result = run(
                f"127.0.0.1:{peer.port}", photo, "-o", tmp_path / "out.png", "--grpc", *more,
            )  # fmt: skip
            assert result.exit_code == 0, result.exception
            assert (tmp_path / "out.png").read_bytes() == png
            (tmp_path / "out.png").unlink()
        words = said(run(f"http://127.0.0.1:{peer.port}", photo, "-o", tmp_path / "out.png",
                         "--grpc"), RemoteError)  # fmt: skip
        assert "no address of gRPC" in words


def test_a_model_has_to_be_chosen(run, url, papers, photo, tmp_path):
    out = tmp_path / "out.png"
    papers.names = ["one", "half"]
    assert said(run(url, photo, "-o", out), RemoteError) == (
        f"{url} serves half, one. Choose one with --model."
    )
    papers.names = []
    assert "no model that is ready" in said(run(url, photo, "-o", out), RemoteError)
    papers.names = None
    assert said(run(url, photo, "-o", out), RemoteError) == (
        f"{url} does not list its models. Name one with --model."
    )
    papers.first = [refusal(401, "Send a token.")]
    assert "Send a token." in said(run(url, photo, "-o", out), RemoteError)
    assert not out.exists()


def test_nothing_is_asked_in_vain(run, url, papers, photo, tmp_path):
    (tmp_path / "there.png").write_bytes(b"mine")
    for arguments, kind, words in [
        ((photo, "-o", tmp_path / "there.png"), DataError, "exists already.*--overwrite"),
        ((photo, "-o", tmp_path / "out.xyz"), ImageError, "xyz"),
        ((tmp_path, "-o", tmp_path / "out.png"), DataError, "is a folder. Name the file"),
        ((tmp_path / "no.jpg", "-o", tmp_path / "out.png"), DataError, "is not there"),
    ]:
        result = run(url, *arguments)
        with pytest.raises(kind, match=words):
            raise result.exception
    for wrong in (["--protocol", "v3"], ["--protocol", "v2", "--version", "stable"],
                  ["--timeout", "0"]):  # fmt: skip
        assert run(url, photo, "-o", tmp_path / "out.png", *wrong).exit_code == 2
    assert not papers.asked and (tmp_path / "there.png").read_bytes() == b"mine"
    assert run(url, photo, "-o", tmp_path / "there.png", "--overwrite").exit_code == 0
    assert (tmp_path / "there.png").read_bytes() != b"mine"


def test_a_model_of_something_else(run, url, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"JPEG")
    result = run(url, tmp_path / "photo.jpg", "-o", tmp_path / "out.png")
    assert "no PNG. Is half a model of tfstyle" in said(result, RemoteError)
    assert not (tmp_path / "out.png").exists()


def test_what_is_not_installed_is_named(run, url, photo, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    words = said(run(url, photo, "-o", tmp_path / "out.png"), UnsupportedOptionError)
    assert "needs httpx" in words and "pip install 'tfstyle[serve]'" in words


@pytest.mark.parametrize("over_grpc", [False, True])
def test_no_tensorflow_is_loaded(url, photo, tmp_path, over_grpc):
    need("grpc")
    with serving() as peer:
        place = [f"127.0.0.1:{peer.port}", "--grpc"] if over_grpc else [url]
        arguments = ["remote-translate", *place, str(photo), "-o", str(tmp_path / "out.png")]
        code = (
            "import sys, json\n"
            "from tfstyle.cli import main\n"
            f"try:\n    main({arguments!r})\n"
            "except SystemExit as exit:\n    assert not exit.code\n"
            "print(json.dumps(sorted(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": os.getcwd()}, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert not {"tensorflow", "keras", "PIL", "tfstyle.serving"} & loaded
    assert ("numpy" in loaded) == ("grpc" in loaded) == over_grpc
