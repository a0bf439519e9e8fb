"""Bradley-Terry with uncertainty, for several people: each one's taste is drawn to everyone's.

An item with features x is worth `u = x w` to someone, and is chosen before another with
probability `F(u - u')`, F the logistic function (Bradley and Terry 1952); with a column for each
item w is the items' worths themselves. The weights everyone shares are drawn from `N(mean,
deviation^2)`, those of a person from `N(everyone's, own^2)`: who voted little is taken to like
what everyone does, who voted much has a taste of their own, and everyone's is not that of the one
who votes most. The logarithm of the posterior is concave, so that Newton's method finds its top,
and its curvature there is the uncertainty (Laplace's approximation; MacKay 2003, chapter 27).

A person's weights meet those of others only through everyone's: the Hessian is an arrow, and a step
costs a small system for each person instead of one for all.
"""

import dataclasses
from collections.abc import Hashable, Mapping

import numpy as np

from tfstyle.preferences.votes import (
    THRESHOLD_DEVIATION,
    THRESHOLDS,
    Votes,
    log_logistic,
    logistic,
    rows,
)

# How far a person may be from everyone, as a share of `deviation`: the likeliest is taken.
OWN = (0.2, 0.5, 1.0)
_ASKED = 12  # people
_STEPS = 100
_CLOSE = 1e-7  # of Newton's decrement: a step would gain half of that


@dataclasses.dataclass(frozen=True)
class Preferences:
    """What people like of features, and how surely that is known.

    Attributes:
        mean: everyone's weights, (D,).
        covariance: of these, (D, D).
        people: mean and covariance of each person's weights.
        stranger: variance by which the weights of someone unknown differ from everyone's, (D,).
        evidence: logarithm of how probable the votes are under these priors, up to a constant.
    """

    mean: np.ndarray
    covariance: np.ndarray
    people: Mapping[Hashable, tuple[np.ndarray, np.ndarray]]
    stranger: np.ndarray
    evidence: float

    def of(self, person: Hashable = None) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and covariance of a person's weights, or with `None` of everyone's.

        Of who has not voted, everyone's are known, and how much people differ.
        """
        if person is None:
            return self.mean, self.covariance
        if person not in self.people:
            return self.mean, self.covariance + np.diag(self.stranger)
        return self.people[person]

    def worths(self, features: np.ndarray, person=None) -> tuple[np.ndarray, np.ndarray]:
        """Return what items are worth, and the deviation of that: (N,) each.

        Args:
            features: (N, D).
            person: see `of`.
        """
        mean, covariance = self.of(person)
        variance = np.einsum("nd,de,ne->n", features, covariance, features)
        return features @ mean, np.sqrt(np.maximum(variance, 0.0))

    def probability(self, a: np.ndarray, b: np.ndarray, person=None) -> float:
        """Return how probably an item of features `a` is preferred to one of features `b`."""
        mean, deviation = self.worths((a - b)[None], person)
        # MacKay 1992: the logistic function's mean under a Gaussian.
        return float(logistic(mean / np.sqrt(1 + np.pi / 8 * deviation**2))[0])


def fit(features, votes: Votes, *, deviation=1.5, mean=0.0, own=OWN) -> Preferences:
    """Return what the votes say.

    Args:
        features: of the items, (N, D).
        votes: of any number of people; none leaves the prior.
        deviation: of the prior, a number or (D,), above 0. In logits: 1.5 says that of two items
            the better one wins 80 % of the time or so.
        mean: of the prior.
        own: deviation of a person's weights from everyone's as a share of `deviation`; of several
            the one under which the votes are most probable.

    Raises:
        ValueError: features are not finite, a deviation is not above 0, or a vote is of no item.

    Example:
        >>> found = fit(np.eye(3), Votes((("ann", 0, 1), ("ann", 1, 2), ("ann", 0, 2))))
        >>> np.argsort(-found.mean).tolist()
        [0, 1, 2]
        >>> bool((np.sqrt(np.diag(found.covariance)) < 1.5).all())
        True
    """
    features = np.asarray(features, np.float64)
    if features.ndim != 2 or not np.isfinite(features).all():
        raise ValueError(f"features must be finite, (N, D). Received shape: {features.shape}")
    votes.check(len(features))
    dimensions = features.shape[1]
    deviation = np.broadcast_to(np.asarray(deviation, np.float64), (dimensions,))
    shares = np.atleast_1d(np.asarray(own, np.float64))
    if not ((deviation > 0).all() and len(shares) and (shares > 0).all()):
        raise ValueError(
            f"deviation and own must be above 0. Received: {deviation.tolist()}, {own}"
        )
    center = np.broadcast_to(np.asarray(mean, np.float64), (dimensions,))
    said = {name: _Person(*rows(features, theirs)) for name, theirs in votes.by_person().items()}
    if len(said) < 2:  # one person alone tells nothing of how people differ
        shares = np.sort(shares)[[len(shares) // 2]]
    # How much people differ is told by those who voted most: all of them would take long.
    most = sorted(said, key=lambda name: -len(said[name].rows))[:_ASKED]
    some = {name: said[name] for name in said if name in set(most)}
    if len(shares) > 1:
        tried = [_laplace(some, center, deviation, share * deviation) for share in shares]
        best = max(range(len(shares)), key=lambda place: tried[place].evidence)
        if len(some) == len(said):
            return tried[best]
        shares = shares[[best]]
    return _laplace(said, center, deviation, shares[0] * deviation)


class _Person:
    """The votes of one person, and the weights that they concern.

    Args:
        rows: of `votes.rows`.
        gaps: of the same.
    """

    def __init__(self, rows, gaps):
        self.dimensions = rows.shape[1] - 4
        # Of all other weights a person's are everyone's, for all that is known.
        self.touched = np.flatnonzero((rows[:, :-4] != 0).any(axis=0))
        self.thresholds = rows[:, -4:].any()
        columns = [*self.touched]
        if self.thresholds:
            columns += range(self.dimensions, self.dimensions + 4)
        self.rows, self.gaps = rows[:, columns], gaps
        self.count = len(self.touched)

    def start(self, center):
        last = THRESHOLDS if self.thresholds else np.zeros(0)
        return np.concatenate([center[self.touched], last])

    def precision(self, own):
        """Return the prior's precision of what is estimated here."""
        last = np.full(len(self.rows[0]) - self.count, THRESHOLD_DEVIATION**-2.0)
        return np.concatenate([own[self.touched] ** -2.0, last])

    def loss(self, p) -> float:
        """Return minus the logarithm of the likelihood; infinite where thresholds cross."""
        total = -log_logistic(self.rows @ p).sum()
        if self.gaps.any():
            gap = np.diff(p[self.count :])
            if (gap[self.gaps > 0] <= 0).any():
                return np.inf
            total -= (self.gaps * np.log(-np.expm1(-np.where(gap > 0, gap, 1.0)))).sum()
        return float(total)

    def slopes(self, p):
        """Return gradient and Hessian of `loss`."""
        wrong = logistic(-(self.rows @ p))
        gradient = -self.rows.T @ wrong
        hessian = (self.rows * (wrong * (1 - wrong))[:, None]).T @ self.rows
        for place in np.flatnonzero(self.gaps):
            low, high = self.count + place, self.count + place + 1
            grown = np.expm1(p[high] - p[low])
            pull = self.gaps[place] / grown
            bend = pull * (grown + 1) / grown
            gradient[high] -= pull
            gradient[low] += pull
            hessian[[high, low], [high, low]] += bend
            hessian[[high, low], [low, high]] -= bend
        return gradient, hessian


