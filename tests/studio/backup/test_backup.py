"""A studio as one file and back: all of it, into an empty place only, of either database."""

import json
import os
import stat
import tarfile
import textwrap
import threading

import pytest

from tests.optional import need
from tests.studio import postgres, stores
from tests.studio.stores import picture, video
from tfstyle.errors import DataError, IntegrityError, NotFoundError, StorageError

sa = need("sqlalchemy")
need("alembic")


def furnish(store):
    """Put something into every table; return who is there."""
    from tfstyle.studio.database import schema

    ada, teacher = store.person("ada", quota=2**40), store.person("Ωμέγα", "teacher")
    room = store.classroom(teacher, ada)
    source = store.pictures.add(ada, picture(1, (20, 10), "JPEG"), title='"山水"\\')
    film = store.pictures.add(ada, video(comment="somewhere"))
    # The later one has the smaller id: rows that refer to each other come in any order.
    first = store.gallery.keep(ada, picture(2), {"seed": 2**53 + 1, "x": [None, 0.1]}, source.id)
    work = first
    for number in range(3, 8):
        work = store.gallery.keep(ada, picture(number), {"n": number}, source.id, work.id)
    ours = store.gallery.collections.create(teacher, "ours", classroom_id=room)
    store.gallery.collections.add(ours.id, work.id, viewer_id=ada)
    store.gallery.comments.add(work.id, "so\nblue", author_id=teacher)
    with store.db.session() as session:
        store.blobs.put(b"a preset")
        preset = store.pictures.ledger.hold(session, b"a preset", "application/zip")
        session.add_all([
            schema.Session(token_hash="5" * 64, user_id=ada, expires=2e9),
            schema.Invitation(token_hash="6" * 64, role="student", created_by=teacher, expires=2e9),
            schema.Style(owner_id=ada, name="mine", kind="trained", model="m", tags=["a", "b"],
                         preset_sha256=preset),
            schema.Rating(user_id=teacher, work_id=work.id, stars=4),
            schema.Comparison(user_id=teacher, better_id=work.id, worse_id=first.id),
            schema.Job(owner_id=ada, kind="video", payload={"picture": film.id}, done=0.25),
        ])  # fmt: skip
    return ada, teacher


def told(store):
    """All rows but those of sessions, and all bytes."""

    from tfstyle.studio.database.schema import Base

    with store.db.reading() as session:
        rows = {
            table.name: sorted(map(str, session.execute(sa.select(table)).mappings()))
            for table in Base.metadata.sorted_tables if table.name != "sessions"
        }  # fmt: skip
    return rows, {entry.sha256: store.blobs.get(entry.sha256) for entry in store.blobs.list()}


@pytest.fixture
def empty(tmp_path, request):
    """A function that makes an empty place: a URL of a database, and a store."""

    def make(kind="sqlite", name="new"):
        from tfstyle.studio.blobs import open_blobs

        url = f"sqlite:///{tmp_path}/{name}/studio.db"
        if kind == "postgresql":
            url = postgres.new_database(request.getfixturevalue("postgresql"))
        return url, open_blobs(tmp_path / name / "blobs")

    return make


@pytest.mark.parametrize("into", stores.BOTH)
def test_a_restored_studio_is_the_one_that_was(any_store, empty, into, tmp_path):
    from tfstyle.studio.backup import backup, restore
    from tfstyle.studio.database.schema import Session

    ada, teacher = furnish(any_store)
    saved = backup(any_store.db, any_store.blobs, tmp_path / "studio.tar")
    url, blobs = empty(into)
    assert restore(tmp_path / "studio.tar", url, blobs) == saved
    again = stores.open_store(url, tmp_path / "new" / "blobs")
    assert told(again) == told(any_store)
    assert again.rows(Session) == 0  # nobody is logged in by a backup
    assert again.gallery.list(ada) == any_store.gallery.list(ada)
    assert again.gallery.list(teacher, whose="class") == any_store.gallery.list(
        teacher, whose="class"
    )
    assert again.pictures.ledger.sweep(older_than=0).removed == ()
    # And it goes on.
    again.gallery.keep(ada, picture(50), {})
    again.db.close()


def test_a_studio_that_is_there_is_not_replaced(store, empty, tmp_path):
    from tfstyle.studio.backup import backup, restore

    furnish(store)
    backup(store.db, store.blobs, tmp_path / "studio.tar")
    before = told(store)
    with pytest.raises(DataError, match="does not replace"):
        restore(tmp_path / "studio.tar", store.url, store.blobs)
    assert told(store) == before
    url, blobs = empty()
    restore(tmp_path / "studio.tar", url, blobs)
    with pytest.raises(DataError, match="does not replace"):
        restore(tmp_path / "studio.tar", url, blobs)


def test_tables_without_a_person_are_no_studio(store, empty, tmp_path):
    """What a studio has that was started, and where nobody has been: the styles of the zoo."""
    from tfstyle.studio.backup import backup, restore
    from tfstyle.studio.database.schema import Style

    furnish(store)
    backup(store.db, store.blobs, tmp_path / "studio.tar")
    new = stores.new_store(tmp_path / "new")
    with new.db.session() as session:
        session.add(Style(name="wave", kind="preset", model="fast_style_wave"))
    restore(tmp_path / "studio.tar", new.url, new.blobs)
    assert told(new) == told(store)
    new.db.close()


