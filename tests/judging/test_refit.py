"""A judge's weights as people would have them: better on choices not seen, or as they were."""

import numpy as np
import pytest

from tfstyle.errors import DataError
from tfstyle.judging.refit import agreement, refit
from tfstyle.judging.scores import overall, own_weights
from tfstyle.preferences.votes import Votes, logistic

NAMES = ("naturalness", "sharpness", "cleanness", "smoothness", "evenness", "colour", "wholeness")
# What people of known taste go by: shares of a whole that no judge has told them.
TASTES = {
    "hates noise": {"cleanness": 0.8, "naturalness": 0.2},
    "sharp and even": {"sharpness": 0.5, "evenness": 0.5},
    "all alike": dict.fromkeys(NAMES, 1 / len(NAMES)),
}


def scored(count, random, more=()):
    return [
        {name: float(value) for name, value in zip((*NAMES, *more), row, strict=True)}
        for row in 100 * random.beta(2, 1, size=(count, len(NAMES) + len(more)))
    ]


def chosen(scores, taste, count, random, people=1):
    found = []
    for turn in range(count):
        a, b = map(int, random.choice(len(scores), 2, replace=False))
        gap = 4 * np.log(overall(scores[a], taste) / overall(scores[b], taste))
        person = f"p{turn % people}"
        found.append((person, a, b) if random.random() < logistic(gap) else (person, b, a))
    return Votes(tuple(found))


@pytest.mark.parametrize("taste", TASTES)
def test_it_agrees_better_with_choices_on_other_pictures(taste):
    random = np.random.default_rng(0)
    seen, held = scored(80, random), scored(200, random)
    found = refit(seen, chosen(seen, TASTES[taste], 200, random, people=3))
    votes = chosen(held, TASTES[taste], 1000, random)
    before, after = agreement(held, votes), agreement(held, votes, found.weights)
    ceiling = agreement(held, votes, TASTES[taste])
    assert found.better and after > before + 0.05 and after > ceiling - 0.05
    assert sum(found.weights.values()) == pytest.approx(1) and min(found.weights.values()) > 0


def test_who_agrees_with_the_judge_leaves_it_nearly_as_it_is():
    random = np.random.default_rng(1)
    scores = scored(60, random)
    found = refit(scores, chosen(scores, own_weights(NAMES), 100, random))
    assert found.weights["naturalness"] > 0.8


def test_a_coin_teaches_nothing():
    taken = 0
    for seed in range(5):
        random = np.random.default_rng(seed)
        scores = scored(60, random)
        pairs = [tuple(map(int, random.choice(60, 2, replace=False))) for _ in range(60)]
        found = refit(scores, Votes(tuple(("ann", *pair) for pair in pairs)))
        taken += found.better
        assert found.better or found.weights == own_weights(NAMES)
    assert taken <= 2


