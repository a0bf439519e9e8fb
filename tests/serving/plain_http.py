"""Requests written by hand, for what a proper client would not send, and one that stays."""

import json
import threading

from tests.optional import need
from tests.serving.contract_rest import DOT, PREDICT, rows
from tests.serving.servers import until

BODY = json.dumps(rows(DOT)).encode()


def client(server, **options):
    """Return a client of a server."""
    return need("httpx").Client(base_url=server.url, timeout=30, trust_env=False, **options)


def head(length, *more, path=PREDICT, verb="POST"):
    """Return the head of a request."""
    lines = [f"{verb} {path} HTTP/1.1", "Host: x", f"Content-Length: {length}", *more, "", ""]
    return "\r\n".join(lines).encode()


def answer(connection):
    """Return the status of what comes back, and all of it up to the connection's end."""
    text = b""
    while part := connection.recv(65536):
        text += part
    return int(text.split(b" ", 2)[1]) if text else None, text


def busy(server):
    """Return a client's thread whose request is in the model, until `server.model.gate` is set."""
    server.model.gate.clear()
    thread = threading.Thread(
        target=lambda: need("httpx").post(server.url + PREDICT, content=BODY)
    )
    thread.start()
    batcher = server.store.find("tiny").batcher
    until(lambda: batcher._busy)
    return thread
