"""Styles in order, and as strong as people like them."""

import numpy as np
import pytest

from tfstyle.preferences.styles import StyleWorks
from tfstyle.preferences.votes import Votes, logistic

STYLES = ("sea", "fire", "wood")


def simulated(count, seed, best=0.55):
    """Someone who likes fire most, and all styles at one strength."""
    random = np.random.default_rng(seed)
    works = StyleWorks(STYLES)
    level = {"sea": 0.0, "fire": 1.0, "wood": -1.0}
    items = [(s, t) for s in STYLES for t in (0.25, 0.4, 0.55, 0.7, 0.85, 1.0)]
    worth = [level[s] - 12 * (t - best) ** 2 for s, t in items]
    votes = []
    for _ in range(count):
        a, b = map(int, random.choice(len(items), 2, replace=False))
        wins = random.random() < logistic(worth[a] - worth[b])
        votes.append(("me", a, b) if wins else ("me", b, a))
    rows = np.stack([works.row({s: (1.0, t)}) for s, t in items])
    return works, works.fit(rows, Votes(tuple(votes)))


@pytest.mark.parametrize("seed", range(4))
def test_order_and_strength_come_back(seed):
    works, found = simulated(300, seed)
    order = works.order(found, "me")
    assert [one.style for one in order] == ["fire", "sea", "wood"]
    assert all(0.35 <= one.strength <= 0.75 for one in order)
    assert order[0].worth > order[1].worth > order[2].worth and order[0].deviation < 1


def test_a_style_without_votes_takes_the_strength_that_all_have_in_common():
    works, _ = simulated(0, 0)
    more = StyleWorks((*STYLES, "new"))
    random = np.random.default_rng(9)
    items = [(s, t) for s in STYLES for t in np.linspace(0.2, 1, 9)]
    votes = []
    for _ in range(400):
        a, b = map(int, random.choice(len(items), 2, replace=False))
        if abs(items[a][1] - 0.5) > abs(items[b][1] - 0.5):
            a, b = b, a
        votes.append(("me", a, b))
    rows = np.stack([more.row({s: (1.0, t)}) for s, t in items])
    found = more.fit(rows, Votes(tuple(votes)))
    assert 0.35 <= more.strength(found, "new") <= 0.7
    assert works.styles == STYLES


def test_without_votes_nothing_moves():
    works, found = simulated(0, 0)
    assert [one.style for one in works.order(found)] == list(STYLES)
    assert works.strength(found, "sea", now=0.8) == 0.8
    assert works.order(found, now={"sea": 0.6})[0].strength == 0.6


def test_two_votes_do_not_set_a_strength():
    works, found = simulated(2, 1)
    assert works.strength(found, "fire") == 1.0


def test_a_work_in_two_styles_is_half_of_each():
    works = StyleWorks(STYLES)
    row = works.row({"sea": (0.5, 1.0), "fire": (0.5, 0.5)})
    assert row[:3].tolist() == [0.5, 0.5, 0.0] and row[3] == 0.5
