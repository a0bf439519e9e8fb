"""What is swept once a day, and by whom of several."""

import pytest

from tests.studio.stores import picture


@pytest.fixture
def facts(store):
    from tfstyle.studio.facts import Facts

    return Facts(store.db)


class Process:
    """A process of a studio that looks `looks` times, an hour apart."""

    def __init__(self, facts, looks, fails=()):
        self.facts, self.left, self.hour, self.swept, self.fails = facts, looks, 0, [], fails

    def sweep(self):
        self.swept.append(self.hour)
        if self.hour in self.fails:
            raise OSError("the store is away")

    def wait(self, seconds):
        assert seconds == 3600
        self.hour += 1
        self.left -= 1
        return self.left == 0

    def run(self, began=5000):
        from tfstyle.studio.forgetting import sweep_daily

        sweep_daily(self.sweep, self.facts, self.wait, lambda: (began + self.hour) * 3600.0)
        return self.swept


def test_at_once_and_then_once_a_day(facts):
    assert Process(facts, 50).run() == [0, 24, 48]


def test_an_error_ends_nothing(facts):
    assert Process(facts, 30, fails=(0,)).run() == [0, 24]


def test_of_two_processes_one_sweeps_a_day(facts):
    assert Process(facts, 30).run() == [0, 24]
    # Another one looks at the same hours: the first has swept at each.
    assert Process(facts, 30).run() == [0]


def test_a_later_start_sweeps_again(facts):
    assert Process(facts, 2).run() == Process(facts, 2).run(5003) == [0]


@pytest.fixture
def sampled(any_store):
    """Return a store, Ada, and a job of hers that shows a sample."""
    from tfstyle.studio.database.schema import Job

    ada = any_store.person("ada")
    sample = any_store.pictures.add(ada, picture(1), kind="result").id
    job = Job(owner_id=ada, kind="train_style", payload={}, result={"sample": sample, "losses": []})
    with any_store.db.session() as session:
        session.add(job)
    return any_store, ada, sample, job.id


def forget(store, older_than=0.0):
    from tfstyle.studio.training.samples import forget_samples

    return forget_samples(store.db, store.pictures, older_than - 1)


def test_a_sample_goes_with_its_jobs_row(sampled):
    from tfstyle.studio.database.schema import Job

    store, ada, sample, job_id = sampled
    assert forget(store) == 0 and store.pictures.info(sample, viewer_id=ada)
    with store.db.session() as session:
        session.delete(session.get(Job, job_id))
    assert forget(store, 3600) == 0  # too young: its job may not have told of it yet
    assert forget(store) == 1 and store.stored() == set()


def test_works_photographs_and_what_is_learned_from_stay(sampled):
    store, ada, _, _ = sampled
    store.gallery.keep(ada, picture(2), {})
    for number, kind in enumerate(("photo", "painting", "mask", "training"), 3):
        store.pictures.add(ada, picture(number), kind=kind)
    before = store.stored()
    assert forget(store) == 0 and store.stored() == before
