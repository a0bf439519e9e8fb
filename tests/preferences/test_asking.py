"""The pair that tells most: what information is, and what it saves."""

import numpy as np
import pytest

from tests.preferences.ranks import kendall
from tfstyle.preferences.asking import information, next_pair, tells
from tfstyle.preferences.people import fit
from tfstyle.preferences.votes import Votes, logistic


@pytest.mark.parametrize(("mean", "variance"), [(0.0, 1.0), (1.5, 0.3), (-2.0, 4.0), (0.0, 0.0)])
def test_information_is_what_sampling_says(mean, variance):
    p = logistic(mean + np.sqrt(variance) * np.random.default_rng(0).normal(size=400_000))
    p = np.clip(p, 1e-12, 1 - 1e-12)

    def entropy(p):
        return -p * np.log(p) - (1 - p) * np.log(1 - p)

    found = information(np.array([mean]), np.array([variance]))[0]
    assert found == pytest.approx(entropy(p.mean()) - entropy(p).mean(), abs=2e-3)


def test_it_asks_of_what_is_open():
    """Items 0 and 1 were compared often, 2 and 3 never."""
    found = fit(np.eye(4), Votes((("ann", 0, 1),) * 30))
    told = tells(found, np.eye(4), "ann")
    assert told[2, 3] > told[0, 1] and (np.diag(told) == 0).all()
    a, b = next_pair(found, np.eye(4), "ann")
    assert {a, b} & {2, 3}
    assert next_pair(found, np.eye(4), "ann", among=[(1, 0)]) == (0, 1)


def test_it_never_asks_of_two_that_are_the_same():
    features = np.array([[1.0, 0.0], [1.0, 0.0]])
    assert next_pair(fit(features, Votes()), features) is None
    assert next_pair(fit(np.zeros((0, 2)), Votes()), np.zeros((0, 2))) is None


def recovered(worths, random, ask):
    count = len(worths)
    votes, found = [], fit(np.eye(count), Votes())
    for turn in range(120):
        if ask:
            told = np.triu(tells(found, np.eye(count)))
            a, b = np.unravel_index(np.argsort(-told, axis=None)[turn % 5], told.shape)
        else:
            a, b = random.choice(count, 2, replace=False)
        wins = random.random() < logistic(worths[a] - worths[b])
        votes.append(("ann", int(a), int(b)) if wins else ("ann", int(b), int(a)))
        if turn % 5 == 4:
            found = fit(np.eye(count), Votes(tuple(votes)), own=0.5)
    return kendall(worths, found.mean)


def test_asking_well_orders_sooner_than_asking_at_random():
    well, random = [], []
    for seed in range(6):
        worths = np.random.default_rng(seed).permutation(np.linspace(-4, 4, 12))
        well.append(recovered(worths, np.random.default_rng(100 + seed), True))
        random.append(recovered(worths, np.random.default_rng(100 + seed), False))
    assert np.mean(well) > np.mean(random) + 0.03 and min(well) >= 0.8
