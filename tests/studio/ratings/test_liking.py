"""The library in the order people like, and the question that tells most."""

import numpy as np
import pytest

from tests.optional import need

need("sqlalchemy")


def vote(room, person, works, order, count, seed=0):
    """Let someone choose between works of styles, those first in `order` preferred."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        a, b = random.choice(len(works), 2, replace=False)
        (style_a, a), (style_b, b) = works[a], works[b]
        if style_a != style_b:
            first = order.index(style_a) < order.index(style_b)
            room.ratings.prefer(person, *((a, b) if first else (b, a)))


def styles_of(liked):
    return [one.style for one in liked]


def test_the_library_is_ordered_by_votes_and_each_person_has_an_order(room):
    styles = ["sea", "fire", "wood"]
    assert styles_of(room.liking.order(room.ann, styles)) == styles  # as they came
    works = [(style, room.work(style)) for style in styles for _ in range(3)]
    vote(room, room.ann, works, ["wood", "fire", "sea"], 60)
    assert styles_of(room.liking.order(room.ann, styles)) == ["wood", "fire", "sea"]
    # Who has not voted sees everyone's order.
    assert styles_of(room.liking.order(room.bob, styles)) == ["wood", "fire", "sea"]
    order = room.liking.order(room.ann, [*styles, "new"])
    assert set(styles_of(order)) == {*styles, "new"} and styles_of(order)[0] == "wood"
    new = next(one for one in order if one.style == "new")
    assert new.deviation > max(one.deviation for one in order if one is not new)


def test_a_strength_that_is_liked_becomes_the_default(room):
    works = {t: [room.work("sea", t) for _ in range(3)] for t in (0.3, 0.6, 1.0)}
    for mild, others in ((0.6, 0.3), (0.6, 1.0)):
        for a in works[mild]:
            for b in works[others]:
                room.ratings.prefer(room.ann, a, b)
    assert 0.4 <= room.liking.strength(room.ann, "sea") <= 0.8
    (sea,) = room.liking.order(room.ann, ["sea"])
    assert sea.strength == room.liking.strength(room.ann, "sea")


def test_learning_waits_for_votes(room, monkeypatch):
    from tfstyle.preferences.styles import StyleWorks

    a, b = room.work("sea"), room.work("fire")
    times, fit = [], StyleWorks.fit
    monkeypatch.setattr(StyleWorks, "fit", lambda *args: times.append(1) or fit(*args))
    for _ in range(3):
        room.liking.order(room.ann, ["sea", "fire"])
    assert len(times) == 1
    room.ratings.prefer(room.ann, a, b)
    assert styles_of(room.liking.order(room.ann, ["fire", "sea"])) == ["sea", "fire"]
    assert len(times) == 2


def test_the_next_pair_is_of_one_photograph_and_tells_something(room):
    from tests.studio.stores import picture

    other = room.store.pictures.add(room.ann, picture(99)).id
    sea, alone = room.work("sea"), room.work("wood", source=other)
    assert set(room.liking.next_pair(room.ann)) == {sea, alone}  # there is nothing better
    fire = room.work("fire")
    assert set(room.liking.next_pair(room.ann)) == {sea, fire}
    assert room.liking.next_pair(room.bob) is None  # who sees nothing
    same = room.work("fire")
    pair = room.liking.next_pair(room.ann)
    assert sea in pair and set(pair) != {fire, same}
    for _ in range(6):
        room.ratings.prefer(room.ann, sea, fire)
        room.ratings.prefer(room.ann, sea, same)
    assert room.liking.next_pair(room.ann) is not None


@pytest.mark.parametrize("recipe", [{}, {"steps": None}, {"steps": [1, {"style": 3}]}])
def test_works_of_no_style_are_not_asked_of_and_teach_nothing(room, recipe):
    from tests.studio.stores import picture

    a = room.store.gallery.keep(room.ann, picture(50), recipe, source_id=room.photo).id
    b = room.work("sea")
    room.ratings.prefer(room.ann, b, a)
    assert room.liking.next_pair(room.ann) is None
    assert styles_of(room.liking.order(room.ann, ["sea", "fire"])) == ["sea", "fire"]


def test_how_sure_the_first_is_ahead_grows_with_votes(room):
    sea, fire = room.work("sea"), room.work("fire")
    room.work("strange")
    assert room.liking.ahead(room.ann, "sea", "fire") == 0.5
    assert room.liking.voted_on(["sea", "fire", "strange"]) == set()
    room.ratings.prefer(room.ann, sea, fire)
    one = room.liking.ahead(room.ann, "sea", "fire")
    for _ in range(12):
        room.ratings.prefer(room.ann, room.work("sea"), room.work("fire"))
    many = room.liking.ahead(room.ann, "sea", "fire")
    assert 0.5 < one < many < 1
    assert abs(room.liking.ahead(room.ann, "fire", "sea") - (1 - many)) < 1e-9
    assert room.liking.voted_on(["sea", "fire", "strange"]) == {"sea", "fire"}


def test_works_in_the_order_they_would_be_liked(room):
    sea, fire, strange = room.work("sea"), room.work("fire"), room.work("strange")
    for _ in range(6):
        room.ratings.prefer(room.ann, room.work("sea"), room.work("fire"))
    works = [one for one in room.ratings.to_compare(room.ann) if one[0] in (sea, fire, strange)]
    order = room.liking.of_works(room.ann, works)
    assert [one.style for one in order] == [sea, strange, fire]
    assert order[1].deviation > order[0].deviation  # nothing was said of it
    assert room.liking.of_works(room.ann, []) == []
