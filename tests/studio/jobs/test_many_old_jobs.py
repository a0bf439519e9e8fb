"""A queue that people have used for years is as quick as a new one, and forgets in the end."""

import time

import pytest

from tests.optional import need

need("sqlalchemy")
need("alembic")

DAY = 24 * 3600.0


@pytest.fixture
def jobs(any_store):
    from tfstyle.studio.jobs import Jobs

    return Jobs(any_store.db, clock=lambda: 1000 * DAY)


def add(store, owner, state, count, ended=None, started=None):
    """Write rows of jobs as they were left."""
    from tfstyle.studio.database.schema import Job

    rows = [
        Job(owner_id=owner, kind="paint", payload={}, state=state, created=float(number),
            started=started, ended=ended)
        for number in range(count)
    ]  # fmt: skip
    with store.db.session() as session:
        session.add_all(rows)
    return [row.id for row in rows]


def test_jobs_that_ended_long_ago_are_forgotten_and_no_others(jobs, any_store):
    ada = any_store.person("ada")
    kept = [*add(any_store, ada, "done", 1, ended=911 * DAY)]
    for state in ("queued", "running", "paused"):  # asked for long ago, and still to be done
        kept += add(any_store, ada, state, 1)
    for state in ("done", "failed", "cancelled"):
        add(any_store, ada, state, 2, ended=909 * DAY)
    assert jobs.forget() == 6 and jobs.forget() == 0
    assert {job.id for job in jobs.list(ada)} == set(kept)
    assert jobs.forget(days=0.0) == 1


def test_a_worker_tidies_when_it_begins(jobs, any_store):
    from tfstyle.studio.jobs import Worker

    ada = any_store.person("ada")
    add(any_store, ada, "done", 1, ended=1 * DAY)
    kept = jobs.add(ada, "paint", {})
    worker = Worker(jobs, {"paint": lambda job: worker.stop() or {}})
    worker.run()
    assert [job.id for job in jobs.list(ada)] == [kept]


def test_the_order_is_that_of_the_whole_history(jobs, any_store):
    """Who was served last waits longer, even if that was long before others came."""
    ada, bob, eve = (any_store.person(name) for name in ("ada", "bob", "eve"))
    add(any_store, ada, "done", 3, ended=10.0, started=9.0)
    add(any_store, bob, "done", 1, ended=8.0, started=7.0)
    for owner in (ada, bob, eve):
        jobs.add(owner, "paint", {})
    assert [jobs.claim("w", ["paint"]).owner_id for _ in range(3)] == [eve, bob, ada]


@pytest.mark.exhaustive
def test_a_hundred_thousand_old_jobs_of_others_do_not_slow_a_claim(store):
    from tfstyle.studio.database.schema import Job, new_id
    from tfstyle.studio.jobs import Jobs

    people, ada = [store.person(f"p{number}") for number in range(50)], store.person("ada")
    rows = [
        {"id": new_id(), "owner_id": people[number % 50], "kind": "paint", "payload": {},
         "state": "done", "created": 1.0, "started": 2.0, "ended": time.time()}
        for number in range(100_000)
    ]  # fmt: skip
    with store.db.session() as session:
        session.execute(need("sqlalchemy").insert(Job), rows)
    jobs = Jobs(store.db)

    def seconds():
        job_id = jobs.add(ada, "paint", {})
        began = time.perf_counter()
        assert jobs.place(job_id) == 1
        claim = jobs.claim("w", ["paint"])
        took = time.perf_counter() - began
        jobs.finish(claim, {})
        return took

    assert min(seconds() for _ in range(5)) < 0.2
