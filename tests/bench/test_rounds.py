"""Processes that are measured: their memory is their own, and what goes wrong in them is told."""

import os
import subprocess
import sys

import numpy as np
import pytest

from tests.optional import need
from tfstyle.bench import rounds
from tfstyle.bench.subject import Contender


def racer(path, engine="litert", size=(32, 40)):
    job = {"do": "file", "engine": engine, "path": str(path), "size": size}
    return Contender(engine, job, 123)


def test_a_row_has_what_was_measured(static):
    rows = rounds.measure([racer(static), racer(static)], 1, 0.0)
    for row in rows:
        assert (row["engine"], row["threads"], row["bytes"]) == ("litert", 1, 123)
        assert row["calls"] == rounds.LEAST_CALLS and len(row["round_ms"]) == rounds.ROUNDS
        assert 0 < row["median_ms"] <= row["p95_ms"]
        assert row["first_ms"] > row["median_ms"]


def test_memory_is_the_processs_own(static):
    pytest.importorskip("resource")
    held = np.ones(400_000_000, "uint8")  # what the parent holds is not the child's
    (row,) = rounds.measure([racer(static)], 1, 0.0)
    assert 2e7 < row["peak_bytes"] < 3e8 < held.nbytes


def test_peak_memory_is_the_highest_not_the_last():
    code = (
        "from tfstyle.bench.worker import peak_bytes\n"
        "before = peak_bytes()\nx = bytearray(200_000_000)\nx[::4096] = b'1' * len(x[::4096])\n"
        "del x\nassert 1.9e8 < peak_bytes() - before < 2.6e8, (before, peak_bytes())"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_one_that_fails_leaves_the_others(static, tmp_path):
    broken = tmp_path / "broken.tflite"
    broken.write_bytes(b"nothing that is one")
    bad, good = rounds.measure([racer(broken), racer(static)], 1, 0.0)
    assert set(bad) == {"engine", "threads", "bytes", "error"} and "Flatbuffer" in bad["error"]
    assert good["calls"] == rounds.LEAST_CALLS


def test_a_process_that_is_killed_says_so(static):
    one = rounds._Racer(racer(static), 1)
    with one:
        one.turn(1, 0.0)
        one._process.kill()
        one._process.wait()
        one.turn(1, 0.0)
    assert "out of memory" in one.row()["error"]


def test_what_a_library_prints_does_not_come_between():
    code = (
        "import os, sys\nfrom tfstyle.bench import callers, worker\n"
        "def said(**_):\n    print('on stdout'); os.write(1, b'natively\\n')\n    return int\n"
        "callers._file = said\nworker.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input='{"do": "file"}\n{"calls": 2, "seconds": 0}\n',
        capture_output=True, text=True, check=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    first, turn = done.stdout.splitlines()
    assert "first_ms" in first and '"ms"' in turn
    assert "on stdout" in done.stderr and "natively" in done.stderr


@pytest.mark.parametrize("engine", ["litert", "openvino", "onnxruntime"])
def test_engines_run_files_of_any_size_and_layout(engine, exported, onnx_file):
    need({"litert": "ai_edge_litert"}.get(engine, engine))
    from tfstyle.bench.callers import caller

    (dynamic,) = exported.glob("tflite/*dynamic*")
    shown = {
        "litert": [(dynamic, (1, 21, 30, 3))],
        "openvino": [(dynamic, (1, 21, 30, 3)), (onnx_file([1, 3, "h", "w"]), (1, 4, 21, 30))],
        "onnxruntime": [(onnx_file(["n", 3, 21, "w"]), (1, 4, 21, 30))],
    }
    for path, made in shown[engine]:
        job = {"do": "file", "engine": engine, "path": str(path), "size": (21, 30), "threads": 1}
        out = np.asarray(caller(job)())
        assert out.shape == made and np.isfinite(out).all() and out.std() > 0
