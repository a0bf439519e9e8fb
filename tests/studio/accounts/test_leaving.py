"""Somebody is deleted: rows and bytes, and nobody else's; killed halfway nothing is orphaned."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.optional import need
from tests.studio.accounts.people import GOOD, at_once, cheap
from tests.studio.stores import open_store, picture
from tfstyle.errors import DataError, NotFoundError

need("sqlalchemy")
need("alembic")
need("argon2")

from tfstyle.studio.accounts import Accounts, NotAllowedError, TooManyAttemptsError  # noqa: E402

TABLES = (
    "Session", "Classroom", "Membership", "Invitation", "Picture", "Style", "Work", "Collection",
    "CollectionItem", "Comment", "Rating", "Comparison", "Job", "Blob",
)  # fmt: skip


@pytest.fixture
def full(any_store):
    """A store in which a teacher has something in every table, and a student beside them."""
    return filled(any_store)


def filled(store):
    from tfstyle.studio.database.schema import Comparison, Rating, Style
    from tfstyle.studio.jobs import Jobs

    db, gallery = store.db, store.gallery
    accounts = Accounts(
        db, cheap(), after_leaving=lambda left: store.pictures.ledger.release(left.sha256s)
    )
    root = accounts.first_admin("Root", GOOD)
    tea, ada = accounts.create("Tea", GOOD, "teacher"), accounts.create("Ada", GOOD)
    room = accounts.create_classroom(tea.id, "9b")
    accounts.add_member(root.id, room.id, ada.id)
    accounts.log_in("Tea", GOOD)
    accounts.invite(tea.id)
    same = picture(1)
    theirs = store.pictures.add(tea.id, same, kind="painting")
    store.pictures.add(ada.id, same)  # the same bytes stay
    works = [gallery.keep(tea.id, picture(number), {}, theirs.id) for number in (2, 3)]
    mine = gallery.keep(ada.id, picture(4), {})
    for work, owner in ((works[0], tea), (mine, ada)):
        gallery.publish(work.id, owner_id=owner.id)
    shared = gallery.collections.create(tea.id, "Best", classroom_id=room.id)
    gallery.collections.add(shared.id, works[0].id, viewer_id=tea.id)
    gallery.collections.add(shared.id, mine.id, viewer_id=ada.id)
    gallery.collections.create(tea.id, "My own")
    gallery.comments.add(works[0].id, "Hm", author_id=ada.id)
    gallery.comments.add(mine.id, "Good", author_id=tea.id)
    with db.session() as session:
        session.add_all([
            Style(owner_id=tea.id, name="S", kind="painting", model="m", picture_id=theirs.id),
            Rating(user_id=tea.id, work_id=mine.id, stars=4),
            Rating(user_id=ada.id, work_id=works[0].id, stars=2),
            Comparison(user_id=tea.id, better_id=mine.id, worse_id=works[0].id),
        ])  # fmt: skip
    job = Jobs(db).add(tea.id, "count", {})
    store.accounts, store.root, store.tea, store.ada = accounts, root, tea, ada
    store.room, store.shared, store.mine, store.job = room, shared, mine, job
    return store


def _counts(store):
    from tfstyle.studio.database import schema

    return {name: store.rows(getattr(schema, name)) for name in TABLES}


LEFT = {
    "Session": 0, "Classroom": 1, "Membership": 1, "Invitation": 0, "Picture": 2, "Style": 0,
    "Work": 1, "Collection": 1, "CollectionItem": 1, "Comment": 0, "Rating": 0, "Comparison": 0,
    "Job": 0, "Blob": 2,
}  # fmt: skip


def test_nothing_of_who_is_deleted_stays_and_classes_are_the_admins(full):
    from tfstyle.studio.jobs import Jobs

    full.accounts.delete_user(full.root.id, full.tea.id)
    assert _counts(full) == LEFT and len(full.stored()) == 2
    assert [room.teacher_id for room in full.accounts.classrooms(full.ada.id)] == [full.root.id]
    kept = full.gallery.list(full.ada.id, collection_id=full.shared.id)
    assert [work.id for work in kept] == [full.mine.id]
    assert full.gallery.collections.get(full.shared.id, viewer_id=full.root.id).owner_id
    with pytest.raises(NotFoundError):
        full.accounts.user(full.tea.id)
    with pytest.raises(NotFoundError):
        Jobs(full.db).get(full.job, full.root.id)
    with pytest.raises(NotFoundError):
        full.accounts.delete_user(full.root.id, full.tea.id)  # a second time


def test_one_leaves_oneself_with_the_password(full):
    with pytest.raises(DataError, match="password is not right"):
        full.accounts.leave(full.tea.id, "wrong horse")
    full.accounts.leave(full.tea.id, GOOD)
    assert _counts(full) == LEFT and len(full.stored()) == 2
    assert [room.teacher_id for room in full.accounts.classrooms(full.ada.id)] == [full.root.id]


def test_a_stolen_browser_does_not_guess_the_password(full):
    for _ in range(10):
        with pytest.raises(DataError):
            full.accounts.leave(full.ada.id, "wrong horse")
    for call in (
        lambda: full.accounts.leave(full.ada.id, GOOD),
        lambda: full.accounts.change_password(full.ada.id, GOOD, "battery staple"),
    ):
        with pytest.raises(TooManyAttemptsError):
            call()
    assert full.accounts.user(full.ada.id)


def test_who_may_delete_whom(full):
    accounts = full.accounts
    me = accounts.me()
    for by, whom in (
        (full.tea, full.ada), (full.ada, full.tea), (full.tea, full.root), (full.root, me),
        (full.root, full.root),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            accounts.delete_user(by.id, whom.id)
    with pytest.raises(NotAllowedError):
        accounts.leave(full.root.id, GOOD)  # the last admin
    with pytest.raises(DataError):
        accounts.leave(me.id, "")
    other = accounts.create("Rob", GOOD, "admin")
    accounts.leave(full.root.id, GOOD)
    with pytest.raises(NotAllowedError):
        accounts.delete_user(full.tea.id, other.id)


def test_of_two_admins_who_delete_each_other_one_stays(full):
    rob = full.accounts.create("Rob", GOOD, "admin")
    answers = at_once(
        lambda: full.accounts.delete_user(full.root.id, rob.id),
        lambda: full.accounts.delete_user(rob.id, full.root.id),
    )
    assert sum(answer is None for answer in answers) == 1
    assert sum(one.role == "admin" for one in _users(full)) == 1


def _users(store):
    from tfstyle.studio.database.schema import User

    with store.db.reading() as session:
        return [one for one in session.query(User) if one.id != "me"]


def test_what_comes_while_somebody_is_deleted_is_refused_or_gone(full):
    data = [picture(number) for number in range(20, 26)]
    answers = at_once(
        lambda: full.accounts.delete_user(full.root.id, full.tea.id),
        *(lambda one=one: full.pictures.add(full.tea.id, one) for one in data),
    )
    assert answers[0] is None
    assert all(isinstance(one, NotFoundError) or not isinstance(one, Exception) for one in answers)
    full.pictures.ledger.sweep(older_than=0)
    assert _counts(full) == LEFT and len(full.stored()) == 2


def test_bytes_that_stay_are_swept_at_the_next_start(full):
    accounts = Accounts(full.db, cheap())  # as if it was killed right after the rows
    accounts.delete_user(full.root.id, full.tea.id)
    assert len(full.stored()) == 4
    full.pictures.ledger.sweep(older_than=0)
    assert _counts(full) == LEFT and len(full.stored()) == 2


CHILD = """
import sys
from pathlib import Path
from tests.studio.accounts.people import cheap
from tests.studio.stores import open_store
from tfstyle.studio.accounts import Accounts

url, folder, by, whom = sys.argv[1:]
store = open_store(url, Path(folder))
release = lambda left: store.pictures.ledger.release(left.sha256s)
accounts = Accounts(store.db, cheap(), after_leaving=release)
print("ready", flush=True)
accounts.delete_user(by, whom)
"""


@pytest.mark.exhaustive
def test_killed_at_any_moment_somebody_is_whole_or_gone(tmp_path):
    ends = []
    for turn in range(8):
        folder = tmp_path / str(turn)
        folder.mkdir()
        store = filled(open_store(f"sqlite:///{folder}/studio.db", folder / "blobs"))
        before, held = _counts(store), store.stored()
        arguments = [store.url, str(folder / "blobs"), store.root.id, store.tea.id]
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE, env=os.environ
        ) as child:
            child.stdout.readline()
            time.sleep(0.006 * turn)
            child.send_signal(signal.SIGKILL)
            child.wait()
        assert store.pictures.ledger.sweep(older_than=0).missing == ()
        whole = _counts(store) == before and store.stored() == held
        assert whole or (_counts(store) == LEFT and len(store.stored()) == 2), turn
        ends.append(whole)
        store.db.close()
    print(f"{sum(ends)} of {len(ends)} times nothing was deleted")
