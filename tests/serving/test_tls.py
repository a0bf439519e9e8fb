"""HTTPS and grpcs: the clients come through, strangers to the authority and plain ones do not."""

import contextlib
import os
import shutil
import socket
import ssl

import numpy as np
import pytest

from tests.clients import node
from tests.optional import need
from tests.serving import certificates
from tests.serving.channels import serving as serving_grpc
from tests.serving.fakes import Half
from tests.serving.servers import PNG, serving, until
from tfstyle.errors import DataError, RemoteError
from tfstyle.serving.sources import Single
from tfstyle.serving.tls import read_identity

for package in ("fastapi", "grpc", "httpx", "orjson", "prometheus_client", "uvicorn"):
    need(package)

FILE = PNG + b"\xff\0"


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return certificates.make(tmp_path_factory.mktemp("pair"))


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    return certificates.make(tmp_path_factory.mktemp("other"), "other")


@pytest.fixture(scope="module")
def server(pair):
    with serving(http={"identity": read_identity(pair.certificate, pair.key)}) as made:
        yield made


@pytest.fixture(scope="module")
def peer(pair):
    identity = read_identity(pair.certificate, pair.key)
    with serving_grpc(Single("half", Half), identity=identity) as made:
        yield f"127.0.0.1:{made.port}"


def test_https(server, pair, other):
    from tfstyle.clients import rest

    assert server.url.startswith("https://")
    for protocol in ("v1", "v2"):
        got = rest.translate(server.url, FILE, model="tiny", protocol=protocol, ca=pair.ca)
        assert got == FILE[::-1]
    assert rest.models(server.url.replace("127.0.0.1", "localhost"), ca=str(pair.ca)) == ["tiny"]
    for ca in (None, other.ca):
        with pytest.raises(RemoteError, match=r"certificate of https://.* is not trusted .*--ca"):
            rest.translate(server.url, FILE, model="tiny", ca=ca)
    with pytest.raises(RemoteError, match=r"connection to .* broke"):
        rest.translate(server.url.replace("https", "http"), FILE, model="tiny")


def test_grpcs(peer, pair, other):
    from tfstyle.clients import grpc

    for protocol in ("v1", "v2"):
        got = grpc.translate(f"grpcs://{peer}", b"abc", model="half", protocol=protocol, ca=pair.ca)
        assert got == b"cba"
    assert grpc.models(f"grpcs://{peer}", ca=pair.ca) == ["half"]
    for ca in (None, other.ca):
        with pytest.raises(RemoteError, match=r"certificate of grpcs://.* is not trusted .*--ca"):
            grpc.translate(f"grpcs://{peer}", b"abc", model="half", ca=ca)
    with pytest.raises(RemoteError, match="Nothing answers at 127"):
        grpc.translate(peer, b"abc", model="half", timeout=5)


def test_what_is_no_file_of_certificates(server, peer, tmp_path):
    from tfstyle.clients import grpc, rest

    (tmp_path / "empty.pem").write_bytes(b"")
    for ca in (tmp_path / "empty.pem", tmp_path / "none.pem"):
        with pytest.raises(OSError):
            rest.translate(server.url, FILE, model="tiny", ca=ca)
        with pytest.raises(OSError):
            grpc.translate(f"grpcs://{peer}", FILE, model="half", ca=ca)


def test_in_node(server, pair):
    """Node takes further authorities from its environment."""
    script = "tell(await models(url).catch((error) => error.message));"
    node.need_node()
    env = {**os.environ, "NODE_EXTRA_CA_CERTS": str(pair.ca)}
    assert node.run(script, server.url, env=env) == [["tiny"]]
    (words,) = node.run(script, server.url)
    assert "Nothing answers at https://" in words and "certificate" in words


def test_old_tls_and_plain_http_are_not_answered(server):
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with server.connect() as connection, pytest.raises((ssl.SSLError, ConnectionError)):
        old.wrap_socket(connection)
    with server.connect() as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.settimeout(5)
        with contextlib.suppress(ConnectionError):
            assert b"200" not in connection.recv(1000)
    until(lambda: not server.connections)


def test_a_client_that_goes_during_the_handshake(server, pair):
    from tfstyle.clients import rest

    hello = bytes.fromhex("16030100c8010000c40303") + bytes(100)
    for sent in (b"", b"\x16", hello):
        with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
            connection.sendall(sent)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with server.connect() as plain, context.wrap_socket(plain) as connection:
        connection.sendall(b"POST /v1/models/tiny:predict HTTP/1.1\r\nContent-Length: 9\r\n")
    until(lambda: not server.connections)
    eights = np.full((1, 1, 3), 8, "uint8")
    assert (rest.translate(server.url, eights, model="tiny", ca=pair.ca) == 4).all()


def test_what_is_wrong_with_a_pair_is_said(pair, other, tmp_path):
    empty, text = tmp_path / "empty.pem", tmp_path / "text.pem"
    empty.write_bytes(b"")
    text.write_bytes(
        b"-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n"
        b"-----BEGIN PRIVATE KEY-----\nbm8=\n-----END PRIVATE KEY-----\n"
    )
    for certificate, key, words in [
        (tmp_path / "none.pem", pair.key, r"certificate cannot be read from .*none.pem \(No such"),
        (pair.certificate, tmp_path / "none.pem", r"private key cannot be read from .*none.pem"),
        (tmp_path, pair.key, "certificate cannot be read from .*directory"),
        (empty, pair.key, "empty.pem has no certificate in PEM"),
        (pair.certificate, empty, "empty.pem has no private key in PEM"),
        (pair.key, pair.certificate, "key.pem has no certificate in PEM"),
        (pair.certificate, other.key, "key of .*other-key.pem does not belong to the certificate"),
        (text, pair.key, r"text.pem and .*key.pem cannot be used \("),
        (pair.certificate, text, r"cert.pem and .*text.pem cannot be used \("),
    ]:
        with pytest.raises(DataError, match=words):
            read_identity(certificate, key)
    if shutil.which("openssl"):
        with pytest.raises(DataError, match=r"has a password.*openssl pkey -in .*locked"):
            read_identity(pair.certificate, certificates.lock(pair.key))


def test_one_file_for_both_and_nothing_secret_shown(pair, tmp_path):
    both = tmp_path / "both.pem"
    both.write_bytes(pair.key.read_bytes() + pair.certificate.read_bytes())
    identity = read_identity(both, both)
    assert "PRIVATE" not in repr(identity)
