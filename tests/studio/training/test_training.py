"""Long jobs are paused, gone on with by another worker, and end in the library."""

import json
import shutil

import pytest

from tests.optional import need
from tests.studio.training.conftest import Style
from tests.studio.training.waiting import ended, until
from tfstyle.errors import NotFoundError, QuotaError

need("sqlalchemy")
need("alembic")


def add_domains(rooms, **more):
    payload = {"a": rooms.ids[:2], "b": rooms.ids[2:5], "name": "Sea", "licence": "mine", **more}
    return rooms.jobs.add(rooms.ada, "train_domains", payload)


def get(rooms, job_id):
    return rooms.jobs.get(job_id, rooms.ada)


def running(rooms, job_id):
    """Wait until a job tells of a step."""
    return until(lambda: (job := get(rooms, job_id)).message.startswith("Step") and job)


def folder_of(rooms, job_id):
    return rooms.settings.home / "runs" / job_id


def test_two_sets_become_a_style(rooms, working, fake_runs):
    working()
    job_id = add_domains(rooms, steps=40, tags=["sea", "blue"])
    seen = until(lambda: "sample" in ((job := get(rooms, job_id)).result or ()) and job)
    assert seen.state == "running" and seen.message.startswith("Step")
    assert seen.result["losses"][0] == [1, 1.0]
    assert rooms.pictures.info(seen.result["sample"], viewer_id=rooms.ada).kind == "result"
    job = ended(rooms, job_id)
    assert (job.state, job.message) == ("done", "")
    (style,) = rooms.library.held
    assert job.result["style_id"] == style.id and style.name == "Sea"
    assert job.result["losses"][-1] == [40, 0.025]
    assert style.told == {"licence": "mine", "source": "the owner's own pictures",
                          "tags": ["sea", "blue"]}  # fmt: skip
    assert style.files == {"config.json": b"0\n"}
    # Of its samples none is kept, now that the style shows what was learned; nor are copies.
    assert "sample" not in job.result
    assert rooms.pictures.list(rooms.ada, kinds=("result",)) == []
    assert [path.name for path in folder_of(rooms, job_id).iterdir()] == ["notes.json"]
    from tfstyle.studio.training import handlers

    handlers(rooms)  # the next worker's
    assert not folder_of(rooms, job_id).exists()


def test_what_the_run_is_told(rooms, working, fake_runs):
    working()
    job_id = add_domains(rooms, steps=100_000, model="cyclegan", crop=64)
    recipe = folder_of(rooms, job_id) / "run" / "recipe.toml"
    until(lambda: recipe.is_file() and recipe.read_text("utf-8"))
    arguments = json.loads(recipe.read_text("utf-8"))["arguments"]
    assert arguments[:2] == ["train", "cyclegan"]
    assert {"train.steps=100000", "data.crop=64"} < set(arguments)
    data = folder_of(rooms, job_id) / "data"
    assert len(list((data / "trainA").iterdir())) == 2
    assert len(list((data / "trainB").iterdir())) == 3
    rooms.jobs.cancel(job_id, rooms.ada)
    assert ended(rooms, job_id).state == "cancelled"
    assert not folder_of(rooms, job_id).exists()


def test_nothing_of_a_run_whose_owner_is_deleted_stays(rooms, working, fake_runs):
    from tfstyle.studio.database.schema import User

    working()
    job_id = add_domains(rooms, steps=100_000)
    running(rooms, job_id)
    with rooms.store.db.session() as session:
        session.delete(session.get(User, rooms.ada))
    until(lambda: not folder_of(rooms, job_id).exists())
    assert rooms.library.held == []


def test_pause_a_new_worker_and_on(rooms, working, fake_runs):
    end = working()
    job_id = add_domains(rooms, steps=120)
    running(rooms, job_id)
    rooms.jobs.pause(job_id, rooms.ada)
    paused = until(lambda: (job := get(rooms, job_id)).state == "paused" and job)
    assert 0 < paused.done < 1
    end()
    working()
    assert get(rooms, job_id).state == "paused"
    rooms.jobs.resume(job_id, rooms.ada)
    assert ended(rooms, job_id).state == "done"
    began = rooms.library.held[0].files["config.json"].decode().split()
    assert len(began) == 2 and began[0] == "0" and 0 < int(began[1]) < 120


