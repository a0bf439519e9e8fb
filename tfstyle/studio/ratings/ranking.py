"""Works in the order in which somebody likes them, and on how many votes that rests."""

import dataclasses
from collections.abc import Sequence

from tfstyle.preferences.reading import parts_of

# Of fewer votes the order is that of two or three pictures, and says nothing of the others.
LEAST = 10


@dataclasses.dataclass(frozen=True)
class Basis:
    """On what an order rests.

    Attributes:
        votes: stars and choices.
        own: whether they are the viewer's; everyone's otherwise, as long as theirs are too few.
    """

    votes: int
    own: bool


class Ranking:
    """Orders works by what votes say of their styles, and those of one style by the judge.

    Args:
        ratings: the votes.
        liking: what is learned of them.
        teaching: with the judge's scores.

    Example:
        >>> ranking.basis(ada)  # doctest: +SKIP
        Basis(votes=43, own=True)
        >>> ranking.order(ada, gallery.recipes(ada))  # doctest: +SKIP
        ['5f0c...', '77aa...']
    """

    def __init__(self, ratings, liking, teaching):
        self._ratings, self._liking, self._teaching = ratings, liking, teaching

    def basis(self, user_id: str) -> Basis | None:
        """Return on what an order for somebody would rest, `None` where votes are too few."""
        for whose in (user_id, None):
            votes = self._ratings.total(whose)
            if votes >= LEAST:
                return Basis(votes, whose is not None)
        return None

    def order(self, user_id: str, works: Sequence[tuple[str, str | None, dict]]) -> list[str]:
        """Return the ids of works, those first that somebody likes most.

        Of works that are liked alike, those that the judge scores higher come first, then those
        that came first; works without a style are the last ones.

        Args:
            user_id: whose order it is.
            works: id, source and recipe of each, as `Gallery.recipes` gives them.
        """
        basis = self.basis(user_id)
        styled = [one for one in works if parts_of(one[2])[0]]
        if basis is None:
            return [one[0] for one in works]
        liked = self._liking.of_works(user_id if basis.own else None, styled)
        scores = self._teaching.judged([one.style for one in liked])
        worth = {one.style: (one.worth, scores.get(one.style, 0.0)) for one in liked}
        first = sorted((one[0] for one in styled), key=worth.__getitem__, reverse=True)
        return first + [one[0] for one in works if one[0] not in worth]
