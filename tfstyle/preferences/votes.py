"""Comparisons and stars as the rows of one likelihood: stars are comparisons, too.

With logistic noise a star rating is two comparisons against thresholds of the person's own:
`P(stars = k) = F(c_k - u) - F(c_{k-1} - u)`, the ordinal logit of McCullagh (1980), is
`F(c_k - u) F(u - c_{k-1}) (1 - exp(c_{k-1} - c_k))`: the work lost against the upper threshold,
won against the lower one, and what is left says nothing of the work. So five stars of a generous
person and three of a strict one may mean the same, a rating counts once however many others there
are (made into pairs, n ratings would count as n (n - 1) / 2 that are not independent), and stars
and choices are on one scale.
"""

import dataclasses
from collections.abc import Hashable

import numpy as np

STARS = (1, 2, 3, 4, 5)
# Where thresholds are before anything is known of a person, and how far they may well be off.
THRESHOLDS = np.array([-2.0, -0.7, 0.7, 2.0])
THRESHOLD_DEVIATION = 1.0


@dataclasses.dataclass(frozen=True)
class Votes:
    """What several people said of items.

    Attributes:
        comparisons: (person, better, worse); the last two are indices of items.
        stars: (person, item, 1 to 5).

    Example:
        >>> votes = Votes(comparisons=(("ann", 0, 1),), stars=(("bob", 1, 2),))
        >>> len(votes), votes.people
        (2, ['ann', 'bob'])
    """

    comparisons: tuple[tuple[Hashable, int, int], ...] = ()
    stars: tuple[tuple[Hashable, int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.comparisons) + len(self.stars)

    @property
    def people(self) -> list:
        """Those who voted, in the order of their names."""
        return sorted({vote[0] for vote in (*self.comparisons, *self.stars)})

    def by_person(self) -> dict[Hashable, "Votes"]:
        """Return the votes of each person, in the order of their names."""
        found: dict[Hashable, tuple[list, list]] = {name: ([], []) for name in self.people}
        for kind, votes in enumerate((self.comparisons, self.stars)):
            for vote in votes:
                found[vote[0]][kind].append(vote)
        return {name: Votes(*map(tuple, both)) for name, both in found.items()}

    def check(self, items: int) -> None:
        """Check that votes are of items that there are.

        Raises:
            ValueError: one is not, compares an item with itself, or has no such number of stars.
        """
        for person, better, worse in self.comparisons:
            if not (0 <= better < items and 0 <= worse < items) or better == worse:
                raise ValueError(
                    f"comparisons must be of two different of {items} items. Received: "
                    f"{(person, better, worse)}"
                )
        for person, item, stars in self.stars:
            if not 0 <= item < items or stars not in STARS:
                raise ValueError(
                    f"stars must be 1 to 5, of one of {items} items. Received: "
                    f"{(person, item, stars)}"
                )


def rows(features: np.ndarray, votes: Votes) -> tuple[np.ndarray, np.ndarray]:
    """Return the votes of one person as rows r of `sum log F(r p)`, and where gaps count.

    `p` are the weights of the features and, behind them, the four thresholds.

    Args:
        features: of the items, (N, D).
        votes: of one person.

    Returns:
        rows (R, D + 4), and how often `log(1 - exp(-gap))` counts for each of the three gaps
        between thresholds, (3,).
    """
    better = np.array([vote[1] for vote in votes.comparisons], int)
    worse = np.array([vote[2] for vote in votes.comparisons], int)
    count, dimensions = len(better), features.shape[1]
    found = [np.zeros((count, dimensions + 4))]
    found[0][:, :dimensions] = features[better] - features[worse]
    gaps = np.zeros(3)
    for _, item, stars in votes.stars:
        for threshold, side in ((stars - 1, -1.0), (stars - 2, 1.0)):
            if 0 <= threshold < 4:
                row = np.zeros((1, dimensions + 4))
                row[0, :dimensions] = side * features[item]
                row[0, dimensions + threshold] = -side
                found.append(row)
        if 1 < stars < 5:
            gaps[stars - 2] += 1
    return np.concatenate(found), gaps


def log_logistic(x):
    """Return `log F(x)`, F the logistic function, without overflow."""
    return -np.logaddexp(0.0, -x)


def logistic(x):
    """Return `1 / (1 + exp(-x))` without overflow."""
    return np.exp(log_logistic(x))
