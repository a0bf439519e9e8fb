"""The posterior against one that is found without knowing its structure, and people against all."""

import numpy as np
import pytest
from scipy.optimize import minimize

from tests.preferences.ranks import kendall
from tfstyle.preferences.people import fit
from tfstyle.preferences.votes import THRESHOLDS, Votes, log_logistic, logistic


def choices(worths, count, random, person="ann"):
    found = []
    for _ in range(count):
        a, b = map(int, random.choice(len(worths), 2, replace=False))
        wins = random.random() < logistic(worths[a] - worths[b])
        found.append((person, a, b) if wins else (person, b, a))
    return tuple(found)


def stars(worths, count, random, person="ann", strict=0.0):
    found = []
    for item in random.integers(len(worths), size=count):
        said = 1 + int((worths[item] - strict + random.logistic() > THRESHOLDS).sum())
        found.append((person, int(item), said))
    return tuple(found)


def test_it_is_the_top_and_the_curvature_of_the_posterior():
    """Written out for two people over three weights, and left to a general optimizer."""
    random = np.random.default_rng(1)
    features = random.normal(size=(7, 3))
    a, b = random.normal(size=3), random.normal(size=3)
    votes = Votes(
        choices(features @ a, 25, random, "ann") + choices(features @ b, 15, random, "bob"),
        stars(features @ a, 12, random, "ann"),
    )
    deviation, own = np.array([1.0, 2.0, 0.5]), 0.4

    def cost(p):
        shared, ann, bob, edges = p[:3], p[3:6], p[6:9], p[9:]
        total = 0.5 * (((shared - 0.1) / deviation) ** 2).sum()
        total += sum(0.5 * (((one - shared) / (own * deviation)) ** 2).sum() for one in (ann, bob))
        total += 0.5 * ((edges - THRESHOLDS) ** 2).sum()
        for who, better, worse in votes.comparisons:
            weights = ann if who == "ann" else bob
            total -= log_logistic((features[better] - features[worse]) @ weights)
        ends = np.array([-50.0, *edges, 50.0])
        for _, item, said in votes.stars:
            u = features[item] @ ann
            total -= np.log(logistic(ends[said] - u) - logistic(ends[said - 1] - u))
        return total

    start = np.concatenate([np.zeros(9), THRESHOLDS])
    top = minimize(cost, start, method="BFGS", options={"gtol": 1e-7}).x
    found = fit(features, votes, deviation=deviation, mean=0.1, own=own)
    np.testing.assert_allclose(found.mean, top[:3], atol=1e-4)
    np.testing.assert_allclose(found.of("ann")[0], top[3:6], atol=1e-4)
    np.testing.assert_allclose(found.of("bob")[0], top[6:9], atol=1e-4)

    size, step = len(top), 1e-3
    unit = step * np.eye(size)
    hessian = np.array([
        [(cost(top + i + j) - cost(top + i - j) - cost(top - i + j) + cost(top - i - j))
         / (4 * step**2) for j in unit] for i in unit
    ])  # fmt: skip
    covariance = np.linalg.inv(hessian)
    np.testing.assert_allclose(found.covariance, covariance[:3, :3], atol=2e-3)
    np.testing.assert_allclose(found.of("ann")[1], covariance[3:6, 3:6], atol=2e-3)
    np.testing.assert_allclose(found.of("bob")[1], covariance[6:9, 6:9], atol=2e-3)


@pytest.mark.parametrize("seed", range(6))
def test_an_order_is_recovered_from_300_votes(seed):
    """Choices of two at random, and stars, of ten styles that lie 0.8 logits apart."""
    random = np.random.default_rng(seed)
    worths = random.permutation(np.linspace(-3.6, 3.6, 10))
    chosen = fit(np.eye(10), Votes(choices(worths, 300, random)))
    assert kendall(worths, chosen.mean) >= 0.8
    mixed = Votes(choices(worths, 150, random), stars(worths, 150, random, strict=1.0))
    assert kendall(worths, fit(np.eye(10), mixed).mean) >= 0.8