def test_a_worker_that_ends_hands_a_run_on(rooms, working, fake_runs):
    end = working()
    job_id = add_domains(rooms, steps=120)
    running(rooms, job_id)
    end()
    assert get(rooms, job_id).state == "queued"
    working()
    assert ended(rooms, job_id).state == "done"
    assert len(rooms.library.held[0].files["config.json"].split()) == 2


def test_a_run_that_got_nowhere_begins_again(rooms, working, fake_runs):
    job_id = add_domains(rooms, steps=5)
    run = folder_of(rooms, job_id) / "run"
    run.mkdir(parents=True)
    (run / "recipe.toml").write_text("{}", "utf-8")  # killed before its first checkpoint
    working()
    assert ended(rooms, job_id).state == "done"


def test_a_result_that_could_not_be_written_is_not_kept_twice(rooms, fake_runs):
    """The worker dies between keeping a style and saying so: the next one finds it kept."""
    from tfstyle.studio.jobs import JobContext
    from tfstyle.studio.training import handlers

    job_id, does = add_domains(rooms, steps=5), handlers(rooms)["train_domains"]
    claim = rooms.jobs.claim("one", ["train_domains"])
    first = does(JobContext(rooms.jobs, claim))
    assert first == does(JobContext(rooms.jobs, claim))
    assert len(rooms.library.held) == 1 and first["style_id"] == "s0"
    rooms.jobs.finish(claim, first)
    assert get(rooms, job_id).state == "done"


@pytest.mark.parametrize(
    ("kind", "payload", "told"),
    [
        ("train_domains", {"b": []}, "b must be 2 to 2000 pictures. Received: 0"),
        ("train_domains", {"a": "x"}, "a must be a list of ids"),
        ("train_domains", {"model": "../x"}, "model must be 'cut' or 'cyclegan'"),
        ("train_domains", {"steps": 10**9}, "steps must be a whole number"),
        ("train_domains", {"steps": True}, "steps must be a whole number"),
        ("train_style", {}, "picture_id must be given"),
        ("video", {"style_id": "s"}, "picture_id must be given"),
        ("video", {"picture_id": "x", "style_id": "s", "strength": "x"}, "strength must be a"),
    ],
)
def test_what_cannot_be_done_is_said(rooms, working, fake_runs, kind, payload, told):
    working()
    given = {"a": rooms.ids[:2], "b": rooms.ids[2:], **payload}
    job_id = rooms.jobs.add(rooms.ada, kind, given)
    job = ended(rooms, job_id)
    assert job.state == "failed" and told in job.message
    assert not folder_of(rooms, job_id).exists() or not any(folder_of(rooms, job_id).iterdir())


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("train_domains", {"a": ["f" * 32, "e" * 32]}),
        ("train_style", {"picture_id": "../../x"}),
    ],
)
def test_a_picture_that_is_none_is_not_learned_from(rooms, kind, payload):
    with pytest.raises(NotFoundError, match="There is no such picture"):
        rooms.jobs.add(rooms.ada, kind, {"a": rooms.ids[:2], "b": rooms.ids[2:], **payload})


def test_nobody_learns_from_anothers_pictures(rooms, working, fake_runs):
    bob, payload = rooms.store.person("bob"), {"picture_id": rooms.ids[0]}
    with pytest.raises(NotFoundError, match="There is no such picture"):
        rooms.jobs.add(bob, "train_style", payload)
    rooms.pictures.share(rooms.ids[0], "published", owner_id=rooms.ada)
    tea = rooms.store.person("tea", "teacher")
    job_id = rooms.jobs.add(tea, "train_style", payload)
    rooms.pictures.share(rooms.ids[0], "private", owner_id=rooms.ada)  # before it began
    working()
    job = until(lambda: (job := rooms.jobs.get(job_id, tea)).ended and job)
    assert (job.state, job.message) == ("failed", "There is no such picture.")


def test_a_style_without_room_waits_until_there_is_some(rooms, working, fake_runs, monkeypatch):
    working()
    full = [QuotaError("This takes 7 MB, and 0 MB of your 5 MB are free.")]
    add = rooms.library.add_trained
    monkeypatch.setattr(rooms.library, "add_trained", lambda *a, **n: _full_once(full, add, a, n))
    job_id = add_domains(rooms, steps=5)
    until(lambda: get(rooms, job_id).state == "paused")
    assert "0 MB of your 5 MB" in get(rooms, job_id).message
    rooms.jobs.resume(job_id, rooms.ada)
    assert ended(rooms, job_id).state == "done" and len(rooms.library.held) == 1


def _full_once(full, add, arguments, named):
    if full:
        raise full.pop()
    return add(*arguments, **named)


