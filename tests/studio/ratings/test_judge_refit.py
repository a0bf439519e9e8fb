"""A judge's weights from the choices of a studio's people."""

import numpy as np
import pytest

from tfstyle.errors import DataError, NotFoundError


def test_choices_of_a_studio_weigh_a_judges_scores(room):
    from tfstyle.studio.ratings import refit_judge

    random = np.random.default_rng(0)
    works = [room.work() for _ in range(14)]
    scores = {
        work: {"naturalness": float(n), "cleanness": float(c)}
        for work, (n, c) in zip(works, 100 * random.beta(2, 1, (14, 2)), strict=True)
    }
    for _ in range(60):  # someone who cannot stand noise
        a, b = random.choice(works, 2, replace=False)
        clean = scores[a]["cleanness"] > scores[b]["cleanness"]
        room.ratings.prefer(room.ann, *((a, b) if clean else (b, a)))

    def scores_of(work):
        if work == works[0]:
            raise NotFoundError("Its picture is gone.")
        return scores[work]

    found = refit_judge(room.ratings, scores_of)
    assert found.better and found.weights["cleanness"] > 0.5 and found.after > found.before
    assert found.choices < 60  # those with the picture that is gone do not count
    with pytest.raises(DataError, match="20 choices"):
        refit_judge(room.ratings, scores_of, room.bob)