def test_stars_are_choices_too():
    random = np.random.default_rng(2)
    scores = scored(60, random)
    stars = tuple(
        ("ann", i, 1 + min(4, int(one["cleanness"] // 20))) for i, one in enumerate(scores)
    )
    found = refit(scores, Votes(stars=stars))
    assert found.better and found.weights["cleanness"] > 0.4


def test_no_weight_falls_below_nothing():
    """Someone likes noise: the judge can at most stop to mind it."""
    random = np.random.default_rng(3)
    scores = scored(60, random)
    votes = chosen(scores, {"cleanness": 1.0}, 200, random).comparisons
    found = refit(scores, Votes(tuple((who, worse, better) for who, better, worse in votes)))
    assert min(found.weights.values()) > 0 and "cleanness" not in found.weights


def test_content_and_style_are_weighed_where_they_were_asked():
    random = np.random.default_rng(4)
    scores = scored(60, random, ("content", "style"))
    found = refit(scores, chosen(scores, {"content": 1.0}, 200, random))
    assert found.better and found.weights["content"] > own_weights(("content", "style"))["content"]


def test_what_cannot_be_weighed_is_refused():
    scores = scored(30, np.random.default_rng(5))
    with pytest.raises(DataError, match="20 choices"):
        refit(scores, Votes((("ann", 0, 1),)))
    with pytest.raises(DataError, match="same scores"):
        refit([*scores, {"naturalness": 1.0}], Votes())
    with pytest.raises(DataError, match="Received: 0"):
        refit([], Votes())


def test_weights_of_what_was_not_asked_count_nothing():
    scores = {"naturalness": 50.0, "cleanness": 80.0}
    assert overall(scores, {"content": 1.0}) == 50.0
    assert overall(scores, {"cleanness": 2.0, "content": 5.0}) == 80.0
    both = overall(scores, {"cleanness": 1.0, "naturalness": 1.0})
    assert both == pytest.approx(np.sqrt(50 * 80))


# Of damage that was drawn, not of what the judge finds: how much each kind bothers someone.
BOTHERS = {
    "noise above all": {"noise": 8.0, "blur": 1.0, "cast": 1.0},
    "blur above all": {"blur": 8.0, "noise": 1.0, "cast": 1.0},
    "colour above all": {"cast": 8.0, "noise": 1.0, "blur": 1.0},
    "all alike": {"cast": 4.0, "noise": 4.0, "blur": 4.0},
}


def spoiled(photo, kind, severity, random):
    from PIL import Image, ImageFilter

    if kind == "noise":
        noisy = photo + random.normal(0, 50 * severity, photo.shape)
        return np.clip(noisy, 0, 255).astype("uint8")
    if kind == "blur":
        return np.asarray(
            Image.fromarray(photo).filter(ImageFilter.GaussianBlur(float(3 * severity)))
        )
    return np.clip(photo * (1 + severity * np.array([0.5, 0, -0.5])), 0, 255).astype("uint8")


@pytest.fixture(scope="module")
def judged():
    """Scores of the bundled judge for photographs spoiled in one way each, and how far."""
    from tests.optional import need
    from tfstyle import images, zoo
    from tfstyle.judging import deliver

    data = need("skimage.data")
    judge, random = zoo.from_preset("judge_photographs"), np.random.default_rng(0)
    photos = [
        images.resize(picture[rows, :256], (128, 128))
        for picture in (data.astronaut(), data.coffee(), data.chelsea(), data.rocket())
        for rows in (slice(0, 200), slice(-200, None))
    ]
    found = []
    for photo in photos:
        for kind in ("noise", "blur", "cast"):
            for severity in random.uniform(0.1, 1.0, 5):
                scores = deliver(judge, spoiled(photo, kind, severity, random)).scores
                found.append((scores, kind, float(severity)))
    return found


@pytest.mark.exhaustive
@pytest.mark.parametrize("taste", BOTHERS)
def test_a_real_judge_agrees_better_with_someone_of_known_taste(judged, taste):
    random = np.random.default_rng(1)
    half = len(judged) // 2  # of other photographs
    worth = [-BOTHERS[taste][kind] * severity for _, kind, severity in judged]
    scores = [one[0] for one in judged]

    def votes(items, count):
        found = []
        for _ in range(count):
            a, b = map(int, random.choice(items, 2, replace=False))
            wins = random.random() < logistic(worth[a] - worth[b])
            found.append(("ann", a, b) if wins else ("ann", b, a))
        return Votes(tuple(found))

    seen, held = votes(np.arange(half), 200), votes(np.arange(half, len(judged)), 1000)
    found = refit(scores, seen)
    before, after = agreement(scores, held), agreement(scores, held, found.weights)
    print(f"{taste}: {before:.3f} before, {after:.3f} after, {found.weights}")
    if taste == "noise above all":  # which the judge itself minds most: there is little to learn
        assert after >= before - 0.02
    else:
        assert found.better and after > before + 0.02
