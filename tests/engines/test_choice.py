"""`auto`: what is at hand by its speed, an export where there is work enough, else Keras."""

import pytest

from tfstyle.engines import choice
from tfstyle.engines.artefacts import Kept
from tfstyle.errors import ExportError, RefusedError


class Artefacts:
    """Exports as the test wants them.

    Args:
        speeds: `(first_ms, ms)` of the exports at hand, by engine.
        makeable: of those that can be made.
        crashing: engines that crash.
        known: engines of which that is remembered.
    """

    def __init__(self, speeds, makeable=(), crashing=(), known=()):
        self.speeds, self.makeable, self.made = dict(speeds), dict(makeable), []
        self.crashing, self.known = crashing, known

    def refused(self, engine, direction, **how):
        return "it crashed" if engine in self.known else None

    def kept(self, engine, direction, **how):
        if engine not in self.speeds:
            return None
        first, each = self.speeds[engine]
        return Kept(engine, None, {"first_ms": first, "ms": each, "keras_ms": 100})

    def get(self, engine, direction, **how):
        assert engine not in self.known, "it was tried again"
        if engine in self.crashing:
            raise RefusedError(f"{engine} crashed")
        if engine not in self.makeable:
            raise ExportError("no")
        self.made.append(engine)
        self.speeds[engine] = self.makeable[engine]
        return self.kept(engine, direction)


@pytest.fixture(autouse=True)
def all_installed(monkeypatch):
    monkeypatch.setattr(choice, "installed", lambda: ("keras", "litert", "openvino"))
    monkeypatch.setattr(choice, "is_installed", lambda engine: True)


def test_the_start_counts_for_few_and_the_speed_for_many():
    artefacts = Artefacts({"litert": (50, 60), "openvino": (800, 20)})
    assert choice.choose(artefacts, "a2b", 1) == "litert"
    assert choice.choose(artefacts, "a2b", 100) == "openvino"


def test_keras_stays_where_it_is_faster_and_already_there():
    artefacts = Artefacts({"litert": (500, 300)})
    assert choice.choose(artefacts, "a2b", 3, running=True) == "keras"
    assert choice.choose(artefacts, "a2b", 1) == "litert"


def test_an_export_is_made_for_work_that_pays():
    artefacts = Artefacts({}, {"openvino": (800, 20)})
    assert choice.choose(artefacts, "a2b", choice.WORTH_AN_EXPORT - 1) == "keras"
    assert not artefacts.made
    assert choice.choose(artefacts, "a2b", choice.WORTH_AN_EXPORT) == "openvino"
    assert artefacts.made == ["openvino"]  # litert could not run it


def test_an_engine_that_crashes_makes_way_for_the_next_and_is_told_once(caplog):
    artefacts = Artefacts({}, {"openvino": (800, 20)}, crashing=["litert"])
    assert choice.choose(artefacts, "a2b", 1000) == "openvino"
    assert "engine litert is left out: litert crashed" in caplog.text
    caplog.clear()
    artefacts = Artefacts({}, {}, known=["litert", "openvino"])
    assert choice.choose(artefacts, "a2b", 1000) == "keras"
    assert not caplog.text


def test_each_style_picture_would_be_another_export():
    artefacts = Artefacts({}, {"openvino": (800, 20)})
    assert choice.choose(artefacts, "a2b", 1000, style=[("a.jpg", 1.0)]) == "keras"


def test_without_tensorflow_only_what_is_at_hand(monkeypatch):
    monkeypatch.setattr(choice, "is_installed", lambda engine: engine != "keras")
    monkeypatch.setattr(choice, "installed", lambda: ("litert",))
    assert choice.choose(Artefacts({"litert": (50, 500)}), "a2b", 1000) == "litert"
    with pytest.raises(ExportError, match=r"TensorFlow is not installed.*--engine litert"):
        choice.choose(Artefacts({}), "a2b", 1)
