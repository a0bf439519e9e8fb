"""Stars are two comparisons with one's own thresholds: the ordinal logit, to the last digit."""

import numpy as np
import pytest

from tfstyle.preferences.people import _Person
from tfstyle.preferences.votes import THRESHOLDS, Votes, log_logistic, logistic, rows


@pytest.mark.parametrize("stars", [1, 2, 3, 4, 5])
def test_the_rows_of_stars_are_the_ordinal_likelihood(stars):
    features = np.array([[0.7, -1.2]])
    weights, thresholds = np.array([0.4, 0.3]), np.array([-1.9, -0.2, 0.5, 2.2])
    person = _Person(*rows(features, Votes(stars=(("ann", 0, stars),))))
    edges = [-np.inf, *thresholds, np.inf]
    worth = float(features[0] @ weights)
    with np.errstate(over="ignore"):
        below, above = (1 / (1 + np.exp(-(edge - worth))) for edge in edges[stars - 1 : stars + 1])
    expected = -np.log(above - below)
    assert person.loss(np.concatenate([weights, thresholds])) == pytest.approx(expected, rel=1e-12)


def test_slopes_are_those_of_the_loss():
    random = np.random.default_rng(0)
    features = random.normal(size=(6, 3))
    votes = Votes(
        (("ann", 0, 1), ("ann", 2, 3)),
        tuple(("ann", i, s) for i, s in enumerate([1, 2, 3, 4, 5, 3])),
    )
    person = _Person(*rows(features, votes))
    p = np.concatenate([random.normal(size=3), THRESHOLDS])
    gradient, hessian = person.slopes(p)
    steps = 1e-5 * np.eye(len(p))
    measured = [(person.loss(p + s) - person.loss(p - s)) / 2e-5 for s in steps]
    np.testing.assert_allclose(gradient, measured, atol=1e-7)
    bent = [(person.slopes(p + s)[0] - person.slopes(p - s)[0]) / 2e-5 for s in steps]
    np.testing.assert_allclose(hessian, bent, atol=1e-6)


def test_thresholds_may_not_cross():
    person = _Person(*rows(np.ones((1, 1)), Votes(stars=(("ann", 0, 3),))))
    assert person.loss(np.array([0.0, -1.0, 0.5, 0.5, 2.0])) == np.inf


def test_far_logits_neither_overflow_nor_warn():
    x = np.array([-1e4, -800.0, 0.0, 800.0, 1e4])
    np.testing.assert_allclose(log_logistic(x)[:3], [-1e4, -800.0, np.log(0.5)])
    np.testing.assert_allclose(logistic(x), [0, 0, 0.5, 1, 1])


@pytest.mark.parametrize(
    "votes",
    [Votes((("ann", 0, 0),)), Votes((("ann", 0, 3),)), Votes((("ann", -1, 0),)),
     Votes(stars=(("ann", 0, 6),)), Votes(stars=(("ann", 3, 1),))],
)  # fmt: skip
def test_votes_on_nothing_are_refused(votes):
    with pytest.raises(ValueError, match=r"3 items.*Received"):
        votes.check(3)