def test_a_run_that_fails_says_why_without_a_path(rooms, working, fake_runs, monkeypatch):
    monkeypatch.setenv("FAKE_RUN", "fails")
    working()
    job_id = add_domains(rooms)
    job = ended(rooms, job_id)
    assert (job.state, job.message) == ("failed", "data has no pictures.")
    assert not folder_of(rooms, job_id).exists()


def test_nothing_of_a_job_cancelled_while_it_rests_stays(rooms, working, fake_runs):
    working()
    job_id = add_domains(rooms, steps=1000)
    running(rooms, job_id)
    rooms.jobs.pause(job_id, rooms.ada)
    until(lambda: get(rooms, job_id).state == "paused")
    assert folder_of(rooms, job_id).is_dir()
    rooms.jobs.cancel(job_id, rooms.ada)
    ended(rooms, add_domains(rooms, steps=1))
    assert not folder_of(rooms, job_id).exists()


def test_someone_without_room_for_samples_learns_all_the_same(rooms, working, fake_runs):
    from tfstyle.studio.database.schema import User

    with rooms.store.db.session() as session:
        session.get(User, rooms.ada).quota_bytes = 1
    working()
    job = ended(rooms, add_domains(rooms, steps=10))
    assert job.state == "done" and "sample" not in job.result


def test_a_painting_becomes_a_style(rooms, working, fake_runs):
    rooms.library.held.append(Style("s0", rooms.ada, "Great Wave", kind="painting"))
    working()
    payload = {"picture_id": rooms.ids[0], "name": "Great Wave", "steps": 5}
    job = ended(rooms, rooms.jobs.add(rooms.ada, "train_style", payload))
    assert job.state == "done"
    assert rooms.library.held[-1].name == "Great Wave (trained)"  # the painting has its name


def test_a_style_is_learned_with_ones_own_photographs(rooms, fake_runs, monkeypatch):
    from tfstyle.studio.jobs import JobContext
    from tfstyle.studio.training import handlers, runs

    seen = []

    def run(arguments, log, look):
        data = arguments[arguments.index("--data") + 1]
        seen.append((arguments, sorted(path.name for path in data.iterdir())))
        final = data.parent / "run" / "final"
        final.mkdir(parents=True)

    monkeypatch.setattr(runs.child, "run", run)
    rooms.jobs.add(rooms.ada, "train_style", {"picture_id": rooms.ids[0], "name": "../a B"})
    claim = rooms.jobs.claim("one", ["train_style"])
    handlers(rooms)["train_style"](JobContext(rooms.jobs, claim))
    arguments, names = seen[0]
    assert names == [f"{n:05d}.png" for n in range(8)]
    assert arguments[-2] == "--style" and arguments[-1].endswith("/a_b.png")
    assert arguments[:2] == ["train", "fast_style"]


@pytest.mark.parametrize("kind", ["train_style", "train_domains"])
@pytest.mark.parametrize("model", ["cut", "cyclegan"])
def test_what_a_run_is_told_is_a_recipe(rooms, monkeypatch, kind, model):
    from tfstyle.cli.beginnings import begin
    from tfstyle.studio.jobs import JobContext
    from tfstyle.studio.training import handlers, runs

    asked = []

    def run(arguments, log, look):
        asked.append([str(argument) for argument in arguments])
        (rooms.settings.home / "runs" / claim.id / "run" / "final").mkdir(parents=True)

    monkeypatch.setattr(runs.child, "run", run)
    payload = {"picture_id": rooms.ids[0], "a": rooms.ids[:2], "b": rooms.ids[2:], "model": model}
    rooms.jobs.add(rooms.ada, kind, payload)
    claim = rooms.jobs.claim("one", [kind])
    handlers(rooms)[kind](JobContext(rooms.jobs, claim))
    (arguments,) = asked
    sets = [arguments[i + 1] for i, one in enumerate(arguments) if one == "--set"]
    styles = [arguments[i + 1] for i, one in enumerate(arguments) if one == "--style"]
    recipe, _ = begin(arguments[1], sets, styles=styles)
    assert recipe.train.checkpoint_every == 100 and recipe.data.skip_broken is True


def test_few_photographs_are_joined_by_free_ones(tmp_path):
    need("skimage.data")
    from tfstyle.studio.training.style import add_free_photographs

    for _ in range(2):
        add_free_photographs(tmp_path)
        assert len(list(tmp_path.iterdir())) == 4
    shutil.rmtree(tmp_path)
