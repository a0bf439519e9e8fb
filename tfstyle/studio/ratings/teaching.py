"""When enough was said to learn again, and what was learned, for whoever asks."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from tfstyle.errors import QuotaError

LEAST_OWN = 30  # votes of a person until a style is trained on them
BETWEEN = 50  # new votes of everyone until the judge is refitted


@dataclasses.dataclass(frozen=True)
class JudgeLearned:
    """What the judge of this studio has learned.

    Attributes:
        choices: that were held against it.
        before: share of these that its own weights agree with.
        after: the same of refitted weights, each choice judged by weights that never saw it.
        better: whether the refitted ones are taken.
        weights: of its scores, those that are taken.
    """

    choices: int
    before: float
    after: float
    better: bool
    weights: dict[str, float]


class Teaching:
    """Asks for a refit of the judge in time, and tells what came of it.

    Args:
        ratings: the votes.
        facts: what was learned.
        jobs: where the refit is asked for.
    """

    def __init__(self, ratings, facts, jobs):
        self._ratings, self._facts, self._jobs = ratings, facts, jobs

    def voted(self, user_id: str) -> str | None:
        """Ask for a refit where 50 votes have come since the last was asked for.

        Args:
            user_id: who voted; the job is theirs.

        Returns:
            The id of the job, `None` where it is too early.
        """
        if not self._facts.raised("judge_asked", self._ratings.total(), BETWEEN):
            return None
        try:
            return self._jobs.add(user_id, "refit_judge", {})
        except QuotaError:  # nobody asked for it by name: the next fifty votes do
            return None

    def missing(self, user_id: str) -> int:
        """Return how many votes a person is short of what a style is trained on, 0 for none."""
        return max(0, LEAST_OWN - self._ratings.total(user_id))

    def judge(self) -> JudgeLearned | None:
        """Return what the judge has learned, `None` before the first refit."""
        known = self._facts.get("judge")
        if known is None:
            return None
        names = [field.name for field in dataclasses.fields(JudgeLearned)]
        return JudgeLearned(**{name: known[name] for name in names})

    def judged(self, works: Sequence[str]) -> dict[str, float]:
        """Return the whole score, 0 to 100, of those works that the judge has looked at.

        By the weights that were learned here, where there are such.
        """
        from tfstyle.judging.scores import overall

        scores: dict[str, Any] = self._facts.get("judge_scores") or {}
        known = self._facts.get("judge") or {}
        weights = known["weights"] if known.get("better") else None
        return {work: overall(scores[work], weights) for work in works if work in scores}
