"""A studio's rooms around its long jobs, and runs that take no time."""

import dataclasses
import threading
import types

import pytest

from tests.studio.stores import picture


@dataclasses.dataclass
class Style:
    """A style of the library."""

    id: str
    owner_id: str
    name: str
    kind: str = "trained"
    model: str = "some_model"
    style: str | None = None
    direction: str | None = None
    picture_id: str | None = None
    preset_sha256: str | None = None
    files: dict = dataclasses.field(default_factory=dict)
    told: dict = dataclasses.field(default_factory=dict)


class Library:
    """Styles in memory."""

    def __init__(self):
        self.held = []

    def styles(self, viewer_id):
        return list(self.held)

    def get(self, style_id, *, viewer_id):
        return next(style for style in self.held if style.id == style_id)

    def add_trained(self, owner_id, directory, name, licence, source, tags=()):
        files = {path.name: path.read_bytes() for path in directory.iterdir()}
        told = {"licence": licence, "source": source, "tags": tags}
        self.held.append(Style(f"s{len(self.held)}", owner_id, name, files=files, told=told))
        return self.held[-1]

    def preset_directory(self, sha256):
        return f"/presets/{sha256}"


@pytest.fixture
def rooms(store, tmp_path):
    """What `handlers` is made with, `ada`, and pictures of hers."""
    from tfstyle.studio.facts import Facts
    from tfstyle.studio.jobs import Jobs
    from tfstyle.studio.ratings import Ratings

    ada = store.person("ada")
    return types.SimpleNamespace(
        settings=types.SimpleNamespace(home=tmp_path / "home"), jobs=Jobs(store.db), ada=ada,
        pictures=store.pictures, library=Library(), store=store,
        ratings=Ratings(store.db), facts=Facts(store.db),
        ids=[store.pictures.add(ada, picture(n, (48, 40))).id for n in range(8)],
    )  # fmt: skip


@pytest.fixture
def fake_runs(monkeypatch):
    """Runs are those of `fake_run`."""
    from tfstyle.studio.training import child

    monkeypatch.setattr(child, "_LEASH", "tests.studio.training.fake_run")


@pytest.fixture
def working(rooms):
    """Start a worker; it ends with the test."""
    from tfstyle.studio.jobs import Worker
    from tfstyle.studio.training import handlers

    ends = []

    def start():
        stop = threading.Event()
        worker = Worker(rooms.jobs, handlers(rooms), poll=0.02, lease=2.0)
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()

        def end():
            stop.set()
            thread.join(60)
            assert not thread.is_alive()

        ends.append(end)
        return end

    yield start
    for end in ends:
        end()
