"""What was brought to be learned from stays on its side, whichever page asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.optional import need
from tests.studio.stores import picture
from tfstyle.errors import UnsupportedOptionError


class Room:
    def __init__(self, store):
        from tfstyle.studio.pictures.brought import BroughtPictures

        self.store, self.brought = store, BroughtPictures(store.db)
        self.ada, self.bob = store.person("ada"), store.person("bob")

    def came(self, count, owner=None, kind="training"):
        data = picture(0)
        return [
            self.store.pictures.add(owner or self.ada, data, kind=kind).id for _ in range(count)
        ]


@pytest.fixture
def room(store):
    return Room(store)


def test_each_side_has_its_own_in_their_order(room):
    one, two, three = room.came(3)
    assert room.brought.add(room.ada, "a", [two, one], most=9) == [two, one]
    assert room.brought.add(room.ada, "b", [three], most=9) == [three]
    assert room.brought.of(room.ada, "a") == [two, one]
    assert room.brought.of(room.ada, "b") == [three]
    assert room.brought.of(room.bob, "a") == room.brought.of(room.ada, "photographs") == []


def test_what_comes_later_stands_behind_and_once(room):
    one, two, three = room.came(3)
    room.brought.add(room.ada, "a", [one, two], most=9)
    assert room.brought.add(room.ada, "a", [two, three, three], most=9) == [three]
    assert room.brought.of(room.ada, "a") == [one, two, three]


def test_a_picture_has_one_side(room):
    (one,) = room.came(1)
    room.brought.add(room.ada, "a", [one], most=9)
    room.brought.add(room.ada, "b", [one], most=9)
    assert room.brought.of(room.ada, "a") == [] and room.brought.of(room.ada, "b") == [one]


def test_no_more_than_a_side_holds(room):
    ids = room.came(4)
    assert room.brought.add(room.ada, "a", ids[:2], most=3) == ids[:2]
    assert room.brought.add(room.ada, "a", ids[2:], most=3) == [ids[2]]
    assert room.brought.add(room.ada, "a", ids[3:], most=3) == []


def test_what_is_anothers_or_another_kind_is_left_out(room):
    theirs, photo = room.came(1, owner=room.bob), room.came(1, kind="photo")
    odd = ["", "x" * 500, "' OR 1=1 --", "\ud800", None, 7]
    assert room.brought.add(room.ada, "a", [*theirs, *photo, *odd], most=9) == []


def test_a_picture_that_is_deleted_is_forgotten(room):
    one, two = room.came(2)
    room.brought.add(room.ada, "a", [one, two], most=9)
    room.store.pictures.delete(one, viewer_id=room.ada)
    assert room.brought.of(room.ada, "a") == [two]


def test_eight_hundred_come_at_once(room):
    from tfstyle.studio.database.schema import Picture, new_id

    (first,) = room.came(1)
    with room.store.db.session() as session:
        row = session.get(Picture, first)
        ids = [new_id() for _ in range(801)]
        session.add_all(
            Picture(id=one, owner_id=room.ada, blob_sha256=row.blob_sha256, kind="training",
                    width=1, height=1) for one in ids
        )  # fmt: skip
    assert room.brought.add(room.ada, "a", ids, most=800) == ids[:800]
    assert room.brought.of(room.ada, "a") == ids[:800]


def test_two_full_sides_fit_into_what_a_job_is_given():
    need("nicegui")
    from tfstyle.studio.jobs.kept import plain
    from tfstyle.studio.pages.train_domains import MOST

    ids = ["0123456789abcdef" * 2] * MOST
    about = {"name": "画" * 100, "licence": "画" * 200, "source": "画" * 500, "tags": ["画" * 200]}
    given = {"a": ids, "b": ids, "model": "cyclegan", "steps": 200_000, "every": 100, **about}
    assert plain(given, "it") == given


def test_another_side_is_an_error(room):
    with pytest.raises(UnsupportedOptionError, match=r"'a', 'b' or 'photographs'.*'c'"):
        room.brought.of(room.ada, "c")
    with pytest.raises(UnsupportedOptionError):
        room.brought.add(room.ada, "c", [], most=9)


@pytest.mark.exhaustive
def test_two_pages_at_once_bring_no_more_than_a_side_holds(any_store):
    room = Room(any_store)
    ids = room.came(12)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda at: room.brought.add(
            room.ada, "a", ids[at : at + 3], most=7), range(0, 12, 3)))  # fmt: skip
    assert sorted(one for some in taken for one in some) == sorted(room.brought.of(room.ada, "a"))
    assert len(room.brought.of(room.ada, "a")) == 7
