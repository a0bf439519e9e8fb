"""Jobs are handed out fairly, seen by whom they concern, and ended once."""

import dataclasses
import threading

import pytest

from tests.optional import need
from tfstyle.errors import DataError, NotFoundError, QuotaError

need("sqlalchemy")
need("alembic")

KINDS = ("paint",)


class Clock:
    """Time that passes when it is told to."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        self.now += 0.001  # no two things happen at once
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def jobs(any_store, clock):
    from tfstyle.studio.jobs import Jobs

    return Jobs(any_store.db, clock=clock)


@pytest.fixture
def ada(any_store):
    return any_store.person("ada")


@pytest.fixture
def bob(any_store):
    return any_store.person("bob")


def test_a_job_is_done_once(jobs, ada):
    from tfstyle.studio.jobs import Lost

    job_id = jobs.add(ada, "paint", {"picture": "x", "size": [3, 4]})
    assert jobs.get(job_id, ada).state == "queued" and jobs.place(job_id) == 1
    claim = jobs.claim("one", KINDS)
    assert (claim.id, claim.payload) == (job_id, {"picture": "x", "size": [3, 4]})
    assert jobs.claim("two", KINDS) is None and jobs.place(job_id) == 0
    jobs.beat(claim, 0.25, "Painting\nthe sky")
    seen = jobs.get(job_id, ada)
    assert (seen.state, seen.done, seen.message) == ("running", 0.25, "Painting the sky")
    jobs.finish(claim, {"work": "w"})
    with pytest.raises(Lost):
        jobs.finish(claim, {"work": "another"})
    with pytest.raises(Lost):
        jobs.fail(claim, "no")
    seen = jobs.get(job_id, ada)
    assert (seen.state, seen.done, seen.result) == ("done", 1.0, {"work": "w"})
    assert seen.created < seen.started < seen.ended
    with pytest.raises(dataclasses.FrozenInstanceError):
        seen.state = "queued"


def test_a_worker_thought_dead_cannot_finish(jobs, ada, clock):
    from tfstyle.studio.jobs import Lost

    job_id = jobs.add(ada, "paint", {})
    slow = jobs.claim("slow", KINDS, lease=30)
    clock.now += 29
    assert jobs.claim("quick", KINDS) is None
    clock.now += 2
    assert jobs.place(job_id) == 1
    quick = jobs.claim("quick", KINDS)
    assert quick.id == job_id and quick.fence == slow.fence + 1 and quick.attempt == 2
    for late in (lambda: jobs.finish(slow, {"by": "slow"}), lambda: jobs.beat(slow),
                 lambda: jobs.fail(slow, "x"), lambda: jobs.release(slow)):  # fmt: skip
        with pytest.raises(Lost):
            late()
    jobs.finish(quick, {"by": "quick"})
    assert jobs.get(job_id, ada).result == {"by": "quick"}


def test_a_beat_holds_a_job(jobs, ada, clock):
    jobs.add(ada, "paint", {})
    claim = jobs.claim("one", KINDS, lease=30)
    for _ in range(5):
        clock.now += 25
        jobs.beat(claim)
        assert jobs.claim("two", KINDS) is None


def test_a_job_that_takes_three_workers_along_is_given_up(jobs, ada, clock):
    job_id = jobs.add(ada, "paint", {})
    for _ in range(3):
        assert jobs.claim("one", KINDS).id == job_id
        clock.now += 31
    assert jobs.claim("one", ["another"]) is None  # whoever looks
    seen = jobs.get(job_id, ada)
    assert seen.state == "failed" and seen.message.startswith("3 workers ended unexpectedly")


def test_giving_back_is_not_held_against_a_job(jobs, ada):
    job_id = jobs.add(ada, "paint", {})
    for _ in range(5):
        jobs.release(jobs.claim("one", KINDS))
    assert jobs.get(job_id, ada).state == "queued"
    assert jobs.claim("one", KINDS).attempt == 1


def test_everyone_has_their_turn(jobs, ada, bob, any_store):
    cleo = any_store.person("cleo")
    owners = {}
    for owner, name, count in ((ada, "a", 4), (bob, "b", 2), (cleo, "c", 1)):
        for number in range(count):
            owners[jobs.add(owner, "paint", {})] = f"{name}{number}"
    places = sorted(owners, key=jobs.place)
    assert [jobs.place(job_id) for job_id in places] == list(range(1, 8))
    taken = []
    for turn in range(7):
        assert jobs.place(places[turn]) == 1
        claim = jobs.claim("one", KINDS)
        taken.append(claim.id)
        jobs.finish(claim, {})
    assert taken == places
    assert [owners[job_id] for job_id in taken] == ["a0", "b0", "c0", "a1", "b1", "a2", "a3"]
    # Who comes while another has many waits for one at most.
    for _ in range(3):
        jobs.add(ada, "paint", {})
    jobs.finish(jobs.claim("one", KINDS), {})
    late = jobs.add(bob, "paint", {})
    assert jobs.place(late) == 1 and jobs.claim("one", KINDS).id == late


def test_others_are_absent_and_an_admin_sees_all(jobs, ada, bob, any_store):
    admin = any_store.person("root", "admin")
    teacher = any_store.person("t", "teacher")
    job_id = jobs.add(ada, "paint", {})
    for act in (jobs.get, jobs.cancel, jobs.pause, jobs.resume):
        for stranger in (bob, teacher, "nobody"):
            with pytest.raises(NotFoundError, match="no such job"):
                act(job_id, stranger)
        for absent in ("f" * 32, "", None, "../x"):
            with pytest.raises(NotFoundError, match="no such job"):
                act(absent, ada)
    assert jobs.list(bob) == jobs.list("nobody") == []
    assert jobs.get(job_id, admin) == jobs.get(job_id, ada) == jobs.list(admin)[0]
    assert jobs.cancel(job_id, admin).state == "cancelled"
    with any_store.db.session() as session:
        from tfstyle.studio.database.schema import User

        session.get(User, admin).disabled = True
    assert jobs.list(admin) == []


def test_a_viewer_may_be_whoever_has_an_id(jobs, ada):
    class Someone:
        id = ada

    job_id = jobs.add(ada, "paint", {})
    assert jobs.pause(job_id, viewer=Someone()).state == "paused"
    assert [job.id for job in jobs.list(Someone())] == [job_id]


def test_the_newest_job_is_first(jobs, ada):
    ids = [jobs.add(ada, "paint", {}) for _ in range(3)]
    assert [job.id for job in jobs.list(ada)] == ids[::-1]
    assert [job.id for job in jobs.list(ada, limit=1)] == ids[-1:]


def test_pausing_and_going_on(jobs, ada):
    from tfstyle.studio.jobs import Paused

    job_id = jobs.add(ada, "paint", {})
    assert jobs.pause(job_id, ada).state == "paused" and jobs.place(job_id) == 0
    assert jobs.claim("one", KINDS) is None
    assert jobs.resume(job_id, ada).state == "queued"
    claim = jobs.claim("one", KINDS)
    jobs.beat(claim, 0.4)
    told = jobs.pause(job_id, ada)
    assert (told.state, told.wanted) == ("running", "paused")
    with pytest.raises(Paused):
        jobs.beat(claim, 0.5)
    jobs.release(claim)
    told = jobs.get(job_id, ada)
    assert (told.state, told.wanted, told.done) == ("paused", None, 0.5)
    jobs.resume(job_id, ada)
    again = jobs.claim("two", KINDS)
    jobs.pause(job_id, ada)
    jobs.resume(job_id, ada)  # before the worker heard of it
    jobs.beat(again)


def test_cancelling(jobs, ada, clock):
    from tfstyle.studio.jobs import Cancelled, Lost

    queued = jobs.add(ada, "paint", {})
    assert jobs.cancel(queued, ada).state == "cancelled"
    assert jobs.claim("one", KINDS) is None
    running = jobs.add(ada, "paint", {})
    claim = jobs.claim("one", KINDS)
    assert jobs.cancel(running, ada).wanted == "cancelled"
    jobs.pause(running, ada)  # too late
    with pytest.raises(Cancelled):
        jobs.beat(claim)
    jobs.release(claim)
    told = jobs.get(running, ada)
    assert told.state == "cancelled" and told.ended
    for act in (jobs.cancel, jobs.pause, jobs.resume):
        assert act(running, ada) == told  # it stays as it is
    # With its worker gone, it ends at once, or when somebody looks.
    for early in (True, False):
        left = jobs.add(ada, "paint", {})
        claim = jobs.claim("one", KINDS)
        if early:
            jobs.cancel(left, ada)
        clock.now += 31
        if not early:
            jobs.cancel(left, ada)
        assert jobs.claim("two", KINDS) is None
        assert jobs.get(left, ada).state == "cancelled"
        with pytest.raises(Lost):
            jobs.finish(claim, {})


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("", {}), ("Paint", {}), ("p" * 33, {}), ("a/b", {}), (None, {}), ("paint", []),
     ("paint", {"x": object()}), ("paint", {"x": float("nan")}), ("paint", {"x": "y" * 70_000}),
     ("paint", {"x": "a\0b"})],
)  # fmt: skip
def test_what_is_no_job_is_refused(jobs, ada, kind, payload):
    with pytest.raises(DataError):
        jobs.add(ada, kind, payload)
    assert jobs.list(ada) == []


def test_nobody_fills_the_queue(any_store, ada, bob):
    from tfstyle.studio.jobs import Jobs

    jobs = Jobs(any_store.db, waiting=2)
    first = jobs.add(ada, "paint", {})
    jobs.pause(jobs.add(ada, "paint", {}), ada)
    with pytest.raises(QuotaError, match="2 jobs"):
        jobs.add(ada, "paint", {})
    jobs.add(bob, "paint", {})
    jobs.cancel(first, ada)
    jobs.add(ada, "paint", {})
    with pytest.raises(NotFoundError):
        jobs.add("nobody", "paint", {})


def test_hostile_words_are_shown_as_words(jobs, ada):
    jobs.add(ada, "paint", {})
    claim = jobs.claim("w" * 500, KINDS)
    jobs.beat(claim, float("nan"), "x" * 1000 + "\0\ud800")
    told = jobs.get(claim.id, ada)
    assert told.done == 0 and len(told.message) == 500
    jobs.beat(claim, 7.0, "half a letter \ud800\0 and none")
    assert jobs.get(claim.id, ada).message == "half a letter ? and none"
    assert jobs.get(claim.id, ada).done == 1
    jobs.fail(claim, "")
    assert jobs.get(claim.id, ada).state == "failed"


def test_each_job_is_handed_to_one_of_many(any_store, ada, bob):
    from tfstyle.studio.jobs import Jobs

    jobs, taken = Jobs(any_store.db), []
    wanted = {jobs.add(owner, "paint", {}) for owner in (ada, bob) for _ in range(10)}
    start = threading.Barrier(4)

    def work(name):
        start.wait()
        while claim := jobs.claim(name, KINDS):
            taken.append(claim.id)
            jobs.finish(claim, {"by": name})

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    # A worker may have found the rest in others' hands and gone; whoever is left does them.
    work_left = jobs.claim("last", KINDS)
    assert work_left is None
    assert sorted(taken) == sorted(wanted)
    assert all(job.state == "done" for job in jobs.list(ada))