def test_its_deviations_are_as_large_as_its_errors():
    off = []
    for seed in range(30):
        random = np.random.default_rng(seed)
        worths = random.normal(0, 1.5, 8)
        mean, deviation = fit(np.eye(8), Votes(choices(worths, 80, random)), own=0.01).worths(
            np.eye(8) - 1 / 8
        )
        off += list((mean - (worths - worths.mean())) / deviation)
    assert 0.8 < np.std(off) < 1.2


def test_who_votes_little_likes_what_all_like_and_who_votes_much_does_not():
    random = np.random.default_rng(3)
    worths = np.linspace(-2, 2, 6)
    votes = Votes(
        sum((choices(worths, 60, random, f"class {i}") for i in range(5)), ())
        + choices(-worths, 200, random, "rebel")
        + choices(-worths, 2, random, "shy")
    )
    found = fit(np.eye(6), votes)
    for person, sign in ((None, 1), ("class 0", 1), ("rebel", -1), ("shy", 1), ("stranger", 1)):
        order = found.worths(np.eye(6), person)[0]
        least = 0.3 if person == "shy" else 0.6  # whose two votes say the opposite
        assert sign * kendall(worths, order) > least, person
    _, known = found.worths(np.eye(6), "class 0")
    _, unknown = found.worths(np.eye(6), "stranger")
    assert (unknown > known).all()


def test_one_person_of_many_votes_does_not_outvote_a_class():
    random = np.random.default_rng(4)
    worths = np.linspace(-2, 2, 5)
    votes = sum((choices(worths, 30, random, f"pupil {i}") for i in range(8)), ())
    votes += choices(-worths, 1000, random, "loud")
    assert kendall(worths, fit(np.eye(5), Votes(votes)).mean) > 0.5


def test_a_strict_and_a_generous_person_agree():
    random = np.random.default_rng(5)
    worths = np.linspace(-2, 2, 5)
    votes = Votes(stars=stars(worths, 80, random, "a", strict=2.0)
                  + stars(worths, 80, random, "b", strict=-2.0))  # fmt: skip
    found = fit(np.eye(5), votes)
    for person in ("a", "b", None):
        assert kendall(worths, found.worths(np.eye(5), person)[0]) > 0.9


def test_how_much_people_differ_is_found_out():
    random = np.random.default_rng(6)
    worths = np.linspace(-2, 2, 6)
    alike = Votes(sum((choices(worths, 60, random, i) for i in range(6)), ()))
    apart = Votes(sum((choices(random.permutation(worths), 60, random, i) for i in range(6)), ()))
    assert fit(np.eye(6), alike).stranger[0] < fit(np.eye(6), apart).stranger[0]


def test_without_votes_the_prior_is_left():
    found = fit(np.eye(3), Votes(), deviation=[1.0, 2.0, 3.0], mean=0.5)
    np.testing.assert_allclose(found.mean, 0.5)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), [1, 2, 3])
    assert found.probability(np.array([1.0, 0, 0]), np.array([0, 1.0, 0])) == pytest.approx(0.5)


def test_contradictions_and_certainties_stay_finite():
    always = Votes((*[("ann", 0, 1)] * 500, ("ann", 1, 0)))
    stubborn = Votes(stars=tuple(("ann", 0, s) for s in (1, 5) * 50))
    for votes in (always, stubborn):
        found = fit(np.eye(2), votes)
        assert np.isfinite(found.mean).all() and np.isfinite(found.covariance).all()
    assert abs(fit(np.eye(2), stubborn).mean[0]) < 0.05


def test_votes_in_another_order_say_the_same():
    random = np.random.default_rng(7)
    votes = choices(np.arange(4.0), 40, random) + choices(-np.arange(4.0), 40, random, "bob")
    one, other = fit(np.eye(4), Votes(votes)), fit(np.eye(4), Votes(votes[::-1]))
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-8)


@pytest.mark.parametrize(
    ("features", "options", "message"),
    [
        (np.ones(3), {}, "finite"),
        (np.full((2, 1), np.nan), {}, "finite"),
        (np.eye(2), {"deviation": 0.0}, "above 0"),
        (np.eye(2), {"own": ()}, "above 0"),
    ],
)
def test_what_cannot_be_fitted_is_refused(features, options, message):
    with pytest.raises(ValueError, match=message):
        fit(features, Votes(), **options)
