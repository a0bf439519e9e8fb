"""`refit_judge`: what a judge's score is made of, as the people of this studio would have it.

The judge looks once at each work that was voted on; its scores are kept, so that the next refit
looks at new works alone. What was learned is the fact `judge`:

    {"votes": of which it was learned, "choices": ..., "before": ..., "after": ...,
     "better": whether the weights are new, "weights": {score: weight}}
"""

from collections.abc import Callable, Mapping
from typing import Any

from tfstyle.errors import DataError, NotFoundError, TfstyleError
from tfstyle.studio.jobs import JobContext
from tfstyle.studio.ratings.judge_refit import refit_judge
from tfstyle.studio.texts.telling import Told

JUDGE = "judge_photographs"
_SIDE = 512  # pixels of a work's longer side that the judge sees
_MOST = 1000  # works: the votes of older ones do not count

Scores = Callable[[Any], Mapping[str, float]]


class JudgeRefit:
    """Refits the judge to everyone's votes.

    Args:
        ratings: the votes.
        facts: where it is kept.
        picture_of: of a work's id, its picture as uint8 (H, W, 3); `NotFoundError` where that is
            gone.
        scores_of: of a picture, the judge's scores; the judge that comes with tfstyle if not
            given.
    """

    def __init__(self, ratings, facts, picture_of: Callable[[str], Any],
                 scores_of: Scores | None = None):  # fmt: skip
        self._ratings, self._facts, self._picture_of = ratings, facts, picture_of
        self._scores_of = scores_of

    def __call__(self, job: JobContext) -> dict[str, Any]:
        """Do a job; see the class.

        Raises:
            DataError: there is no judge, or fewer than 20 choices.
        """
        votes = self._ratings.total()
        scores = self._scores(job)

        def known(work):
            if work not in scores:
                raise NotFoundError(Told("refused.picture_gone"))
            return scores[work]

        found = refit_judge(self._ratings, known)
        told = {
            "votes": votes, "choices": found.choices, "before": found.before,
            "after": found.after, "better": found.better,
            "weights": {name: round(weight, 4) for name, weight in found.weights.items()},
        }  # fmt: skip
        self._facts.put("judge", told)
        return told

    def _scores(self, job) -> dict[str, dict[str, float]]:
        before = self._facts.get("judge_scores") or {}
        works = self._ratings.votes().works[-_MOST:]
        kept = {work: before[work] for work in works if work in before}
        missing = [work for work in works if work not in kept]
        look = self._scores_of or (_look() if missing else None)
        for number, work in enumerate(missing, 1):
            job.tell(number / (len(missing) + 1),
                     Told("scoring", done=number, all=len(missing)))  # fmt: skip
            try:
                picture = self._picture_of(work)
            except NotFoundError:
                continue
            assert look is not None
            kept[work] = {name: round(value, 2) for name, value in look(picture).items()}
            if number % 20 == 0:  # a worker that ends here loses little
                self._facts.put("judge_scores", kept)
        self._facts.put("judge_scores", kept)
        return kept


def _look() -> Scores:
    """Return what scores a picture.

    Raises:
        DataError: the judge is not at hand.
    """
    from tfstyle import zoo
    from tfstyle.judging import deliver

    try:
        judge = zoo.from_preset(JUDGE)
    except TfstyleError as error:
        raise DataError(Told("no_judge", why=type(error).__name__)) from error

    def scores(picture):
        return deliver(judge, _small(picture)).scores

    return scores


def _small(picture):
    import numpy as np
    from PIL import Image

    image = Image.fromarray(np.asarray(picture)[..., :3])
    image.thumbnail((_SIDE, _SIDE))
    return np.asarray(image)
