"""From votes and what was seen to a taste, and from strengths to weights of style and content."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from tfstyle.errors import DataError
from tfstyle.preferences.looks import LOOKS
from tfstyle.preferences.people import Preferences, fit
from tfstyle.preferences.taste import LIMIT, Look, Taste
from tfstyle.preferences.votes import Votes

# Deviations of the prior, in logits a deviation of the look: of the slope, and of the bend.
SLOPE, BEND = 0.5, 0.2
# With fewer votes than this nothing is learned that a coin could not have said.
LEAST_VOTES = 20


@dataclasses.dataclass(frozen=True)
class Learned:
    """A taste and what it came of.

    Attributes:
        taste: everyone's, or one person's.
        preferences: the weights behind it, with their uncertainty.
        agreement: share of the comparisons it would have decided alike (it has seen them).
    """

    taste: Taste
    preferences: Preferences
    agreement: float


def learn_taste(found: Sequence[Sequence[float]], votes: Votes, person=None) -> Learned:
    """Return what is surely liked of looks.

    Each look has a slope and a bend, so that a taste can have a best in between; both are drawn to
    0, and shortened by their deviation: a training would follow what only went along with what
    people liked as far as it leads. A bend above 0, which would like both extremes, is none. One
    person alone is fully their own.

    Args:
        found: looks of each item, (N, 11), see `looks.measured`.
        votes: of these items.
        person: whose taste; everyone's if not given, and that of the only one who voted.

    Raises:
        DataError: fewer than 20 votes, votes that teach nothing, or no such person.
    """
    table = np.asarray(found, np.float64).reshape(-1, len(LOOKS))
    if len(votes) < LEAST_VOTES:
        raise DataError(
            f"A taste needs {LEAST_VOTES} votes on pictures that are still there. Received: "
            f"{len(votes)}. Rate some more."
        )
    people = votes.people
    if person is not None and person not in people:
        raise DataError(f"There is no vote of {person!r}. There are votes of {len(people)} people.")
    if person is None and len(people) == 1:
        (person,) = people
    center, scale = table.mean(axis=0), table.std(axis=0)
    told = np.flatnonzero(scale > 1e-4)
    if not len(told):
        raise DataError("All pictures that were voted on look the same: no taste follows.")
    z = LIMIT * np.tanh((table - center)[:, told] / scale[told] / LIMIT)
    design = np.concatenate([z, z * z], axis=1)
    deviation = np.repeat([SLOPE, BEND], len(told))
    preferences = fit(design, votes, deviation=deviation)
    weights, covariance = preferences.of(person)
    sure = np.maximum(np.abs(weights) - np.sqrt(np.diag(covariance)), 0.0)
    slope, bend = np.split(np.sign(weights) * sure, 2)
    bend = np.minimum(bend, 0.0)
    names = list(LOOKS)
    liked = {
        names[place]: Look(*map(float, (center[place], scale[place], *weights)))
        for place, *weights in zip(told, slope, bend, strict=True)
        if any(weights)
    }
    if not liked:
        raise DataError(
            f"{len(votes)} votes are sure of nothing that can be measured in a picture. Rate some "
            "more, or more unlike works."
        )
    taste = Taste.parse(str(Taste(liked)))
    worth = taste.worth_of(table, np)
    pairs = np.array([vote[1:] for vote in votes.comparisons], int).reshape(-1, 2)
    right = worth[pairs[:, 0]] > worth[pairs[:, 1]]
    return Learned(taste, preferences, float(right.mean()) if len(right) else float("nan"))


def balanced(content: float, style: float, strength: float) -> tuple[float, float]:
    """Return weights of content and style for a style that should be so strong.

    The style's weight is multiplied by the strength and the content's divided by it, within a half
    and two: a style that people like at 0.7 gets half the style for its content (0.7 squared).

    Args:
        content: weight as it is.
        style: the same.
        strength: what people like, 1 for as it is.

    Example:
        >>> balanced(1.0, 10.0, 0.5)
        (2.0, 5.0)
    """
    strength = min(max(strength, 0.5), 2.0)
    return round(content / strength, 6), round(style * strength, 6)