def _laplace(said: Mapping, center, deviation, own) -> Preferences:
    shared = center.copy()
    theirs = {name: person.start(center) for name, person in said.items()}

    def cost(shared, theirs):
        total = 0.5 * (((shared - center) / deviation) ** 2).sum()
        for name, person in said.items():
            off = theirs[name] - person.start(shared)
            total += person.loss(theirs[name]) + 0.5 * (person.precision(own) * off**2).sum()
        return total

    now = cost(shared, theirs)
    arrow = _Arrow(said, shared, theirs, center, deviation, own)
    for _ in range(_STEPS):
        step, steps, decrement = arrow.step()
        if decrement < _CLOSE:
            break
        length = 1.0
        while True:  # the cost is convex: short enough, every step goes down
            moved = {name: theirs[name] + length * steps[name] for name in theirs}
            then = cost(shared + length * step, moved)
            if then < now or length < 1e-10:
                break
            length /= 2
        if then >= now:  # as close as float64 can tell
            break
        shared, theirs, now = shared + length * step, moved, then
        arrow = _Arrow(said, shared, theirs, center, deviation, own)
    return arrow.preferences(now)


class _Arrow:
    """Gradient and Hessian at one place: a block a person, and everyone's, which each touches."""

    def __init__(self, said, shared, theirs, center, deviation, own):
        self.said, self.shared, self.theirs = said, shared, theirs
        self.deviation, self.own = deviation, own
        self.gradient = (shared - center) / deviation**2
        schur = np.diag(deviation**-2.0)
        self.blocks = {}
        for name, person in said.items():
            gradient, hessian = person.slopes(theirs[name])
            precision = person.precision(own)
            off = precision * (theirs[name] - person.start(shared))
            block = np.linalg.inv(hessian + np.diag(precision))
            tie = precision[: person.count]  # the Hessian between both is minus its diagonal
            self.gradient[person.touched] -= off[: person.count]
            inner = np.diag(tie) - tie[:, None] * block[: person.count, : person.count] * tie
            schur[np.ix_(person.touched, person.touched)] += inner
            self.blocks[name] = gradient + off, block, tie
        self.covariance = np.linalg.inv((schur + schur.T) / 2)

    def step(self):
        """Return Newton's step for everyone's weights and for each person's, and its decrement."""
        right = -self.gradient
        for name, (gradient, block, tie) in self.blocks.items():
            person = self.said[name]
            right[person.touched] -= tie * (block @ gradient)[: person.count]
        step = self.covariance @ right
        steps, decrement = {}, -float(self.gradient @ step)
        for name, (gradient, block, tie) in self.blocks.items():
            person = self.said[name]
            pulled = -gradient
            pulled[: person.count] += tie * step[person.touched]
            steps[name] = block @ pulled
            decrement -= float(gradient @ steps[name])
        return step, steps, decrement

    def preferences(self, cost) -> Preferences:
        """Return what is known at the top of the posterior."""
        stranger, people = self.own**2, {}
        evidence = -cost + 0.5 * np.linalg.slogdet(self.covariance)[1]
        evidence -= np.log(self.deviation).sum()
        for name, (_, block, tie) in self.blocks.items():
            person = self.said[name]
            there, count = person.touched, person.count
            evidence += 0.5 * np.linalg.slogdet(block)[1]
            evidence += 0.5 * np.log(person.precision(self.own)).sum()
            mean = self.shared.copy()
            mean[there] = self.theirs[name][:count]
            # weights = drawn * everyone's + their own noise
            drawn = np.eye(len(mean))
            drawn[np.ix_(there, there)] = block[:count, :count] * tie
            noise = np.diag(stranger)
            noise[np.ix_(there, there)] = block[:count, :count]
            people[name] = mean, drawn @ self.covariance @ drawn.T + noise
        return Preferences(self.shared, self.covariance, people, stranger, float(evidence))
