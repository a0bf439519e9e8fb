"""`tfstyle studio-worker`: works until a signal, and gives back what it was at."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.optional import need

need("sqlalchemy")
need("alembic")

# The command with rooms of which only the queue is real.
CHILD = """
import sys, types
from tfstyle.studio import training
from tfstyle.studio.database import open_database
from tfstyle.studio.jobs import Jobs

url, home = sys.argv[1:]
services = types.ModuleType("tfstyle.studio.services")
services.check_installed = lambda: None
services.open_services = lambda settings: types.SimpleNamespace(jobs=Jobs(open_database(url)))
settings = types.ModuleType("tfstyle.studio.settings")
settings.StudioSettings = types.SimpleNamespace
settings.default_home = lambda: home
sys.modules |= {"tfstyle.studio.services": services, "tfstyle.studio.settings": settings}


def handler(job):
    while not job.payload.get("quick"):
        job.tell(0.5, "Working.")
        job.wait(0.05)
    return {"done": True}


training.handlers = lambda services: {"paint": handler}
from tfstyle.cli import main

main(["studio-worker"])
"""


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_gives_the_job_back(store, tmp_path, name):
    from tfstyle.studio.jobs import Jobs

    jobs, ada = Jobs(store.db), store.person("ada")
    quick, slow = jobs.add(ada, "paint", {"quick": True}), jobs.add(ada, "paint", {})
    worker = subprocess.Popen(
        [sys.executable, "-c", CHILD, store.url, str(tmp_path)],
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        until = time.monotonic() + 60
        while jobs.get(slow, ada).message != "Working.":
            assert worker.poll() is None and time.monotonic() < until
            time.sleep(0.02)
        assert jobs.get(quick, ada).result == {"done": True}
        os.kill(worker.pid, getattr(signal, name))
        _, said = worker.communicate(timeout=30)
    finally:
        worker.kill()
        worker.wait()
    assert worker.returncode == 0, said
    assert f"waits for jobs of {tmp_path}" in said and "The worker has ended." in said
    told = jobs.get(slow, ada)
    assert told.state == "queued" and told.attempts == 0
