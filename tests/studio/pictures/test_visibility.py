"""Who sees what, as a table: what one may not see is answered as what is not there."""

import pytest

from tests.optional import need
from tests.studio.stores import picture
from tfstyle.errors import NotFoundError, UnsupportedOptionError

sa = need("sqlalchemy")

# Of ada's picture. The mate and the teacher share a class with her; the other teacher, an admin
# and a stranger do not.
SEES = {
    "private": {"ada"},
    "class": {"ada", "mate", "teacher"},
    "published": {"ada", "mate", "teacher", "other teacher", "other pupil", "admin", "stranger"},
}
ROLES = {"teacher": "teacher", "other teacher": "teacher", "admin": "admin"}


@pytest.fixture
def school(any_store):
    people = {
        name: any_store.person(name, ROLES.get(name, "student"))
        for name in sorted(SEES["published"])
    }
    any_store.classroom(people["teacher"], people["ada"], people["mate"])
    any_store.classroom(people["other teacher"], people["other pupil"])
    info = any_store.pictures.add(people["ada"], picture(1), title="harbour")
    return any_store, people, info


@pytest.mark.parametrize("visibility", sorted(SEES))
def test_who_sees_a_picture(school, visibility):
    store, people, info = school
    assert (
        store.pictures.share(info.id, visibility, owner_id=people["ada"]).visibility == visibility
    )
    work = store.gallery.keep(people["ada"], picture(2), {"steps": []}, info.id)
    store.gallery.share(work.id, visibility, owner_id=people["ada"])
    for name, viewer in people.items():
        asked = [
            lambda v: store.pictures.info(info.id, viewer_id=v),
            lambda v: store.pictures.read(info.id, viewer_id=v),
            lambda v: store.pictures.image(info.id, viewer_id=v),
            lambda v: store.gallery.get(work.id, viewer_id=v),
            lambda v: store.gallery.zip([work.id], viewer_id=v),
            lambda v: store.gallery.comments.list(work.id, viewer_id=v),
            lambda v: store.gallery.comments.add(work.id, "so blue", author_id=v),
        ]
        for ask in asked:
            if name in SEES[visibility]:
                ask(viewer)
            else:
                with pytest.raises(NotFoundError) as hidden:
                    ask(viewer)
        seen = {shown.id for shown in store.gallery.list(viewer, whose="all")}
        assert seen == ({work.id} if name in SEES[visibility] else set())
        if name not in SEES[visibility]:
            with pytest.raises(NotFoundError) as absent:
                store.gallery.comments.add("0" * 32, "so blue", author_id=viewer)
            assert str(absent.value) == str(hidden.value)


@pytest.mark.parametrize("visibility", sorted(SEES))
def test_nobody_but_the_owner_and_moderators_changes_or_takes_anything(school, visibility):
    store, people, info = school
    ada = people.pop("ada")
    store.pictures.share(info.id, visibility, owner_id=ada)
    work = store.gallery.keep(ada, picture(2), {"steps": []}, info.id)
    store.gallery.share(work.id, visibility, owner_id=ada)
    for name, other in people.items():
        moderates = (visibility, name) in (
            ("class", "teacher"), ("published", "teacher"), ("published", "admin"),
        )  # fmt: skip
        deletes = (
            lambda o: store.pictures.delete(info.id, viewer_id=o),
            lambda o: store.gallery.delete(work.id, viewer_id=o),
        )
        assert store.gallery.may_delete(work.id, viewer_id=other) == moderates
        for change in (
            lambda o: store.pictures.original(info.id, owner_id=o),
            lambda o: store.pictures.rename(info.id, "mine", owner_id=o),
            lambda o: store.pictures.share(info.id, "published", owner_id=o),
            lambda o: store.gallery.rename(work.id, "mine", owner_id=o),
            lambda o: store.gallery.publish(work.id, owner_id=o),
            *(() if moderates else deletes),
        ):
            with pytest.raises(NotFoundError):
                change(other)
    assert store.pictures.info(info.id, viewer_id=ada).title == "harbour"
    assert store.gallery.get(work.id, viewer_id=ada).visibility == visibility


def test_leaving_the_class_ends_what_it_showed(school):

    from tfstyle.studio.database.schema import Membership

    store, people, info = school
    store.pictures.share(info.id, "class", owner_id=people["ada"])
    with store.db.session() as session:
        session.execute(sa.delete(Membership).where(Membership.user_id == people["mate"]))
    with pytest.raises(NotFoundError):
        store.pictures.read(info.id, viewer_id=people["mate"])


def test_a_published_result_does_not_lead_to_its_private_source(school):
    store, people, info = school
    work = store.gallery.keep(people["ada"], picture(2), {"steps": []}, info.id)
    again = store.gallery.keep(people["ada"], picture(3), {"steps": []}, info.id, work.id)
    store.gallery.publish(again.id, owner_id=people["ada"])
    seen = store.gallery.get(again.id, viewer_id=people["stranger"])
    assert seen.source_id is None and seen.parent_id is None
    mine = store.gallery.get(again.id, viewer_id=people["ada"])
    assert (mine.source_id, mine.parent_id) == (info.id, work.id)


def test_no_one_paints_from_a_picture_they_do_not_see(school):
    store, people, info = school
    with pytest.raises(NotFoundError):
        store.gallery.keep(people["mate"], picture(2), {"steps": []}, info.id)
    assert len(store.stored()) == 1


@pytest.mark.parametrize("visibility", ["", "public", "PRIVATE", None])
def test_another_visibility_is_refused(school, visibility):
    store, people, info = school
    with pytest.raises(UnsupportedOptionError, match="'private', 'class' or 'published'"):
        store.pictures.share(info.id, visibility, owner_id=people["ada"])


@pytest.mark.parametrize("name", ["", "0" * 32, "' OR 1=1 --", "x" * 5000, "../x", "\N{SNOWMAN}"])
def test_any_text_as_an_id_is_not_there(school, name):
    store, people, _ = school
    with pytest.raises(NotFoundError):
        store.pictures.read(name, viewer_id=people["ada"])
    with pytest.raises(NotFoundError):
        store.gallery.get(name, viewer_id=people["ada"])
