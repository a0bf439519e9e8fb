"""Whatever file comes as a picture, over REST, OIP and gRPC: a right picture, or a named error."""

import base64
import collections
import concurrent.futures
import contextlib
import io
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.commands import ROOT
from tests.optional import need
from tests.serving import hostile
from tests.serving.channels import question as predict
from tests.serving.servers import serving
from tfstyle import images
from tfstyle.clients import open_json
from tfstyle.clients.questions import question
from tfstyle.errors import ImageError
from tfstyle.protos.methods import PREDICTION
from tfstyle.protos.tensors import to_array
from tfstyle.serving.batching import Limits

for package in ("fastapi", "grpc", "httpx", "orjson", "prometheus_client", "uvicorn"):
    need(package)

from tests.serving.hostile_server import PIXELS  # noqa: E402

# Pillow warns of what is odd and reads it; the server's process does not mind either.
pytestmark = pytest.mark.filterwarnings("ignore:::PIL")

# What a server may know and nobody else: paths, addresses of objects, its source.
SECRET = re.compile(r"/(?:work|home|root|tmp|usr|var|opt|private)/|\b0x[0-9a-f]+|\.py\b|Traceback")
WARM = 72  # pictures before memory is looked at
MIB = 48.0  # that it may grow


class Client:
    """Asks a server in three ways; an answer is a PNG's bytes, or (code, words)."""

    def __init__(self, rest_port, grpc_port, model="negative", direction=None):
        grpc, httpx = need("grpc"), need("httpx")
        self.model, self.direction = model, direction
        url = f"http://127.0.0.1:{rest_port}"
        self.http = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self.channel = grpc.insecure_channel(f"127.0.0.1:{grpc_port}") if grpc_port else None

    def close(self):
        self.http.close()
        if self.channel is not None:
            self.channel.close()

    def rest(self, file):
        instance = {"image_bytes": {"b64": base64.b64encode(file).decode()}}
        if self.direction is not None:
            instance["direction"] = self.direction
        body = {"signature_name": "serving_bytes", "instances": [instance]}
        answer = self.http.post(f"/v1/models/{self.model}:predict", json=body)
        if answer.status_code != 200:
            return refusal(answer)
        (value,) = answer.json()["predictions"]
        return base64.b64decode(value["b64"], validate=True)

    def oip(self, file):
        asked = question(file, None, self.direction, "v2")
        path, headers, body = open_json.write(asked, self.model, None)
        answer = self.http.post(path, headers=headers, content=body)
        if answer.status_code != 200:
            return refusal(answer)
        return open_json.read(asked, answer.headers, answer.content)

    def grpc(self, file):
        method = PREDICTION["Predict"]
        call = self.channel.unary_unary(
            method.path, request_serializer=method.request.SerializeToString,
            response_deserializer=method.response.FromString,
        )  # fmt: skip
        asked = predict(self.model, signature="serving_bytes",
                        image_bytes=np.array([file], object))  # fmt: skip
        try:
            answer = call(asked, timeout=60)
        except need("grpc").RpcError as error:
            assert error.code().name == "INVALID_ARGUMENT", error
            return 400, error.details()
        return bytes(to_array(answer.outputs["stylized_bytes"])[0])


def refusal(answer):
    assert 400 <= answer.status_code < 499 and answer.status_code != 429, answer.text
    told = json.loads(answer.content)
    assert list(told) == ["error"]
    return answer.status_code, told["error"]


def read(file):
    """Return the pixels of a file as they are read here, `None` if it is none, or too large."""
    try:
        height, width = images.read_size(io.BytesIO(file))
        if height * width > PIXELS:
            return None
        return images.read_image(io.BytesIO(file), 3)
    except ImageError:
        return None


@contextlib.contextmanager
def running(log):
    """Yield a server's process, which writes to a file, and a client."""
    with log.open("wb") as file, subprocess.Popen(
        [sys.executable, "-m", "tests.serving.hostile_server"], stdout=subprocess.PIPE,
        stderr=file, text=True, encoding="utf-8", cwd=ROOT,
    ) as process:  # fmt: skip
        try:
            line = process.stdout.readline()
            assert line, log.read_text("utf-8")
            with contextlib.closing(Client(*map(int, line.split()))) as client:
                yield process, client
            assert process.poll() is None
        finally:
            if process.poll() is not None:
                print(f"It ended by {process.returncode}: {log.read_text('utf-8')[-9000:]}")
            process.terminate()


