"""What a judge's one score is made of, as people's choices would have it.

The whole is a weighted geometric mean of scores, so its logarithm is a weighted sum, and a choice
between two pictures is one between two such sums: Bradley and Terry's model with the logarithms of
the scores as features (`preferences.people`). The prior is the judge's own weights, so that few
votes change little; no weight falls below 0, since more of a score is better by what it means. And
what does not agree better with choices it has not seen, by more than chance would, is not taken.
"""

import dataclasses
import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np

from tfstyle.errors import DataError
from tfstyle.judging.scores import overall, own_weights
from tfstyle.preferences.people import fit
from tfstyle.preferences.votes import Votes

LEAST_CHOICES = 20
_FOLDS = 5
# In logits for a score that is e times as high: how far weights may well be off, and how decided
# people are where a judge's own weights hold. The pair that makes the votes most probable is taken.
_DEVIATIONS = (0.3, 1.0, 3.0)
_DECIDED = (0.25, 1.0, 4.0)


@dataclasses.dataclass(frozen=True)
class Refit:
    """New weights, and what they are worth.

    Attributes:
        weights: of the scores in the whole, which sum to 1; the judge's own if others were not
            better.
        before: share of the choices that the judge's own weights agree with.
        after: the same of weights fitted to the other choices, five parts in turn.
        choices: how many there were.
        better: whether the weights are new.
    """

    weights: Mapping[str, float]
    before: float
    after: float
    choices: int
    better: bool


def refit(scores: Sequence[Mapping[str, float]], votes: Votes, seed: int = 0) -> Refit:
    """Return the weights of scores that agree with what people chose.

    Args:
        scores: of each picture, see `Verdict.scores`: the same names for all.
        votes: of these pictures. Different stars of one person are choices, too.
        seed: of the parts.

    Raises:
        DataError: fewer than 20 choices, or pictures of different scores.

    Example:
        >>> random = np.random.default_rng(0)
        >>> scores = [{"naturalness": 50.0, "cleanness": x} for x in random.uniform(10, 90, 40)]
        >>> pairs = [(2 * i, 2 * i + 1) for i in range(20)] * 2
        >>> clean = lambda pair: -scores[pair[0]]["cleanness"] + scores[pair[1]]["cleanness"]
        >>> votes = Votes(tuple(("ann", *(p if clean(p) < 0 else p[::-1])) for p in pairs))
        >>> found = refit(scores, votes)
        >>> found.better, found.weights["cleanness"] > 0.5
        (True, True)
    """
    names = sorted(scores[0]) if scores else []
    if any(sorted(one) != names for one in scores):
        raise DataError("Weights are of the same scores of all pictures: ask of all alike.")
    choices = _choices(votes)
    if len(choices) < LEAST_CHOICES:
        raise DataError(
            f"To weigh scores takes {LEAST_CHOICES} choices. Received: {len(choices)}. Rate more."
        )
    own = own_weights(names)
    held_out = []  # before and after, of each choice
    for kept, held in _parts(votes, seed):
        weights = _fitted(scores, names, kept, own)
        held_out += [
            (_agreement(scores, choice, own), _agreement(scores, choice, weights))
            for choice in _choices(held)
        ]
    # A choice of stars is of two ratings: those whose two fell into different parts are not held.
    before, after = np.mean(held_out, axis=0) if held_out else (0.0, 0.0)
    gains = np.diff(held_out, axis=1) if held_out else np.zeros(1)
    better = bool(gains.mean() > gains.std() / np.sqrt(len(gains)))
    weights = _fitted(scores, names, votes, own) if better else own
    return Refit(weights, float(before), float(after), len(choices), better)


def agreement(
    scores: Sequence[Mapping[str, float]], votes: Votes, weights: Mapping[str, float] | None = None
) -> float:
    """Return the share of choices that weights agree with; equal scores agree by half.

    Args:
        scores: of each picture.
        votes: of these.
        weights: the judge's own if not given.
    """
    return float(np.mean([_agreement(scores, choice, weights) for choice in _choices(votes)]))


def _agreement(scores, choice, weights) -> float:
    a, b = (overall(scores[item], weights) for item in choice[1:])
    return 0.5 * (1 + np.sign(a - b))


def _fitted(scores, names, votes, own) -> dict[str, float]:
    features = np.array([[math.log(max(one[name], 1.0)) for name in names] for one in scores])
    center = np.array([own.get(name, 0.0) for name in names])
    kept = np.ones(len(names), bool)
    while True:  # a weight below 0 is 0, and the others are found without it
        tried = [
            fit(features * kept, votes, deviation=off, mean=decided * center * kept, own=0.5)
            for off, decided in itertools.product(_DEVIATIONS, _DECIDED)
        ]
        found = max(tried, key=lambda one: one.evidence)
        weights = found.mean
        if (weights >= 0).all():
            break
        kept &= weights >= 0
    if not weights.sum() > 0:
        return dict(own)
    return {
        name: float(weight)
        for name, weight in zip(names, weights / weights.sum(), strict=True)
        if weight > 0
    }


def _choices(votes: Votes):
    """Return comparisons, and those that different stars of one person come to."""
    found = list(votes.comparisons)
    for person in votes.people:
        rated = [(item, stars) for who, item, stars in votes.stars if who == person]
        for (a, more), (b, less) in itertools.combinations(rated, 2):
            if more != less:
                found.append((person, a, b) if more > less else (person, b, a))
    return found


def _parts(votes: Votes, seed: int):
    """Yield what to fit to and what to hold out, five times."""
    random = np.random.default_rng(seed)
    parts = [random.permutation(len(group)) % _FOLDS for group in (votes.comparisons, votes.stars)]
    for fold in range(_FOLDS):
        split = [
            Votes(*(
                tuple(vote for vote, part in zip(group, of, strict=True) if (part == fold) == held)
                for group, of in zip((votes.comparisons, votes.stars), parts, strict=True)
            ))
            for held in (False, True)
        ]  # fmt: skip
        yield split[0], split[1]
