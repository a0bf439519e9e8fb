"""A video is painted once, kept with its recipe, and painted again by it."""

import io
import types

import pytest

from tests.optional import need
from tests.studio.stores import picture, video
from tests.studio.training.waiting import ended
from tfstyle.errors import DataError, IntegrityError, NotFoundError

need("sqlalchemy")
need("alembic")
PAINTED = {"seed": 1}


@pytest.fixture
def rooms(store, tmp_path, monkeypatch):
    """A studio's rooms with one video of ada's and two styles; videos are painted by a copy."""
    need("av")
    from tfstyle.studio.jobs import Jobs
    from tfstyle.studio.library import Library
    from tfstyle.studio.painting import Painter
    from tfstyle.studio.training import videos

    ada = store.person("ada")
    library = Library(store.db, store.pictures, store.blobs, tmp_path / "presets")
    library.seed_from_zoo()
    asked = []

    def run(arguments, log, look):
        asked.append([str(argument) for argument in arguments])
        look()
        out = arguments[arguments.index("-o") + 1]
        out.write_bytes(video(frames=PAINTED["seed"] + 3))

    monkeypatch.setattr(videos.child, "run", run)
    PAINTED["seed"] = 1
    (style, *_) = (one for one in library.styles(ada) if one.model == "fast_style_multi")
    return types.SimpleNamespace(
        settings=types.SimpleNamespace(home=tmp_path / "home"), jobs=Jobs(store.db), ada=ada,
        ratings=None, facts=None,
        pictures=store.pictures, gallery=store.gallery, library=library, store=store,
        blobs=store.blobs, painter=Painter(library, store.pictures, store.blobs), asked=asked,
        style=style, film=store.pictures.add(ada, video(title="Port"), kind="video", title="Port"),
    )  # fmt: skip


def asked_of(rooms, **more):
    from tfstyle.studio.training import VideoOptions

    return VideoOptions(picture_id=rooms.film.id, style_id=rooms.style.id, **more)


def do(rooms, payload, owner=None):
    """Do one job as a worker does; return its id, and its result."""
    from tfstyle.studio.jobs import JobContext
    from tfstyle.studio.training import handlers

    rooms.jobs.add(owner or rooms.ada, "video", payload)
    claim = rooms.jobs.claim("one", ["video"])
    result = handlers(rooms)["video"](JobContext(rooms.jobs, claim))
    rooms.jobs.finish(claim, result)
    return claim.id, result


def test_a_video_becomes_a_work_with_its_recipe(rooms):
    payload = asked_of(rooms, strength=0.5, temporal=True, size=96).payload("Harbour")
    job_id, result = do(rooms, payload)
    ((verb, model, source, _, out, *options),) = rooms.asked
    assert (verb, model) == ("translate", "fast_style_multi")
    assert source.endswith("video.mp4") and out.endswith("painted.mp4")
    style = rooms.style.style
    assert options == ["--style", style, "--size", "96", "--strength", "0.5", "--temporal"]
    work = rooms.gallery.get(result["work_id"], viewer_id=rooms.ada)
    assert (work.id, work.kind, work.title, work.source_id) == (
        job_id, "video", "Harbour", rooms.film.id
    )  # fmt: skip
    assert work.recipe["source"] == rooms.film.blob_sha256
    assert work.recipe["options"]["temporal"] is True
    assert work.recipe["steps"][0]["model"] == "fast_style_multi"
    assert not list((rooms.settings.home / "runs" / job_id).glob("*.mp4"))


def test_what_was_killed_after_keeping_keeps_nothing_twice(rooms):
    from tfstyle.studio.jobs import JobContext
    from tfstyle.studio.training import handlers

    rooms.jobs.add(rooms.ada, "video", asked_of(rooms).payload("Harbour"))
    claim = rooms.jobs.claim("one", ["video"])
    does = handlers(rooms)["video"]
    first = does(JobContext(rooms.jobs, claim))
    PAINTED["seed"] = 2
    assert does(JobContext(rooms.jobs, claim)) == first
    assert len(rooms.gallery.list(rooms.ada)) == 1


def test_painted_again_to_the_same_bytes_it_is_kept_once(rooms):
    payload = asked_of(rooms).payload("Harbour")
    _, first = do(rooms, payload)
    _, again = do(rooms, payload | {"again": first["work_id"]})
    assert again == first | {"same": True} and len(rooms.gallery.list(rooms.ada)) == 1
    PAINTED["seed"] = 2
    _, other = do(rooms, payload | {"again": first["work_id"]})
    assert other["same"] is False
    line = rooms.gallery.lineage(other["work_id"], viewer_id=rooms.ada)
    assert [work.id for work in line] == [first["work_id"], other["work_id"]]


