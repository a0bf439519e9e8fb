"""A worker holds what it does, hears what is wanted, and says what failed in one sentence."""

import threading
import time

import pytest

from tests.optional import need
from tfstyle.errors import DataError, ImageError

need("sqlalchemy")
need("alembic")


@pytest.fixture
def ada(store):
    return store.person("ada")


@pytest.fixture
def jobs(store):
    from tfstyle.studio.jobs import Jobs

    return Jobs(store.db)


@pytest.fixture
def working(jobs):
    """Start workers of handlers; they end with the test."""
    from tfstyle.studio.jobs import Worker

    ends = []

    def start(handlers, lease=30.0):
        stop = threading.Event()
        worker = Worker(jobs, handlers, name=f"w{len(ends)}", lease=lease, poll=0.01)
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        ends.append((stop, thread))
        return stop, thread

    yield start
    for stop, thread in ends:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


def ended(jobs, job_id, viewer):
    return until(lambda: (job := jobs.get(job_id, viewer)).ended and job)


def test_what_is_asked_for_is_done(jobs, ada, working):
    def double(job):
        job.tell(0.5, "Halfway.")
        return {"twice": 2 * job.payload["number"], "owner": job.owner_id}

    working({"double": double})
    job = ended(jobs, jobs.add(ada, "double", {"number": 4}), ada)
    assert (job.state, job.result) == ("done", {"twice": 8, "owner": ada})


def raising(error):
    def handler(job):
        raise error

    return handler


@pytest.mark.parametrize(
    ("handler", "told"),
    [
        (raising(DataError("Too dark.")), "Too dark."),
        (raising(ImageError("/home/ada/my runs/p.png is damaged,\n see /tmp/x/y.log.")),
         "is damaged, see y.log."),
        (raising(DataError(r"C:\Users\ada\photo.png is no picture.")), "photo.png is no picture."),
        (raising(ValueError("at /secret/place")), "not foreseen (ValueError)"),
        (raising(SystemExit(3)), "not foreseen (SystemExit)"),
        (raising(MemoryError()), "This needs more memory than there is."),
        (raising(OSError(28, "No space left on device", "/x")), "The disk is full."),
        (lambda job: None, "Wanted a dictionary as a job's result."),
        (lambda job: {"x": object()}, "Wanted JSON as a job's result"),
    ],
)  # fmt: skip
def test_a_failure_is_one_sentence(jobs, ada, working, handler, told):
    working({"fail": handler, "work": lambda job: {}})
    job = ended(jobs, jobs.add(ada, "fail", {}), ada)
    assert job.state == "failed" and told in job.message
    assert not any(word in job.message for word in ("Traceback", "/home", "/tmp", "secret", "C:"))
    assert ended(jobs, jobs.add(ada, "work", {}), ada).state == "done"  # the worker goes on


def test_a_long_job_is_held_while_its_handler_is_silent(jobs, ada, working):
    begun = []

    def silent(job):
        begun.append(job.attempt)
        time.sleep(0.9)
        return {}

    working({"silent": silent}, lease=0.3)
    working({"silent": silent}, lease=0.3)
    assert ended(jobs, jobs.add(ada, "silent", {}), ada).state == "done"
    assert begun == [1]


def waiting(begun):
    def handler(job):
        begun.append(job.attempt)
        if len(begun) > 1:
            return {"times": len(begun)}
        while True:
            job.wait(0.05)

    return handler


@pytest.mark.parametrize("tells", [False, True])
def test_pause_and_cancel_reach_a_handler(jobs, ada, working, tells):
    begun = []

    def handler(job):
        begun.append(job.id)
        while True:
            if tells:
                job.tell(0.5, "Working.")
            job.wait(0.02)

    working({"wait": handler}, lease=0.3)
    job_id = jobs.add(ada, "wait", {})
    until(lambda: begun)
    jobs.pause(job_id, ada)
    until(lambda: jobs.get(job_id, ada).state == "paused")
    jobs.resume(job_id, ada)
    until(lambda: len(begun) == 2)
    jobs.cancel(job_id, ada)
    assert ended(jobs, job_id, ada).state == "cancelled"


def test_a_worker_that_ends_gives_its_job_back(jobs, ada, working):
    begun = []
    stop, thread = working({"wait": waiting(begun)})
    job_id = jobs.add(ada, "wait", {})
    until(lambda: begun)
    stop.set()
    thread.join(10)
    assert jobs.get(job_id, ada).state == "queued"
    working({"wait": waiting(begun)})
    job = ended(jobs, job_id, ada)
    assert job.result == {"times": 2} and begun == [1, 1]


def test_a_worker_that_lost_its_job_writes_nothing(jobs, ada, working, store):
    from tfstyle.studio.database.schema import Job

    begun = []
    working({"wait": waiting(begun)}, lease=0.3)
    job_id = jobs.add(ada, "wait", {})
    until(lambda: begun)
    with store.db.session() as session:  # as if another had it
        session.get(Job, job_id).fence += 1
    # No beat holds it any more: it is handed out again, and ends once.
    assert ended(jobs, job_id, ada).result == {"times": 2}


def test_a_queue_that_does_not_answer_for_a_while(jobs, ada, working, monkeypatch, caplog):
    claim, failures = jobs.claim, iter(range(2))

    def failing(*arguments):
        if next(failures, None) is not None:
            raise OSError("the network is gone")
        return claim(*arguments)

    monkeypatch.setattr(jobs, "claim", failing)
    working({"work": lambda job: {}})
    assert ended(jobs, jobs.add(ada, "work", {}), ada).state == "done"
    assert "does not answer" in caplog.text
