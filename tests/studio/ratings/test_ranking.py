"""The gallery by liking: offered where there are votes, the same page after page."""

import pytest


class Judge:
    """Scores works as it is told."""

    def __init__(self):
        self.scores = {}

    def judged(self, works):
        return {work: self.scores[work] for work in works if work in self.scores}


@pytest.fixture
def ranked(room):
    """Return the room with a ranking, and works of three styles: the second is liked best."""
    from tfstyle.studio.ratings.ranking import Ranking

    room.judge = Judge()
    room.ranking = Ranking(room.ratings, room.liking, room.judge)
    room.works = {style: room.work(style) for style in ("sea", "sun", "fog")}
    return room


def vote(room, who, times):
    """Prefer a work in `sun` to one in `sea`, each time two others of Bob's: rows, no paintings."""
    from tfstyle.studio.database.schema import Comparison, Work, new_id

    with room.store.db.session() as session:
        for _ in range(times):
            pair = {style: new_id() for style in ("sun", "sea")}
            for style, one in pair.items():
                recipe = {"steps": [{"style": style, "model": "m", "options": {"strength": 1.0}}]}
                session.add(Work(id=one, owner_id=room.bob, picture_id=room.photo, recipe=recipe))
            session.flush()
            session.add(Comparison(user_id=who, better_id=pair["sun"], worse_id=pair["sea"]))


def order(room, who):
    return room.ranking.order(who, room.store.gallery.recipes(room.ann))


def test_few_votes_are_no_basis(ranked):
    vote(ranked, ranked.ann, 9)
    assert ranked.ranking.basis(ranked.ann) is None
    newest = [work.id for work in ranked.store.gallery.list(ranked.ann)]
    assert order(ranked, ranked.ann) == newest


def test_one_s_own_votes_come_before_everyone_s(ranked):
    vote(ranked, ranked.bob, 10)
    basis = ranked.ranking.basis(ranked.ann)
    assert (basis.votes, basis.own) == (10, False)
    vote(ranked, ranked.ann, 12)
    basis = ranked.ranking.basis(ranked.ann)
    assert (basis.votes, basis.own) == (12, True)


def test_what_is_liked_comes_first_and_what_nobody_judged_between(ranked):
    vote(ranked, ranked.ann, 12)
    wanted = [ranked.works[style] for style in ("sun", "fog", "sea")]
    assert order(ranked, ranked.ann) == wanted


def test_works_liked_alike_stand_by_the_judges_score_then_newest_first(ranked):
    vote(ranked, ranked.ann, 12)
    second, third = ranked.work("sun"), ranked.work("sun")
    first = ranked.works["sun"]
    assert order(ranked, ranked.ann)[:3] == [third, second, first]
    ranked.judge.scores = {first: 80.0, second: 20.0}
    assert order(ranked, ranked.ann)[:3] == [first, second, third]


def test_a_work_without_a_style_is_the_last(ranked):
    from tests.studio.stores import picture

    vote(ranked, ranked.ann, 12)
    plain = ranked.store.gallery.keep(ranked.ann, picture(90), {}).id
    assert order(ranked, ranked.ann)[-1] == plain


def test_several_keep_the_order_of_their_ids_and_leave_out_what_is_not_there(ranked):
    works = list(ranked.works.values())
    ranked.store.gallery.delete(works[1], viewer_id=ranked.ann)
    several = ranked.store.gallery.several
    asked = [works[2], "nothing", works[1], works[0]]
    assert [one.id for one in several(asked, viewer_id=ranked.ann)] == [works[2], works[0]]
    assert several(asked, viewer_id=ranked.bob) == [] == several([], viewer_id=ranked.ann)


def test_recipes_are_found_as_works_are(ranked):
    gallery = ranked.store.gallery
    gallery.rename(ranked.works["sun"], "Noon", owner_id=ranked.ann)
    assert [one[0] for one in gallery.recipes(ranked.ann, query="noon")] == [ranked.works["sun"]]
    assert gallery.recipes(ranked.bob, whose="all") == []
    assert len(gallery.recipes(ranked.ann, most=2)) == 2
