"""Workers that paint videos are killed at any moment: each video is kept once, and whole."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.optional import need
from tests.studio.stores import open_store, video

need("sqlalchemy")
need("alembic")
pytestmark = pytest.mark.exhaustive

# A worker of a studio whose networks take no time: what is killed, and when, is real.
CHILD = """
import sys, types
from pathlib import Path
from tests.studio.stores import open_store
from tfstyle.studio.jobs import Jobs, Worker
from tfstyle.studio.library import Library
from tfstyle.studio.painting import Painter
from tfstyle.studio.training import child, handlers

url, home = sys.argv[1], Path(sys.argv[2])
child._LEASH = "tests.studio.training.fake_painting"
store = open_store(url, home / "blobs")
library = Library(store.db, store.pictures, store.blobs, home / "presets")
rooms = types.SimpleNamespace(
    settings=types.SimpleNamespace(home=home), jobs=Jobs(store.db, tries=1000), blobs=store.blobs,
    pictures=store.pictures, gallery=store.gallery, library=library, ratings=None, facts=None,
    painter=Painter(library, store.pictures, store.blobs),
)
print("ready", flush=True)
Worker(rooms.jobs, handlers(rooms), lease=1.0, poll=0.05).run()
"""


def test_a_worker_killed_midway_loses_no_video_and_keeps_none_twice(tmp_path):
    need("av")
    from tfstyle.studio.database.schema import Work
    from tfstyle.studio.jobs import Jobs
    from tfstyle.studio.library import Library
    from tfstyle.studio.training import VideoOptions

    store = open_store(f"sqlite:///{tmp_path}/studio.db", tmp_path / "blobs")
    ada, dice = store.person("ada"), random.Random(0)
    library = Library(store.db, store.pictures, store.blobs, tmp_path / "presets")
    library.seed_from_zoo()
    style = next(one for one in library.styles(ada) if one.model == "fast_style_udnie")
    film = store.pictures.add(ada, video((96, 64), 120), kind="video")
    jobs = Jobs(store.db, tries=1000)
    asked = VideoOptions(picture_id=film.id, style_id=style.id, size=64)
    ids = [jobs.add(ada, "video", asked.payload(f"Port {n}")) for n in range(3)]

    def begin():
        process = subprocess.Popen(
            [sys.executable, "-c", CHILD, store.url, str(tmp_path)], stdout=subprocess.PIPE
        )
        with process.stdout as said:
            assert said.readline() == b"ready\n"
        return process

    worker, kills, until = begin(), 0, time.monotonic() + 150
    try:
        while any(not jobs.get(one, ada).ended for one in ids):
            assert time.monotonic() < until, [jobs.get(one, ada) for one in ids]
            time.sleep(dice.uniform(0.3, 2.0))
            if kills < 8:
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait()
                kills, worker = kills + 1, begin()
    finally:
        worker.kill()
        worker.wait()
    found = [jobs.get(one, ada) for one in ids]
    assert [job.state for job in found] == ["done"] * 3, [job.message for job in found]
    assert store.rows(Work) == 3
    for job in found:
        work = store.gallery.get(job.result["work_id"], viewer_id=ada)
        assert work.id == job.id and work.kind == "video" and work.source_id == film.id
    print(f"{kills} kills, attempts: {[job.attempts for job in found]}")
    assert sum(job.attempts for job in found) > 3, "no kill hit a job"
