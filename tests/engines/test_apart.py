"""An engine that crashes, hangs or cannot do it takes its own process along, and nothing else."""

import json
import sys
import time

import numpy as np
import pytest

from tests.engines import stand_in
from tests.optional import need
from tfstyle.engines import apart, artefacts, proof, refusals, trial
from tfstyle.engines import preset as presets
from tfstyle.engines.apart import run_apart
from tfstyle.errors import ExportError, RefusedError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="asks POSIX' signals")


def run(what, seconds=30.0):
    run_apart(stand_in.__name__, what, engine="stand-in", seconds=seconds)


def test_what_works_says_nothing():
    run("work")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("abort", r"stand-in crashed with SIGABRT \(free\(\): invalid next size"),
        ("refuse", r"^no such operation$"),
    ],
)
def test_a_fault_of_its_own_is_a_refusal(what, words):
    with pytest.raises(RefusedError, match=words):
        run(what)


def test_a_hang_ends():
    start = time.monotonic()
    with pytest.raises(RefusedError, match="stand-in had not ended after 1 s"):
        run("hang", seconds=1)
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("what", "words"), [("killed", "SIGKILL.*out of memory"), ("raise", "1 .*ValueError: a bug")]
)
def test_what_may_be_gone_the_next_time_is_no_refusal(what, words):
    with pytest.raises(ExportError, match=words) as caught:
        run(what)
    assert not isinstance(caught.value, RefusedError)


def test_no_process_to_be_had_is_said(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ExportError, match="could not be started"):
        run("work")


def test_a_crash_leaves_no_core_file():
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_CORE)
    assert apart.told(lambda: None) == 0
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, before[1])
    resource.setrlimit(resource.RLIMIT_CORE, before)


@pytest.mark.parametrize("harm", ["time", "future", "version", "processor", "broken", "proof"])
def test_a_refusal_is_remembered_for_this_engine_here_and_for_a_while(harm, tmp_path):
    need("ai_edge_litert")
    told, path = refusals.refusal("litert", "It crashed."), tmp_path / "proof.json"
    path.write_text(json.dumps(told), "utf-8")
    assert refusals.remembered(path, "litert") == "It crashed."
    other = {
        "time": {"at": told["at"] - (refusals.DAYS + 1) * 24 * 3600},
        "future": {"at": told["at"] + 1000},
        "version": {"version": "0"},
        "processor": {"processor": "another"},
        "broken": {"at": "today"},
    }.get(harm)
    path.write_text(json.dumps({**told, **other} if other else {"files": {}}), "utf-8")
    assert refusals.remembered(path, "litert") is None


@pytest.mark.parametrize("what", ["abort", "hang", "wrong", "shape", "nan"])
def test_an_engine_that_fails_is_refused_once(what, preset, cache, monkeypatch):
    """In place of LiteRT, on an export that is none."""
    need("ai_edge_litert")
    made = []

    def make(model, engine, direction, directory, **how):
        made.append(engine)
        path = directory / "model.tflite"
        path.write_bytes(b"none")
        return path

    monkeypatch.setattr("tfstyle.engines.making.make", make)
    monkeypatch.setattr(trial, "MODULE", stand_in.__name__)
    monkeypatch.setattr(proof, "SECONDS", 2)
    monkeypatch.setattr(proof, "SLOWER", 0)
    monkeypatch.setenv("STAND_IN", what)
    shown = np.zeros((16, 16, 3), "uint8")
    words = {"abort": "crashed with SIGABRT", "hang": "had not ended after 2 s"}
    for _ in range(2):
        with pytest.raises(RefusedError, match=words.get(what, "does not paint Keras' picture")):
            presets.open_preset(preset, "litert").translate(shown)
    assert made == ["litert"]
    (told,) = cache.glob(f"engines/*/*/{artefacts.PROOF}")
    assert "refused" in json.loads(told.read_text("utf-8"))
    assert [one.name for one in told.parent.iterdir()] == [artefacts.PROOF]
    # Keras stays, and nothing is tried again.
    monkeypatch.setattr("tfstyle.engines.choice.installed", lambda: ("keras", "litert"))
    assert presets.open_preset(preset, "auto", count=100).translate(shown).shape == shown.shape
    assert made == ["litert"]


@pytest.mark.exhaustive
def test_openvino_takes_the_preset_that_it_crashed_on(cache):
    """Compiled for one size, its slices of a joined tensor were read past their bounds."""
    need("openvino")
    shown = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype="uint8")
    model = presets.open_preset("multiscale_facades_label2photo_256", "openvino")
    first = model.translate(shown)
    for _ in range(2):
        assert np.abs(model.translate(shown).astype(int) - first).max() <= 1
