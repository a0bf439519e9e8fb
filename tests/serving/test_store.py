"""Versions come, break, change and go while requests are answered."""

import threading
import time

import numpy as np
import pytest

from tests.serving.fakes import Half
from tfstyle.serving.batching import Limits
from tfstyle.serving.problems import ServingError
from tfstyle.serving.sources import BasePath, Single
from tfstyle.serving.store import ModelStore

PICTURE = {"images": np.full((1, 4, 4, 3), 0.5, "float32")}


class Shelf:
    """A source whose versions a test sets: from a version to its content, and to its model."""

    name = "shelf"

    def __init__(self):
        self.labels = {"stable": 1}
        self.there, self.models, self.loads = {}, {}, []

    def wanted(self):
        return dict(self.there)

    def load(self, version):
        self.loads.append(version)
        if self.models[version] is None:
            raise OSError("/secret/place is damaged")
        return self.models[version]

    def put(self, version, model, content=0):
        self.models[version] = model
        self.there = {version: content}


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def store(shelf):
    shelf.put(1, Half())
    made = ModelStore([shelf], limits=Limits(seconds=5), poll=0)
    made.start()
    yield made
    made.close()


def ask(store, **which):
    version = store.find("shelf", **which)
    out = version.submit(version.signature(), PICTURE).result(5)["stylized"]
    return version.version, float(out.flat[0])


def test_a_new_version_takes_over_and_the_old_one_ends(store, shelf):
    assert ask(store) == (1, 0.25) and ask(store, version=1) == (1, 0.25)
    shelf.put(2, Half(0.25))
    store.look()
    assert ask(store) == (2, 0.125)
    assert [(s.version, s.state) for s in store.status("shelf")] == [(2, "AVAILABLE"), (1, "END")]
    assert shelf.models[1].closed
    with pytest.raises(ServingError, match=r"Specific\(shelf, 1\)"):
        store.find("shelf", version=1)


def test_a_broken_version_never_takes_the_good_one_down(store, shelf):
    shelf.put(2, None)
    for _ in range(3):
        store.look()
    assert ask(store) == (1, 0.25)
    assert shelf.loads == [1, 2]  # tried once
    newest, _ = store.status("shelf")
    assert (newest.version, newest.state, newest.code) == (2, "END", "INTERNAL")
    assert "/secret" not in newest.message
    shelf.put(2, Half(1.0), content="copied to the end")
    store.look()
    assert ask(store) == (2, 0.5)


def test_a_model_whose_directory_vanishes_serves_on(store, shelf):
    shelf.there = {}
    store.look()
    assert ask(store) == (1, 0.25)

    def gone():
        raise OSError("stale handle")

    shelf.wanted = gone
    store.look()
    assert ask(store) == (1, 0.25)


def test_a_version_whose_files_change_is_loaded_again(store, shelf):
    first = shelf.models[1]
    shelf.put(1, Half(1.0), content="other")
    store.look()
    assert ask(store) == (1, 0.5) and first.closed
    shelf.put(1, None, content="broken now")
    store.look()
    assert ask(store) == (1, 0.5)
    assert [(s.version, s.state) for s in store.status("shelf")] == [(1, "AVAILABLE")]


def test_requests_in_the_queue_are_answered_by_the_version_they_asked(store, shelf):
    old = shelf.models[1]
    version = store.find("shelf")
    old.gate.clear()
    waiting = [version.submit(version.signature(), PICTURE) for _ in range(3)]
    shelf.put(2, Half(1.0))
    looking = threading.Thread(target=store.look)
    looking.start()
    time.sleep(0.1)
    assert ask(store) == (2, 0.5) and not old.closed
    old.gate.set()
    looking.join(5)
    assert [float(f.result(5)["stylized"].flat[0]) for f in waiting] == [0.25] * 3 and old.closed


def test_labels_and_names(store):
    assert ask(store, label="stable") == (1, 0.25)
    with pytest.raises(ServingError, match="Unrecognized servable version label: canary") as error:
        store.find("shelf", label="canary")
    assert error.value.status == 400
    with pytest.raises(ServingError, match=r"Latest\(nope\)") as error:
        store.find("nope")
    assert error.value.status == 404
    with pytest.raises(ServingError, match="Could not find any versions of model nope"):
        store.status("nope")
    with pytest.raises(ServingError, match="Could not find version 9 of model shelf"):
        store.status("shelf", 9)
    with pytest.raises(ServingError, match='signature name: "zzz" not found'):
        store.find("shelf").signature("zzz")
    with pytest.raises(ValueError, match="a name of its own"):
        ModelStore([Shelf(), Shelf()])


def test_a_label_may_count_from_the_newest_that_is_loaded(store, shelf):
    shelf.labels = {"canary": -1, "stable": -2}
    assert ask(store, label="canary") == ask(store, label="stable") == (1, 0.25)
    shelf.models[3] = Half(0.25)
    shelf.there = {1: 0, 3: 0}
    store.look()
    assert ask(store, label="canary") == (3, 0.125) and ask(store, label="stable") == (1, 0.25)
    shelf.models[4] = None  # broken: nobody is led to it
    shelf.there = {1: 0, 3: 0, 4: 0}
    store.look()
    assert ask(store, label="canary")[0] == 3 and ask(store, label="stable")[0] == 1
    with pytest.raises(ServingError, match=r"Specific\(shelf, -1\)"):  # of labels alone
        store.find("shelf", version=-1)


def test_wrong_inputs_are_named(store):
    version = store.find("shelf")
    for arrays, words in [
        ({"images": PICTURE["images"].astype("float64")}, "float64"),
        ({"images": PICTURE["images"][..., :1]}, r"\(\?, \?, \?, 3\).*\(1, 4, 4, 1\)"),
        ({"zzz": PICTURE["images"]}, "takes images. Received: zzz"),
        ({}, "Received: nothing"),
    ]:
        with pytest.raises(ServingError, match=words):
            version.submit(version.signature(), arrays)


def test_the_watch_finds_what_is_new(shelf):
    shelf.put(1, Half())
    store = ModelStore([shelf], poll=0.01)
    assert not store.ready
    store.start()
    shelf.put(7, Half(1.0))
    end = time.monotonic() + 10
    while store.find("shelf").version != 7:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert store.ready
    store.close()
    assert shelf.models[7].closed


def test_a_base_path_has_numbered_directories(tmp_path):
    base = BasePath("cat", tmp_path / "cat")
    assert base.wanted() == {}  # not there yet
    for name in ("1", "3", "02", ".tmp-4", "x5", "12.part"):
        (tmp_path / "cat" / name).mkdir(parents=True)
    (tmp_path / "cat" / "9").write_text("no directory", "utf-8")
    assert list(base.wanted()) == [3]
    chosen = BasePath("cat", tmp_path / "cat", versions=(1, 2, 8))
    assert list(chosen.wanted()) == [1, 2]
    before = base.wanted()
    (tmp_path / "cat" / "3" / "saved_model.pb").write_bytes(b"half")
    assert base.wanted() != before
    with pytest.raises(FileNotFoundError):
        base.load(4)


def test_a_single_model_is_version_1():
    store = ModelStore([Single("half", Half)], poll=0)
    store.start()
    assert store.find("half").version == 1
    store.close()