def test_other_weights_or_another_video_are_no_repetition(rooms, monkeypatch):
    payload = asked_of(rooms).payload("Harbour")
    _, first = do(rooms, payload)
    other = rooms.pictures.add(rooms.ada, video(frames=7), kind="video")
    again = payload | {"again": first["work_id"]}
    with pytest.raises(IntegrityError, match="another video"):
        do(rooms, again | {"picture_id": other.id})
    recipe = rooms.gallery.get(first["work_id"], viewer_id=rooms.ada).recipe
    recipe["steps"][0]["checksum"] = "0" * 64
    spoilt = rooms.gallery.keep(rooms.ada, video(frames=9), recipe, rooms.film.id)
    with pytest.raises(IntegrityError, match="other weights"):
        do(rooms, payload | {"again": spoilt.id})
    plain = rooms.gallery.keep(rooms.ada, picture(1), {"steps": [1]}, rooms.film.id)
    with pytest.raises(DataError, match="no recipe of a video"):
        do(rooms, payload | {"again": plain.id})


def test_nobody_paints_anothers_video_or_follows_anothers_recipe(rooms):
    payload = asked_of(rooms).payload("Harbour")
    _, first = do(rooms, payload)
    bob = rooms.store.person("bob")
    with pytest.raises(NotFoundError):
        do(rooms, payload, bob)
    mine = rooms.pictures.add(bob, video(), kind="video")
    with pytest.raises(NotFoundError):
        do(rooms, payload | {"picture_id": mine.id, "again": first["work_id"]}, bob)


def test_what_took_long_is_kept_though_its_video_was_deleted_meanwhile(rooms, monkeypatch):
    from tfstyle.studio.training import videos

    run = videos.child.run

    def deleting(*arguments):
        run(*arguments)
        rooms.pictures.delete(rooms.film.id, viewer_id=rooms.ada)

    monkeypatch.setattr(videos.child, "run", deleting)
    _, result = do(rooms, asked_of(rooms).payload(""))
    assert rooms.gallery.get(result["work_id"], viewer_id=rooms.ada).source_id is None


def test_a_worker_tells_how_far_it_is(rooms, monkeypatch):
    from tfstyle.inference import video as videos_of
    from tfstyle.studio.jobs import Worker
    from tfstyle.studio.training import handlers, videos

    seen = []
    monkeypatch.setattr(videos_of, "frames_kept", lambda target: 3)
    keep = rooms.gallery.keep

    def run(arguments, log, look):
        look()
        seen.append(rooms.jobs.get(job_id, rooms.ada))
        arguments[arguments.index("-o") + 1].write_bytes(video())

    monkeypatch.setattr(videos.child, "run", run)
    job_id = rooms.jobs.add(rooms.ada, "video", asked_of(rooms).payload("Harbour"))
    Worker(rooms.jobs, handlers(rooms)).do(rooms.jobs.claim("one", ["video"]))
    assert ended(rooms, job_id).state == "done" and rooms.gallery.keep == keep
    assert seen[0].message == "Frame 3 of 5." and 0.5 < seen[0].done < 0.6


def test_deleting_a_painted_video_removes_its_bytes(rooms):
    before = rooms.store.stored()
    _, result = do(rooms, asked_of(rooms).payload("Harbour"))
    assert len(rooms.store.stored() - before) == 1  # as it is: it says nothing but how
    rooms.gallery.delete(result["work_id"], viewer_id=rooms.ada)
    assert rooms.store.stored() == before


def test_a_zip_shows_videos_by_a_frame(rooms):
    import zipfile

    _, result = do(rooms, asked_of(rooms).payload("Harbour"))
    data = rooms.gallery.zip([result["work_id"]], viewer_id=rooms.ada)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert names == ["001_harbour.mp4", "contact_sheet.jpg", "recipes.json"]


@pytest.mark.exhaustive
def test_a_real_network_paints_a_real_video(store, tmp_path):
    """A process of its own paints five frames; the same recipe gives the same bytes."""
    need("av")
    from tfstyle.studio.jobs import Jobs
    from tfstyle.studio.library import Library
    from tfstyle.studio.painting import Painter

    ada = store.person("ada")
    library = Library(store.db, store.pictures, store.blobs, tmp_path / "presets")
    library.seed_from_zoo()
    style = next(one for one in library.styles(ada) if one.model == "fast_style_udnie")
    rooms = types.SimpleNamespace(
        settings=types.SimpleNamespace(home=tmp_path / "home"), jobs=Jobs(store.db), ada=ada,
        ratings=None, facts=None,
        pictures=store.pictures, gallery=store.gallery, library=library, store=store, style=style,
        blobs=store.blobs, painter=Painter(library, store.pictures, store.blobs),
        film=store.pictures.add(ada, video((96, 64)), kind="video"),
    )  # fmt: skip
    payload = asked_of(rooms, size=64).payload("Harbour")
    _, first = do(rooms, payload)
    _, again = do(rooms, payload | {"again": first["work_id"]})
    assert again["same"] is True
    made = rooms.pictures.info(first["picture_id"], viewer_id=ada)
    assert (made.width, made.height, made.media_type) == (96, 64, "video/mp4")