def resident(process):
    """Return the MiB that a process holds, `None` where the system does not tell."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return None
    return int(re.search(r"VmRSS:\s+(\d+)", status.read_text("utf-8"))[1]) / 1024


def ask_all(client, kind, file):
    """Ask for a picture in each way; return whether it was one."""
    expected = read(file)
    for way in (client.rest, client.oip, client.grpc):
        got = way(file)
        where = f"{kind} over {way.__name__}: {got[:300]!r}"
        if expected is None:
            assert isinstance(got, tuple), where
            assert len(got[1]) > 10 and not SECRET.search(got[1]), where
        else:
            assert isinstance(got, bytes), where
            np.testing.assert_array_equal(read(got), 255 - expected, err_msg=where)
    return expected is not None


def attack(count, seed, log, workers=2):
    """Send pictures; return of each kind how many were pictures, and memory before and after."""
    found, before = collections.Counter(), None
    with running(log) as (process, client), concurrent.futures.ThreadPoolExecutor(workers) as pool:
        some = iter(hostile.pictures(count, seed))
        for number in range(0, count, WARM):
            batch = [pair for _, pair in zip(range(min(WARM, count - number)), some)]  # noqa: B905
            answers = pool.map(lambda pair: ask_all(client, *pair), batch)
            for (kind, _), good in zip(batch, answers, strict=True):
                found[kind, good] += 1
            before = before or resident(process)
        after = resident(process)
        right = hostile.saved(hostile.picture(np.random.default_rng(0)), "PNG")
        assert ask_all(client, "at the end", right)
    assert "Traceback" not in log.read_text("utf-8")
    assert sum(found.values()) == count
    return found, before, after


def check(found, before, after):
    for kind in hostile.KINDS:
        assert found[kind.__name__, True] + found[kind.__name__, False]
    for kind in ("whole", "one_pixel"):
        assert not found[kind, False]
    for kind in ("noise", "no_picture"):
        assert not found[kind, True]
    assert before is None or after - before < MIB, (before, after)


@pytest.mark.exhaustive
def test_six_hundred(tmp_path):
    check(*attack(600, 0, tmp_path / "log"))


@pytest.mark.exhaustive
def test_the_graph_of_a_saved_model(cyclegan_export):
    """What it reads is not the same as here; it refuses or paints, and nothing else."""
    from tfstyle.serving.sources import BasePath

    source = BasePath("monet", cyclegan_export[0] / "saved_model")
    found = collections.Counter()
    with (
        serving(sources=[source], limits=Limits(seconds=60)) as server,
        contextlib.closing(Client(server.port, None, "monet", "photo2monet")) as client,
    ):
        for number, (kind, file) in enumerate(hostile.pictures(240, seed=2)):
            got = (client.rest, client.oip)[number % 2](file)
            if isinstance(got, tuple):
                assert got[0] == 400 and len(got[1]) > 10 and not SECRET.search(got[1]), kind
            else:
                assert read(got) is not None, kind
            found[isinstance(got, bytes)] += 1
    assert min(found[True], found[False]) > 40


@pytest.mark.slow
def test_ten_thousand(capsys, tmp_path):
    start, count = time.monotonic(), 10_000
    found, before, after = attack(count, 1, tmp_path / "log")
    good = sum(count for (_, right), count in found.items() if right)
    with capsys.disabled():
        print(
            f"\n{count} pictures over REST, OIP and gRPC, {time.monotonic() - start:.0f} s: {good} "
            f"right, the others refused; {before:.0f} MiB before, {after:.0f} MiB after"
        )
    check(found, before, after)


def test_the_generator_is_the_same_again_and_has_all_kinds():
    first = list(hostile.pictures(2 * len(hostile.KINDS), seed=3))
    assert first == list(hostile.pictures(2 * len(hostile.KINDS), seed=3))
    assert {kind for kind, _ in first} == {kind.__name__ for kind in hostile.KINDS}
    kinds = [kind for kind, file in hostile.pictures(240, seed=0) if read(file) is not None]
    assert 60 < len(kinds) < 180  # it has both: pictures, and what is none
