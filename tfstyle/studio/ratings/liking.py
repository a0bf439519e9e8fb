"""The order of the library, the strength of its styles, and which two works to ask of next."""

import itertools
import math
import threading
import time
from collections.abc import Mapping, Sequence

import numpy as np

from tfstyle.preferences import asking
from tfstyle.preferences.people import Preferences
from tfstyle.preferences.reading import parts_of
from tfstyle.preferences.styles import Liked, StyleWorks
from tfstyle.studio.ratings.ratings import Ratings


class Liking:
    """What is learned of everyone's votes, and of one's own.

    It is learned when it is asked for after votes have come, and kept until others come.

    Args:
        ratings: where the votes are.
        patience: what took t seconds to learn is kept for this many t, whatever votes come: of a
            school's votes, learning takes seconds.
    """

    def __init__(self, ratings: Ratings, patience: float = 20.0):
        self.ratings, self.patience = ratings, patience
        self._lock = threading.Lock()
        self._kept: tuple | None = None
        self._until = 0.0

    def order(
        self, user_id: str | None, styles: Sequence[str], now: Mapping[str, float] | None = None
    ) -> list[Liked]:
        """Return styles, those a person likes most first; without votes in the order they came.

        Args:
            user_id: whose order; everyone's with `None`. Of who has not voted it is everyone's.
            styles: ids.
            now: strengths that styles have as the library has them, 1 where none is given.
        """
        works, found = self._learned(styles)
        wanted = set(styles)
        # Without a vote there is nothing to say; a strange style stands between liked and disliked.
        return [one for one in works.order(found, user_id, now=now) if one.style in wanted]

    def strength(self, user_id: str | None, style: str, now: float = 1.0) -> float:
        """Return the strength a style is liked at: `now` where votes say nothing else surely."""
        works, found = self._learned([style])
        return works.strength(found, style, user_id, now=now)

    def voted_on(self, styles: Sequence[str]) -> set[str]:
        """Return those of some styles that somebody's vote was about."""
        self._learned(styles)
        assert self._kept is not None
        return self._kept[3] & set(styles)

    def ahead(self, user_id: str | None, first: str, second: str) -> float:
        """Return how probably a person likes a style better than another, each at full strength.

        Not how often it wins: of two liked nearly alike, that is near a half however sure it is.

        Args:
            user_id: whose liking; everyone's with `None`.
            first: a style's id.
            second: another's.
        """
        works, found = self._learned([first, second])
        rows = [works.row({style: (1.0, 1.0)}) for style in (first, second)]
        mean, deviation = found.worths((rows[0] - rows[1])[None], user_id)
        return 0.5 * (1 + math.erf(float(mean[0]) / (float(deviation[0]) * math.sqrt(2) + 1e-12)))

    def of_works(self, user_id: str | None, works: Sequence[tuple]) -> list[Liked]:
        """Return what works are worth to a person by their styles, the most liked first.

        Args:
            user_id: whose liking; everyone's with `None`.
            works: as `Ratings.to_compare` gives them.

        Returns:
            With the works' ids as `style`, their worth beside the mean of these works, and how
            surely that is known.
        """
        parts = [parts_of(recipe)[0] for _, _, recipe in works]
        if not parts:
            return []
        design, found = self._learned(sorted({style for part in parts for style in part}))
        rows = np.stack([design.row(part) for part in parts])
        worths, deviations = found.worths(rows - rows.mean(axis=0), user_id)
        told = [
            Liked(work[0], float(worth), float(off), 1.0)
            for work, worth, off in zip(works, worths, deviations, strict=True)
        ]
        return sorted(told, key=lambda one: -one.worth)

    def next_pair(self, user_id: str, works: Sequence[tuple] | None = None):
        """Return the ids of the two works whose comparison tells most, `None` if there are none.

        Two of the same photograph where there are such: what differs is then the style alone.

        Args:
            user_id: who is asked.
            works: to choose among, as `Ratings.to_compare` gives them; all they see if not given.
        """
        works = self.ratings.to_compare(user_id) if works is None else works
        parts = [parts_of(recipe)[0] for _, _, recipe in works]
        design, found = self._learned(sorted({style for part in parts for style in part}))
        if len(works) < 2:
            return None
        rows = np.stack([design.row(part) for part in parts])
        among = [
            pair for pair in itertools.combinations(range(len(works)), 2)
            if works[pair[0]][1] is not None and works[pair[0]][1] == works[pair[1]][1]
        ]  # fmt: skip
        pair = asking.next_pair(found, rows, user_id, among=among)
        if pair is None and among:  # those of one photograph are all alike
            pair = asking.next_pair(found, rows, user_id)
        return None if pair is None else (works[pair[0]][0], works[pair[1]][0])

    def _learned(self, styles) -> tuple[StyleWorks, Preferences]:
        with self._lock:
            state, began = self.ratings.count(), time.monotonic()
            good = self._kept and set(styles) <= set(self._kept[1].styles)
            if self._kept and good and (self._kept[0] == state or began < self._until):
                return self._kept[1:3]
            voted = self.ratings.votes()
            parts = [parts_of(recipe)[0] for recipe in voted.recipes]
            known = dict.fromkeys((*styles, *(style for part in parts for style in part)))
            works = StyleWorks(list(known))
            found = works.fit([works.row(part) for part in parts], voted.votes)
            about = {style for part in parts for style in part}
            self._kept = state, works, found, about
            self._until = time.monotonic() + self.patience * (time.monotonic() - began)
            return works, found
