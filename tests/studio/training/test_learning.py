"""What a studio learns of itself: paces of runs, and what its people want of the judge."""

import threading

import numpy as np
import pytest

from tests.optional import need

need("sqlalchemy")
need("alembic")

from tests.studio.stores import picture  # noqa: E402
from tests.studio.training.waiting import ended  # noqa: E402


@pytest.fixture
def facts(store):
    from tfstyle.studio.facts import Facts

    return Facts(store.db)


def test_the_last_word_counts(facts):
    assert facts.get("x") is None
    facts.put("x", {"a": 1})
    facts.put("x", {"b": [2]})
    assert facts.get("x") == {"b": [2]}


def test_of_many_who_raise_a_count_one_may(facts):
    found = []
    askers = [
        threading.Thread(target=lambda: found.append(facts.raised("votes", 50, 50)))
        for _ in range(6)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert sorted(found) == [False] * 5 + [True]
    assert not facts.raised("votes", 99, 50) and facts.raised("votes", 100, 50)


def test_no_time_is_told_before_one_was_measured(facts):
    from tfstyle.studio.training.qualities import QUALITIES, expected, keep_pace, settings_of

    for model in ("fast_style", "cut", "cyclegan"):
        assert [expected(facts, model, one) for one in QUALITIES] == [None] * 3
        given = settings_of(model, "good")
        values = {"data.crop": given["crop"], "generator.filters": given["filters"],
                  "train.batch_size": given.get("batch", 1)}  # fmt: skip
        keep_pace(facts, model, values, 0.5)
        assert expected(facts, model, "good") == 0.5 * given["steps"]
        assert expected(facts, model, "best") is None


def test_a_run_leaves_its_pace(rooms, working, fake_runs):
    from tfstyle.studio.training.qualities import DOMAINS

    working()
    payload = {"a": rooms.ids[:2], "b": rooms.ids[2:], **DOMAINS["quick"], "steps": 30}
    assert ended(rooms, rooms.jobs.add(rooms.ada, "train_domains", payload)).state == "done"
    pace = rooms.facts.get(f"pace/cut/{payload['crop']}/{payload['filters']}/1")
    assert 0.005 < pace["seconds"] < 1


class Voting:
    """Works of `ada` whose pictures are more or less bright, and someone who likes them so."""

    def __init__(self, rooms):
        self.rooms, self.works = rooms, []
        for place in range(10):
            recipe = {"steps": [{"style": f"s{place}", "model": "m"}], "version": 1}
            data = picture(place + 50, (16, 12))
            self.works.append(rooms.store.gallery.keep(rooms.ada, data, recipe, rooms.ids[0]).id)
        self.random = np.random.default_rng(0)

    def vote(self, count):
        pairs = [(a, b) for a in range(10) for b in range(a)]
        for place in self.random.permutation(len(pairs))[:count]:
            better, worse = pairs[place]
            self.rooms.ratings.prefer(self.rooms.ada, self.works[better], self.works[worse])


@pytest.fixture
def voting(rooms):
    return Voting(rooms)


def test_the_judge_is_asked_after_fifty_votes_and_after_fifty_more(rooms, voting):
    from tfstyle.studio.ratings import Teaching

    teaching = Teaching(rooms.ratings, rooms.facts, rooms.jobs)
    voting.vote(40)
    assert teaching.voted(rooms.ada) is None and teaching.missing(rooms.ada) == 0
    for work in voting.works:
        rooms.ratings.rate(rooms.ada, work, 3)
    job_id = teaching.voted(rooms.ada)
    assert rooms.jobs.get(job_id, rooms.ada).kind == "refit_judge"
    assert teaching.voted(rooms.ada) is None and teaching.judge() is None


def test_the_refitted_judge_is_kept_and_looks_at_new_works_alone(rooms, voting):
    from tfstyle.studio.ratings import Teaching
    from tfstyle.studio.training.judging import JudgeRefit

    voting.vote(45)
    looked, told, place = [], [], {work: n for n, work in enumerate(voting.works)}

    def picture_of(work):
        looked.append(work)
        return place[work]

    def scores_of(number):
        return {"naturalness": 50.0 + (number * 7) % 10, "cleanness": 20.0 + 7 * number}

    class Job:
        def tell(self, done, message):
            told.append(message)

    refit = JudgeRefit(rooms.ratings, rooms.facts, picture_of, scores_of)
    result = refit(Job())
    assert result["better"] and result["after"] > result["before"]
    assert told[0] == "Picture 1 of 10 is judged."
    teaching = Teaching(rooms.ratings, rooms.facts, rooms.jobs)
    learned = teaching.judge()
    assert learned.better and learned.weights["cleanness"] > 0.5 and learned.choices == 45
    scores = teaching.judged([*voting.works, "unknown"])
    assert len(scores) == 10 and max(scores, key=scores.get) == voting.works[-1]
    refit(Job())
    assert len(looked) == 10


def test_too_few_choices_are_said(rooms, voting, working):
    voting.vote(5)
    working()
    rooms.facts.put("judge_scores", {w: {"a": 50.0, "b": 60.0} for w in voting.works})
    job = ended(rooms, rooms.jobs.add(rooms.ada, "refit_judge", {}))
    assert job.state == "failed" and "takes 20 choices" in job.message
    assert rooms.facts.get("judge") is None


def test_a_style_learns_from_ones_own_votes(rooms, voting, working, fake_runs):
    import json
    import sqlite3

    working()
    payload = {"picture_id": rooms.ids[0], "steps": 100_000, "ratings": True}
    voting.vote(29)
    job = ended(rooms, rooms.jobs.add(rooms.ada, "train_style", payload))
    assert job.state == "failed" and "there are 29; 30 are needed" in job.message
    voting.vote(45)
    bob = rooms.store.person("bob")
    rooms.store.pictures.share(rooms.ids[0], "published", owner_id=rooms.ada)
    other = rooms.store.gallery.keep(
        bob, picture(99, (16, 12)), {"steps": [{"style": "s", "model": "m"}], "version": 1},
        rooms.ids[0],
    )  # fmt: skip
    rooms.ratings.rate(bob, other.id, 5)
    job_id = rooms.jobs.add(rooms.ada, "train_style", payload)
    recipe = rooms.settings.home / "runs" / job_id / "run" / "recipe.toml"
    from tests.studio.training.waiting import until

    until(lambda: recipe.is_file() and recipe.read_text("utf-8"))
    arguments = json.loads(recipe.read_text("utf-8"))["arguments"]
    with sqlite3.connect(arguments[arguments.index("--ratings") + 1]) as base:
        assert base.execute("SELECT name FROM users").fetchall() == [("ada",)]
        assert base.execute("SELECT count(*) FROM comparisons").fetchone() == (45,)
        assert base.execute("SELECT count(*) FROM ratings").fetchone() == (0,)
    base.close()
    rooms.jobs.cancel(job_id, rooms.ada)
    assert ended(rooms, job_id).state == "cancelled"
