"""Works: kept with how they were made, found, and gone for good."""

import pytest

from tests.optional import need
from tests.studio.stores import picture, video
from tfstyle.errors import DataError, ImageError, NotFoundError, UnsupportedOptionError

sa = need("sqlalchemy")

RECIPE = {"steps": [{"style": "0" * 32, "options": {"strength": 0.5}}], "seed": 2**60, "版": None}


def keep(store, owner, number, **given):
    return store.gallery.keep(owner, picture(number), {"number": number}, **given)


def test_a_work_is_kept_with_its_recipe_and_parents(any_store):
    ada = any_store.person("ada")
    source = any_store.pictures.add(ada, picture(1), title="harbour")
    first = any_store.gallery.keep(ada, picture(2), RECIPE, source.id)
    again = any_store.gallery.keep(ada, picture(3), RECIPE, source.id, first.id, title="bluer")
    assert (first.title, first.source_id, first.parent_id) == ("harbour", source.id, None)
    assert (again.title, again.parent_id, again.kind) == ("bluer", first.id, "result")
    assert again.recipe == RECIPE and again.owner_name == "ada"
    assert any_store.gallery.get(again.id, viewer_id=ada) == again
    assert any_store.pictures.read(first.picture_id, viewer_id=ada) == picture(2)


def test_deleted_is_gone_with_all_that_hangs_on_it(any_store):
    from tfstyle.studio.database import schema

    ada, ben = any_store.person("ada"), any_store.person("ben")
    first, second = keep(any_store, ada, 1), keep(any_store, ada, 2)
    third = keep(any_store, ada, 3, parent_id=first.id)
    any_store.gallery.publish(first.id, owner_id=ada)
    any_store.gallery.comments.add(first.id, "so blue", author_id=ben)
    mine = any_store.gallery.collections.create(ben, "liked")
    any_store.gallery.collections.add(mine.id, first.id, viewer_id=ben)
    with any_store.db.session() as session:
        session.add(schema.Rating(user_id=ben, work_id=first.id, stars=5))
        session.add(schema.Comparison(user_id=ben, better_id=first.id, worse_id=second.id))
    any_store.gallery.delete(first.id, viewer_id=ada)
    tables = (schema.Comment, schema.CollectionItem, schema.Rating, schema.Comparison)
    assert [any_store.rows(table) for table in tables] == [0] * 4
    assert any_store.rows(schema.Work) == any_store.rows(schema.Picture) == 2
    assert len(any_store.stored()) == 2
    assert any_store.gallery.get(third.id, viewer_id=ada).parent_id is None
    with pytest.raises(NotFoundError):
        any_store.gallery.get(first.id, viewer_id=ada)


def test_deleting_the_source_leaves_the_work_and_says_so(any_store):
    ada = any_store.person("ada")
    source = any_store.pictures.add(ada, picture(1))
    work = keep(any_store, ada, 2, source_id=source.id)
    any_store.pictures.delete(source.id, viewer_id=ada)
    assert any_store.gallery.get(work.id, viewer_id=ada).source_id is None


def test_deleting_the_picture_of_a_work_deletes_the_work(any_store):
    ada = any_store.person("ada")
    work = keep(any_store, ada, 2)
    any_store.pictures.delete(work.picture_id, viewer_id=ada)
    assert list(any_store.gallery.list(ada)) == [] and not any_store.stored()


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ([1], "an object"), ({"a": {1, 2}}, "plain JSON"), ({"a": float("nan")}, "NaN"),
        ({"a": "x" * 2**21}, "at most"), ({"a": "\0"}, "code 0"), (None, "an object"),
    ],
)  # fmt: skip
def test_a_recipe_that_cannot_be_kept_is_refused(store, recipe, words):
    ada = store.person("ada")
    with pytest.raises(DataError, match=words):
        store.gallery.keep(ada, picture(1), recipe)
    assert not store.stored()


def test_a_result_that_is_none_keeps_nothing(store):
    from tfstyle.studio.database.schema import Work

    ada = store.person("ada")
    with pytest.raises(ImageError):
        store.gallery.keep(ada, b"no picture", {})
    with pytest.raises(NotFoundError):
        store.gallery.keep(ada, picture(1), {}, parent_id="0" * 32)
    assert not store.stored() and not store.rows(Work)


def test_a_video_is_a_work_too(store):
    ada = store.person("ada")
    work = store.gallery.keep(ada, video(), {})
    assert (work.kind, work.width, work.height) == ("video", 32, 16)


def test_pages_follow_each_other_without_gap_or_repeat(any_store):

    from tfstyle.studio.database.schema import Work

    ada = any_store.person("ada")
    works = [keep(any_store, ada, number).id for number in range(7)]
    with any_store.db.session() as session:  # some at the same moment
        session.execute(sa.update(Work).where(Work.id.in_(works[2:6])).values(created=1.5e9))
    seen, before = [], None
    while page := any_store.gallery.list(ada, limit=2, before=before):
        seen += [work.id for work in page]
        before = page[-1].id
    assert sorted(seen) == sorted(works) and seen[:3] == [works[6], works[1], works[0]]
    assert [work.id for work in any_store.gallery.list(ada)] == seen


def test_works_are_found_by_title_and_owner(any_store):
    ada, ben = any_store.person("ada"), any_store.person("ben")
    hers = keep(any_store, ada, 1, title="Harbour 100% blue")
    his = keep(any_store, ben, 2, title="harbour, 山水")
    any_store.gallery.publish(his.id, owner_id=ben)

    def found(query, whose="all"):
        return {w.id for w in any_store.gallery.list(ada, whose=whose, query=query)}

    assert found("HARBOUR") == {hers.id, his.id} and found("harbour ben") == {his.id}
    assert found("100%") == {hers.id} and found("山水") == {his.id} and found("_") == set()
    assert found("", "mine") == {hers.id} and found("", "published") == {his.id}
    with pytest.raises(UnsupportedOptionError, match="'theirs'"):
        found("", "theirs")


def test_a_work_is_renamed_and_its_title_bounded(any_store):
    ada = any_store.person("ada")
    work = keep(any_store, ada, 1)
    assert any_store.gallery.rename(work.id, "n" * 500, owner_id=ada).title == "n" * 200


def test_comments_are_text_of_those_who_see_the_work(any_store):
    ada, ben, eve = (any_store.person(name) for name in ("ada", "ben", "eve"))
    work = keep(any_store, ada, 1)
    any_store.gallery.publish(work.id, owner_id=ada)
    first = any_store.gallery.comments.add(work.id, "  <b>so</b>\r\nblue ", author_id=ben)
    second = any_store.gallery.comments.add(work.id, "很好", author_id=ada)
    assert first.text == "<b>so</b>\nblue" and first.author_name == "ben"
    assert any_store.gallery.comments.list(work.id, viewer_id=eve) == [first, second]
    assert any_store.gallery.get(work.id, viewer_id=eve).comments == 2
    for wrong in ("", " \n", "x" * 4001):
        with pytest.raises(DataError):
            any_store.gallery.comments.add(work.id, wrong, author_id=ben)
    with pytest.raises(NotFoundError):
        any_store.gallery.comments.delete(first.id, viewer_id=eve)
    with pytest.raises(NotFoundError):
        any_store.gallery.comments.delete(second.id, viewer_id=ben)
    any_store.gallery.comments.delete(first.id, viewer_id=ada)  # of her work
    any_store.gallery.comments.delete(second.id, viewer_id=ada)
    assert any_store.gallery.comments.list(work.id, viewer_id=ada) == []
