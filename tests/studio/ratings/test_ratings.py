"""Votes as they are kept: of what one may see, the last word, one a person."""

import threading

import pytest

from tfstyle.errors import NotFoundError, UnsupportedOptionError


def test_the_last_stars_count(any_room):
    room, a = any_room, any_room.work()
    room.ratings.rate(room.ann, a, 2)
    before = room.ratings.count()
    room.ratings.rate(room.ann, a, 5)
    assert room.ratings.stars(room.ann) == {a: 5} and room.ratings.count() != before
    assert room.ratings.votes().votes.stars == ((room.ann, 0, 5),)
    room.ratings.forget(room.ann, a)
    assert room.ratings.stars(room.ann) == {} and len(room.ratings.votes().votes) == 0


def test_the_last_word_on_the_same_two_counts(any_room):
    room = any_room
    a, b = room.work(), room.work("fire")
    for _ in range(3):
        room.ratings.prefer(room.ann, a, b)
    last = room.ratings.prefer(room.ann, b, a)
    voted = room.ratings.votes()
    assert len(voted.votes.comparisons) == 1
    who, better, worse = voted.votes.comparisons[0]
    assert (who, voted.works[better], voted.works[worse]) == (room.ann, b, a)
    assert voted.recipes[better]["steps"][0]["style"] == "fire"
    with pytest.raises(NotFoundError, match="no choice"):
        room.ratings.take_back(room.bob, last)
    room.ratings.take_back(room.ann, last)
    assert len(room.ratings.votes().votes) == 0


def test_what_one_may_not_see_is_not_there(room):
    a, b = room.work(), room.work()
    for vote in (
        lambda: room.ratings.rate(room.bob, a, 5),
        lambda: room.ratings.prefer(room.bob, a, b),
        lambda: room.ratings.rate(room.ann, "0" * 32, 5),
        lambda: room.ratings.prefer(room.ann, a, "'; DROP TABLE works; --"),
    ):
        with pytest.raises(NotFoundError, match="There is no work"):
            vote()
    assert room.ratings.to_compare(room.bob) == []
    assert len(room.ratings.to_compare(room.ann)) == 2


def test_a_class_rates_what_is_shared_with_it(room):
    from tfstyle.studio.database.schema import Picture, Work

    teacher = room.store.person("teacher", "teacher")
    room.store.classroom(teacher, room.ann, room.bob)
    a = room.work()
    with room.store.db.session() as session:
        session.get(Picture, session.get(Work, a).picture_id).visibility = "class"
    room.ratings.rate(room.bob, a, 4)
    room.ratings.rate(teacher, a, 5)
    assert {who for who, *_ in room.ratings.votes().votes.stars} == {room.bob, teacher}
    assert room.ratings.votes(room.bob).votes.people == [room.bob]


@pytest.mark.parametrize("stars", [0, 6, -1, 2.5, True, "5", None])
def test_other_numbers_of_stars_are_refused(room, stars):
    with pytest.raises(UnsupportedOptionError, match="1 to 5"):
        room.ratings.rate(room.ann, room.work(), stars)


def test_a_work_is_not_better_than_itself(room):
    a = room.work()
    with pytest.raises(UnsupportedOptionError, match="two works"):
        room.ratings.prefer(room.ann, a, a)


def test_with_a_work_and_with_a_person_their_votes_go(room):
    a, b, c = room.work(), room.work(), room.work()
    room.ratings.prefer(room.ann, a, b)
    room.ratings.rate(room.ann, c, 3)
    room.store.gallery.delete(a, viewer_id=room.ann)
    voted = room.ratings.votes()
    assert voted.works == (c,) and voted.votes.comparisons == ()


def test_clicks_at_once_are_one_vote(any_room):
    room = any_room
    a, b = room.work(), room.work()
    failed = []

    def click(turn):
        try:
            room.ratings.prefer(room.ann, *((a, b) if turn % 2 else (b, a)))
            room.ratings.rate(room.ann, a, 1 + turn % 5)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=click, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    voted = room.ratings.votes().votes
    assert len(voted.comparisons) == 1 and len(voted.stars) == 1
