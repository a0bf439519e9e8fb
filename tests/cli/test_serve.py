"""`tfstyle serve` as a process: what it says, answers, refuses, and how it ends."""

import contextlib
import os
import re
import signal
import socket
import ssl
import subprocess
import sys

import numpy as np
from typer.testing import CliRunner

from tests.commands import ROOT
from tests.engines import conftest as engines
from tests.optional import need
from tests.serving import certificates
from tfstyle import images
from tfstyle.cli import app
from tfstyle.errors import (
    BusyError,
    DataError,
    ExportError,
    UnknownPresetError,
    UnsupportedOptionError,
)

httpx = need("httpx")
for package in ("ai_edge_litert", "fastapi", "grpc", "orjson", "prometheus_client", "uvicorn"):
    need(package)

pix2pix, preset, exported = engines.pix2pix, engines.preset, engines.exported
filled, cache = engines.filled, engines.cache
RUNNER = "import sys; from tfstyle.cli import main; main(sys.argv[1:])"
QUICK = ("--port", "0", "--grpc-port", "0")


@contextlib.contextmanager
def serving(*arguments, **environment):
    """Yield a process and its two addresses, once it answers."""
    command = [sys.executable, "-c", RUNNER, "serve", *map(str, arguments), *QUICK]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    ) as process:  # fmt: skip
        try:
            line = process.stdout.readline()
            found = re.fullmatch(r"Answering on (\S+), gRPC on (\S+)\. Ctrl-C ends it\.\n", line)
            assert found, (line, process.stderr.read())
            yield process, *found.groups()
        finally:
            process.kill()


def test_pictures_come_back_over_all_protocols(preset, filled, pix2pix, tmp_path):
    """Without TensorFlow: the export is in the cache, and engines answer."""
    from tfstyle.clients import grpc, rest

    picture = np.random.default_rng(0).integers(0, 256, (20, 30, 3), "uint8")
    images.write_image(tmp_path / "photo.png", picture)
    photo, expected = (tmp_path / "photo.png").read_bytes(), pix2pix.translate(picture)
    with serving(f"facades={preset}", "--engine", "litert") as (process, http, grpc_at):
        for client, url, protocol in [
            (rest, http, "v1"), (rest, http, "v2"), (grpc, grpc_at, "v1"), (grpc, grpc_at, "v2"),
        ]:  # fmt: skip
            assert client.models(url) == ["facades"]
            out = client.translate(url, photo, model="facades", protocol=protocol)
            (tmp_path / "out.png").write_bytes(out)
            there = images.read_image(tmp_path / "out.png").astype(int)
            assert np.abs(there - expected).max() <= 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        said = process.stderr.read()
    assert "Loading facades" in said and "facades version 1 answers" in said
    assert "Traceback" not in said


def test_who_has_no_token_is_not_answered(preset, filled, tmp_path):
    (tmp_path / "token").write_text("secret\n", "utf-8")
    arguments = (preset, "--engine", "litert", "--token-file", tmp_path / "token")
    with serving(*arguments, TFSTYLE_TOKEN="other") as (_, http, _):
        status = f"{http}/v1/models/facades"
        assert httpx.get(status, trust_env=False).status_code == 401
        token = {"Authorization": "Bearer secret"}
        assert httpx.get(status, headers=token, trust_env=False).status_code == 200
        assert httpx.get(f"{http}/readyz", trust_env=False).status_code == 200


def test_encrypted_and_for_a_page(preset, filled, tmp_path):
    from tfstyle.clients import grpc, rest

    pair = certificates.make(tmp_path)
    tls = ("--tls-cert", pair.certificate, "--tls-key", pair.key)
    pages = ("--cors-origin", "https://gallery.example", "--cors-origin", "http://localhost:1")
    arguments = (preset, "--engine", "litert", *tls, *pages)
    with serving(*arguments, TFSTYLE_TOKEN="secret") as (_, https, place):
        assert https.startswith("https://127.0.0.1:")
        assert rest.models(https, token="secret", ca=pair.ca) == ["facades"]
        assert grpc.models(f"grpcs://{place}", token="secret", ca=pair.ca) == ["facades"]
        for origin in ("https://gallery.example", "http://localhost:1"):
            answer = httpx.get(f"{https}/livez", headers={"Origin": origin}, trust_env=False,
                               verify=ssl.create_default_context(cafile=pair.ca))  # fmt: skip
            assert answer.headers["access-control-allow-origin"] == origin


def fails(*arguments):
    return CliRunner().invoke(app, ["serve", *map(str, arguments), *QUICK]).exception


def test_what_cannot_be_served_is_said_before_anything_is_loaded(tmp_path):
    assert isinstance(fails("fast_style_udni"), UnknownPresetError)
    assert isinstance(fails("a b=fast_style_udnie"), UnsupportedOptionError)
    for content in (b"", b"two words", "schlüssel".encode(), b"\xff"):
        (tmp_path / "token").write_bytes(content)
        error = fails("fast_style_udnie", "--token-file", tmp_path / "token")
        assert isinstance(error, DataError) and "token" in str(error)
    assert isinstance(fails("fast_style_udnie", "--token-file", tmp_path / "none"), DataError)
    pair = certificates.make(tmp_path)
    for options, words in [
        (("--tls-cert", pair.certificate), "--tls-key is missing"),
        (("--tls-key", pair.key), "--tls-cert is missing"),
        (("--tls-cert", pair.certificate, "--tls-key", tmp_path / "none"), "cannot be read"),
        (("--cors-origin", "gallery.example"), "An origin is http:// or https://"),
        (("--cors-origin", "*", "--token-file", pair.key.with_name("word")), "not for every page"),
    ]:
        pair.key.with_name("word").write_text("secret", "utf-8")
        error = fails("fast_style_udnie", *options)
        assert isinstance(error, DataError) and words in str(error)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for option in ("--port", "--grpc-port"):
            error = CliRunner().invoke(
                app, ["serve", "fast_style_udnie", *QUICK, option, str(port)]
            ).exception
            assert isinstance(error, BusyError) and str(port) in str(error)


def test_a_model_that_cannot_be_loaded_ends_it(tmp_path):
    (tmp_path / "broken.tflite").write_bytes(b"no model")
    error = fails(tmp_path / "broken.tflite")
    assert isinstance(error, ExportError) and "broken" in str(error)


def test_a_missing_package_is_said(monkeypatch):
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "uvicorn" else find(name)
    )
    error = fails("fast_style_udnie")
    assert isinstance(error, UnsupportedOptionError) and "tfstyle[serve]" in str(error)
