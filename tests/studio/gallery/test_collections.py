"""Works put together: one's own, and a class's."""

import pytest

from tests.optional import need
from tests.studio.stores import picture
from tfstyle.errors import DataError, NotFoundError

need("sqlalchemy")

from tfstyle.studio.accounts.roles import NotAllowedError  # noqa: E402
from tfstyle.studio.database.schema import Membership, User  # noqa: E402


@pytest.fixture
def school(any_store):
    ada, ben, eve = (any_store.person(name) for name in ("ada", "ben", "eve"))
    teacher = any_store.person("teacher", "teacher")
    classroom = any_store.classroom(teacher, ada, ben)
    works = [any_store.gallery.keep(ada, picture(n), {"n": n}) for n in range(3)]
    return any_store, ada, ben, eve, teacher, classroom, works


def shown(store, viewer, collection, **page):
    return [w.id for w in store.gallery.list(viewer, collection_id=collection.id, **page)]


def test_one_s_own_collection_keeps_its_order_and_is_nobody_else_s(school):
    store, ada, ben, *_, works = school
    mine = store.gallery.collections.create(ada, "  harbours\n")
    for work in (works[2], works[0], works[1], works[0]):
        store.gallery.collections.add(mine.id, work.id, viewer_id=ada)
    wanted = [works[2].id, works[0].id, works[1].id]
    assert shown(store, ada, mine) == wanted
    assert shown(store, ada, mine, limit=2) + shown(store, ada, mine, before=wanted[1]) == wanted
    (listed,) = store.gallery.collections.list(ada)
    assert (listed.name, listed.works, listed.classroom_id) == ("harbours", 3, None)
    assert store.gallery.collections.list(ben) == []
    for ask in (
        lambda: shown(store, ben, mine),
        lambda: store.gallery.collections.get(mine.id, viewer_id=ben),
        lambda: store.gallery.collections.add(mine.id, works[0].id, viewer_id=ben),
        lambda: store.gallery.collections.remove(mine.id, works[0].id, viewer_id=ben),
        lambda: store.gallery.collections.rename(mine.id, "his", owner_id=ben),
        lambda: store.gallery.collections.delete(mine.id, owner_id=ben),
    ):
        with pytest.raises(NotFoundError):
            ask()
    store.gallery.collections.remove(mine.id, works[0].id, viewer_id=ada)
    assert shown(store, ada, mine) == [works[2].id, works[1].id]
    assert store.gallery.collections.rename(mine.id, "ports", owner_id=ada).name == "ports"
    store.gallery.collections.delete(mine.id, owner_id=ada)
    assert store.gallery.collections.list(ada) == [] and len(store.gallery.list(ada)) == 3


def test_a_class_sees_what_its_members_put_into_its_collection(school):
    store, ada, ben, eve, teacher, classroom, works = school
    ours = store.gallery.collections.create(teacher, "exhibition", classroom_id=classroom)
    store.gallery.collections.add(ours.id, works[0].id, viewer_id=ada)
    for viewer in (ada, ben, teacher):
        assert shown(store, viewer, ours) == [works[0].id]
        assert store.gallery.get(works[0].id, viewer_id=viewer).title == works[0].title
    with pytest.raises(NotFoundError):
        shown(store, eve, ours)
    with pytest.raises(NotFoundError):  # another's work nobody shares but its owner
        store.gallery.collections.add(ours.id, works[1].id, viewer_id=ben)
    with pytest.raises(NotFoundError):  # nor takes it away
        store.gallery.collections.remove(ours.id, works[0].id, viewer_id=ben)
    store.gallery.share(works[0].id, "private", owner_id=ada)
    assert shown(store, ben, ours) == [] and shown(store, ada, ours) == [works[0].id]
    store.gallery.collections.remove(ours.id, works[0].id, viewer_id=teacher)
    assert shown(store, ada, ours) == []


def test_an_admin_reads_the_collections_of_all_classes_and_no_more(school):
    store, ada, ben, eve, teacher, classroom, works = school
    root, kept_out = store.person("root", "admin"), store.person("gone", "admin")
    other = store.person("other", "teacher")
    store.classroom(other, eve)
    ours = store.gallery.collections.create(teacher, "exhibition", classroom_id=classroom)
    own = store.gallery.collections.create(ada, "for me")
    for collection, work in ((ours, works[0]), (own, works[1])):
        store.gallery.collections.add(collection.id, work.id, viewer_id=ada)
    store.gallery.share(works[2].id, "class", owner_id=ada)  # with the class, in no collection
    with store.db.session() as session:
        session.get(User, kept_out).disabled = True
    assert [(one.id, one.fills) for one in store.gallery.collections.list(root)] == [
        (ours.id, False)
    ]
    assert shown(store, root, ours) == [works[0].id]
    assert store.gallery.get(works[0].id, viewer_id=root).id == works[0].id
    assert store.pictures.read(works[0].picture_id, viewer_id=root)
    for viewer in (eve, other, kept_out):
        assert store.gallery.collections.list(viewer) == []
        with pytest.raises(NotFoundError):
            store.gallery.get(works[0].id, viewer_id=viewer)
    for hidden in works[1:]:
        with pytest.raises(NotFoundError):
            store.gallery.get(hidden.id, viewer_id=root)
    theirs = store.gallery.keep(root, picture(8), {})
    with pytest.raises(NotAllowedError, match="its members fill it"):
        store.gallery.collections.add(ours.id, theirs.id, viewer_id=root)
    assert not store.gallery.comments.may_add(works[0].id, viewer_id=root)
    for change in (
        lambda: store.gallery.delete(works[0].id, viewer_id=root),
        lambda: store.gallery.comments.add(works[0].id, "Hm", author_id=root),
        lambda: store.gallery.collections.remove(ours.id, works[0].id, viewer_id=root),
        lambda: store.gallery.collections.rename(ours.id, "x", owner_id=root),
        lambda: store.gallery.collections.delete(ours.id, owner_id=root),
    ):
        with pytest.raises(NotFoundError):
            change()
    assert store.gallery.comments.may_add(works[0].id, viewer_id=ben)
    store.gallery.share(works[0].id, "private", owner_id=ada)
    assert shown(store, root, ours) == []