def test_a_backup_is_its_owner_s_alone_and_a_plain_tar(store, tmp_path):
    from tfstyle.studio.backup import backup

    furnish(store)
    path = tmp_path / "studio.tar"
    saved = backup(store.db, store.blobs, path)
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with tarfile.open(path) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))
        assert b"5" * 64 not in path.read_bytes()
    assert names[0] == "manifest.json" and manifest["revision"] == "0001"
    assert manifest["tables"]["users"]["rows"] == 2 and "sessions" not in manifest["tables"]
    assert sum(name.startswith("blobs/") for name in names) == saved.blobs == len(store.stored())


def test_a_second_backup_replaces_the_first_and_a_failed_one_does_not(store, tmp_path):
    from tfstyle.studio.backup import backup

    ada, _ = furnish(store)
    path = tmp_path / "studio.tar"
    backup(store.db, store.blobs, path)
    whole = path.read_bytes()
    info = store.pictures.list(ada)[0]
    store.blobs.delete(info.blob_sha256)
    with pytest.raises(IntegrityError, match="missing in the store"):
        backup(store.db, store.blobs, path)
    assert path.read_bytes() == whole and set(os.listdir(tmp_path)) >= {"studio.tar"}
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".tmp")]


def test_what_is_deleted_while_it_is_copied_makes_the_backup_begin_anew(store, empty, tmp_path):
    from tfstyle.studio.backup import backup, restore

    ada, _ = furnish(store)
    victim = store.pictures.add(ada, picture(60))
    get, asked = store.blobs.get, []

    def get_late(sha256):
        if not asked:
            asked.append(sha256)
            store.pictures.delete(victim.id, viewer_id=ada)
        return get(sha256)

    store.blobs.get = get_late
    backup(store.db, store.blobs, tmp_path / "studio.tar")
    store.blobs.get = get
    url, blobs = empty()
    restore(tmp_path / "studio.tar", url, blobs)
    again = stores.open_store(url, tmp_path / "new" / "blobs")
    assert told(again) == told(store)
    again.db.close()


@pytest.mark.exhaustive
def test_backups_beside_people_who_come_and_go_are_whole(any_store, empty, tmp_path):
    from tfstyle.studio.backup import backup, restore

    ada, _ = furnish(any_store)
    stop, failed = threading.Event(), []

    def come_and_go(start):
        number = start
        try:
            while not stop.is_set():
                number += 1
                work = any_store.gallery.keep(ada, picture(number), {})
                if number % 3:
                    any_store.gallery.delete(work.id, viewer_id=ada)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=come_and_go, args=(1000 * n,)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    made = 0
    try:
        for number in range(6):
            try:
                backup(any_store.db, any_store.blobs, tmp_path / f"{number}.tar")
            except DataError as error:  # pictures were deleted all the time: said, and nothing left
                assert "Try again" in str(error)
                assert not (tmp_path / f"{number}.tar").exists()
                continue
            made += 1
            url, blobs = empty(name=f"new{number}")
            restore(tmp_path / f"{number}.tar", url, blobs)
            again = stores.open_store(url, tmp_path / f"new{number}" / "blobs")
            swept = again.pictures.ledger.sweep(older_than=0)
            assert swept.missing == ()
            again.db.close()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failed and made > 0


def test_an_older_release_s_backup_is_migrated(any_store, empty, tmp_path, monkeypatch):
    """The backup is of the first tables; this release, let us say, has a second step."""
    from tests.studio.database.test_migrating import SECOND
    from tfstyle.studio.backup import backup, restore, restoring
    from tfstyle.studio.database import migrate

    ada, _ = furnish(any_store)
    backup(any_store.db, any_store.blobs, tmp_path / "studio.tar")
    folder = tmp_path / "later"
    folder.mkdir()
    (folder / "v0002.py").write_text(textwrap.dedent(SECOND), "utf-8")
    monkeypatch.setattr(
        restoring, "migrate", lambda db, revision="head": migrate(db, revision, more=[folder])
    )
    url, blobs = empty()
    new = stores.open_store(url, tmp_path / "new" / "blobs")
    migrate(new.db, more=[folder])  # it has been started once, and is of the later release
    restore(tmp_path / "studio.tar", url, blobs)
    with new.db.reading() as session:
        mottos = session.connection().exec_driver_sql("SELECT motto FROM users").all()
    assert mottos == [("-",), ("-",)] and len(new.gallery.list(ada)) == 6
    new.db.close()


def test_a_place_that_cannot_be_written_is_told(store, tmp_path):
    from tfstyle.studio.backup import backup

    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        backup(store.db, store.blobs, tmp_path / "file" / "studio.tar")


def test_a_database_without_tables_has_no_backup(tmp_path):
    from tfstyle.studio.backup import backup
    from tfstyle.studio.blobs import open_blobs
    from tfstyle.studio.database import open_database

    db = open_database(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(DataError, match="no tables yet"):
        backup(db, open_blobs(tmp_path / "blobs"), tmp_path / "studio.tar")
    db.close()


def test_a_backup_that_is_not_there_is_told(tmp_path, empty):
    from tfstyle.studio.backup import restore

    with pytest.raises(NotFoundError, match=r"no backup .*none\.tar"):
        restore(tmp_path / "none.tar", *empty())
    assert not (tmp_path / "new").exists() or not os.listdir(tmp_path / "new")
