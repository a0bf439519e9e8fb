"""Workers killed at any moment: each job ends once, and none is lost."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid

import pytest

from tests.optional import need

need("sqlalchemy")
need("alembic")

# A worker whose handler takes a moment; what it has finished it says in a line of a file, written
# at once, so that it is there even if it is killed right after.
CHILD = """
import os, sys, time, uuid
from tfstyle.studio.database import open_database
from tfstyle.studio.jobs import Jobs, Worker

url, log, name = sys.argv[1:]
log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


class Told(Jobs):
    def finish(self, claim, result):
        super().finish(claim, result)
        os.write(log, f"{claim.id} {result['by']}\\n".encode())


def handler(job):
    for part in range(3):
        job.tell(part / 3, "Working.", {"part": part})
        time.sleep(0.01)
    return {"by": uuid.uuid4().hex}


jobs = Told(open_database(url), tries=1000)
os.write(log, b"ready\\n")
Worker(jobs, {"paint": handler}, name=name, lease=0.5, poll=0.01).run()
"""


@pytest.mark.exhaustive
def test_twenty_kills_lose_no_job_and_end_none_twice(any_store, tmp_path):
    from tfstyle.studio.jobs import Jobs

    jobs, dice = Jobs(any_store.db, tries=1000, waiting=10_000), random.Random(0)
    people = [any_store.person(name) for name in ("ada", "bob")]
    ids = {jobs.add(owner, "paint", {"n": n}): owner for owner in people for n in range(150)}
    log, seen, children, caught = tmp_path / "log", {}, [], 0
    log.touch()

    def begin():
        arguments = [any_store.url, str(log), uuid.uuid4().hex]
        children.append(subprocess.Popen([sys.executable, "-c", CHILD, *arguments]))

    def look():
        """No result that was seen once changes again."""
        for owner in people:
            for job in jobs.list(owner, limit=10_000):
                if job.state == "done":
                    assert seen.setdefault(job.id, job.result) == job.result
                else:
                    assert job.id not in seen and job.state in ("queued", "running")

    try:
        begin(), begin()
        for turn in range(20):
            _wait_for(log, turn + 2, children)
            time.sleep(dice.uniform(0, 0.3))
            victim = children.pop(dice.randrange(len(children)))
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            caught += sum(job.state == "running" for owner in people for job in jobs.list(owner))
            look()
            begin()
        until = time.monotonic() + 120
        while any(not jobs.get(job_id, owner).ended for job_id, owner in ids.items()):
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        for child in children:
            child.kill()
            child.wait()
    look()
    assert set(seen) == set(ids), "a job was lost"
    assert len({result["by"] for result in seen.values()}) == len(ids)
    finished = [line.split() for line in log.read_text("utf-8").splitlines() if " " in line]
    assert len({job_id for job_id, _ in finished}) == len(finished), "a job ended twice"
    assert all(seen[job_id] == {"by": by} for job_id, by in finished)
    again = sum(jobs.get(job_id, owner).attempts > 1 for job_id, owner in ids.items())
    print(f"{len(ids)} jobs, {caught} running at the kills, {again} done by a second worker")
    assert again > 0, "no kill hit a job"


def _wait_for(log, count, children):
    until = time.monotonic() + 60
    while log.read_bytes().count(b"ready") < count:
        assert all(child.poll() is None for child in children) and time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.exhaustive
def test_a_frozen_worker_wakes_up_too_late(any_store, tmp_path):
    """One that is stopped, and goes on after another did its job, is told so and writes nothing."""
    from tfstyle.studio.jobs import Jobs, Worker

    jobs, ada = Jobs(any_store.db), any_store.person("ada")
    log = tmp_path / "log"
    log.touch()
    code = CHILD.replace("time.sleep(0.01)", "time.sleep(0.3)")
    child = subprocess.Popen([sys.executable, "-c", code, any_store.url, str(log), "frozen"])
    try:
        _wait_for(log, 1, [child])
        job_id = jobs.add(ada, "paint", {})
        until = time.monotonic() + 30
        while jobs.get(job_id, ada).state != "running":
            assert time.monotonic() < until
            time.sleep(0.01)
        time.sleep(0.1)
        os.kill(child.pid, signal.SIGSTOP)
        worker = Worker(jobs, {"paint": lambda job: {"by": "awake"}}, poll=0.02)
        thread = threading.Thread(target=worker.run)
        thread.start()
        try:
            while not jobs.get(job_id, ada).ended and time.monotonic() < until:
                time.sleep(0.02)
        finally:
            worker.stop()
            thread.join(10)
        os.kill(child.pid, signal.SIGCONT)
        time.sleep(0.2)
        another = jobs.add(ada, "paint", {})
        while not jobs.get(another, ada).ended and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        child.kill()
        child.wait()
    assert jobs.get(job_id, ada).result == {"by": "awake"}
    assert jobs.get(another, ada).state == "done" and job_id not in log.read_text("utf-8")