def test_who_left_the_class_has_taken_along_what_an_admin_saw(school):
    store, ada, _, _, teacher, classroom, works = school
    root = store.person("root", "admin")
    ours = store.gallery.collections.create(teacher, "exhibition", classroom_id=classroom)
    store.gallery.collections.add(ours.id, works[0].id, viewer_id=ada)
    with store.db.session() as session:
        session.delete(session.get(Membership, (classroom, ada)))
    assert shown(store, root, ours) == [] == shown(store, teacher, ours)


def test_a_published_work_stays_published_in_a_class(school):
    store, ada, _, _, teacher, classroom, works = school
    ours = store.gallery.collections.create(teacher, "exhibition", classroom_id=classroom)
    store.gallery.publish(works[0].id, owner_id=ada)
    store.gallery.collections.add(ours.id, works[0].id, viewer_id=ada)
    assert store.gallery.get(works[0].id, viewer_id=ada).visibility == "published"


def test_only_its_teacher_makes_a_class_s_collection(school):
    store, ada, _, eve, teacher, classroom, _ = school
    for other in (ada, eve):
        with pytest.raises(NotFoundError):
            store.gallery.collections.create(other, "exhibition", classroom_id=classroom)
    with pytest.raises(NotFoundError):
        store.gallery.collections.create(teacher, "exhibition", classroom_id="0" * 32)


def test_a_name_is_asked_for(school):
    store, ada, *_ = school
    with pytest.raises(DataError, match="needs a name"):
        store.gallery.collections.create(ada, " \0 ")
    assert store.gallery.collections.create(ada, "n" * 500).name == "n" * 120


def test_works_change_places_among_those_that_are_seen(school):
    store, ada, ben, *_, works = school
    collections = store.gallery.collections
    mine = collections.create(ben, "favourites")
    for work in works:
        store.gallery.share(work.id, "class", owner_id=ada)
        collections.add(mine.id, work.id, viewer_id=ben)
    a, b, c = (work.id for work in works)

    def move(work_id, earlier):
        collections.move(mine.id, work_id, owner_id=ben, earlier=earlier)
        return shown(store, ben, mine)

    assert move(c, True) == [a, c, b]
    assert move(a, False) == [c, a, b]
    assert move(c, True) == [c, a, b] and move(b, False) == [c, a, b]
    store.gallery.share(a, "private", owner_id=ada)  # not seen any more, yet it keeps its place
    assert move(b, True) == [b, c]
    store.gallery.share(a, "class", owner_id=ada)
    assert sorted(shown(store, ben, mine)) == sorted([a, b, c])
    assert shown(store, ben, mine).index(b) < shown(store, ben, mine).index(c)
    for ask in (
        lambda: collections.move(mine.id, a, owner_id=ada, earlier=True),
        lambda: collections.move(mine.id, "0" * 32, owner_id=ben, earlier=True),
        lambda: collections.move("0" * 32, a, owner_id=ben, earlier=True),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_a_line_of_works_ends_at_what_is_not_shown(school):
    store, ada, ben, *_, works = school
    second = store.gallery.keep(ada, picture(8), {}, parent_id=works[0].id)
    third = store.gallery.keep(ada, picture(9), {}, parent_id=second.id)
    line = store.gallery.lineage(third.id, viewer_id=ada)
    assert [work.id for work in line] == [works[0].id, second.id, third.id]
    assert [w.id for w in store.gallery.lineage(third.id, viewer_id=ada, most=2)] == [
        second.id, third.id
    ]  # fmt: skip
    store.gallery.publish(third.id, owner_id=ada)
    assert [work.id for work in store.gallery.lineage(third.id, viewer_id=ben)] == [third.id]
    with pytest.raises(NotFoundError):
        store.gallery.lineage(second.id, viewer_id=ben)


def test_a_work_of_a_given_id_is_kept_once(school):
    store, ada, *_ = school
    name = "a" * 32
    first = store.gallery.keep(ada, picture(7), {}, work_id=name)
    assert first.id == name
    assert store.gallery.keep(ada, picture(6), {}, work_id=name).picture_id == first.picture_id
