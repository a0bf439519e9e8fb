"""A judge's weights, refitted to what the people of a studio chose."""

from collections.abc import Callable, Mapping

from tfstyle.errors import NotFoundError
from tfstyle.judging.refit import Refit, refit
from tfstyle.preferences.votes import Votes
from tfstyle.studio.ratings.ratings import Ratings


def refit_judge(
    ratings: Ratings, scores_of: Callable[[str], Mapping[str, float]], user_id: str | None = None
) -> Refit:
    """Return the weights of a judge's scores that agree with people's choices.

    Args:
        ratings: where the choices are.
        scores_of: the `scores` of a `judging.Verdict` of a work, by its id; `NotFoundError` where
            its picture is gone.
        user_id: whose choices; everyone's if not given.

    Raises:
        DataError: there are too few.
    """
    voted = ratings.votes(user_id)
    place: dict[int, int] = {}
    scores = []
    for item, work in enumerate(voted.works):
        try:
            scores.append(scores_of(work))
        except NotFoundError:
            continue
        place[item] = len(scores) - 1
    votes = Votes(
        tuple((who, place[a], place[b]) for who, a, b in voted.votes.comparisons
              if a in place and b in place),
        tuple((who, place[a], stars) for who, a, stars in voted.votes.stars if a in place),
    )  # fmt: skip
    return refit(scores, votes)
