"""A process that serves ends when it is told to, and every request it took has its answer."""

import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request

import pytest

from tests.commands import ROOT
from tests.optional import need
from tfstyle.errors import BusyError, UnsupportedOptionError
from tfstyle.serving.server import listen

need("uvicorn")

# Answers after half a second, and says when it listens and how it ended.
PROGRAM = """
import asyncio, sys, threading
sys.path.insert(0, {root!r})
from tfstyle.serving.server import listen, run
from tfstyle.serving.store import ModelStore

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    print("asked", flush=True)
    await asyncio.sleep(0.5)
    await send(dict(type="http.response.start", status=200, headers=[]))
    await send(dict(type="http.response.body", body=b"done"))

class Grpc:
    def start(self):
        print("grpc started", flush=True)
    def stop(self, grace):
        ended = threading.Event()
        ended.set()
        return ended

store = ModelStore([], poll=0)
store.start()
sock = listen("127.0.0.1", 0)
run(app, store, sock, grpc=Grpc(), drain=5, ready=lambda: print(sock.getsockname()[1], flush=True))
print("ended well", flush=True)
"""


@pytest.fixture
def process():
    code = textwrap.dedent(PROGRAM).format(root=str(ROOT))
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8",
    ) as started:  # fmt: skip
        assert started.stdout is not None
        assert started.stdout.readline() == "grpc started\n"
        yield started, int(started.stdout.readline())
        started.kill()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_the_last_answer(process, end):
    import concurrent.futures

    started, port = process
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = [
            pool.submit(urllib.request.urlopen, f"http://127.0.0.1:{port}/", timeout=10)
            for _ in range(3)
        ]
        for _ in range(3):
            assert started.stdout.readline() == "asked\n"
        started.send_signal(end)
        assert all(answer.result().read() == b"done" for answer in answers)
    assert started.wait(10) == 0
    assert started.stdout.read() == "ended well\n" and not started.stderr.read()


def test_after_the_signal_nobody_is_let_in(process):
    started, port = process
    started.send_signal(signal.SIGTERM)
    assert started.wait(10) == 0
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_port_in_use_is_said():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(BusyError, match=f"Port {port} of 127.0.0.1 is in use. Choose another"):
            listen("127.0.0.1", port)
    time.sleep(0)
    with pytest.raises(UnsupportedOptionError, match="cannot be listened on"):
        listen("203.0.113.7", 0)  # nobody's address, by RFC 5737
