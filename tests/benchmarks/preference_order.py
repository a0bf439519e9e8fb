"""How well an order is recovered from 300 votes: `python -m tests.benchmarks.preference_order`.

Someone of known worths chooses between two at random, or between the two that tell most, or gives
stars; 100 people of each kind. Kendall's tau of the order learned and the true one, and how many
reach 0.8.
"""

import numpy as np

from tests.preferences.ranks import kendall
from tfstyle.preferences.asking import tells
from tfstyle.preferences.people import fit
from tfstyle.preferences.votes import THRESHOLDS, Votes, logistic

VOTES, PEOPLE, AT_ONCE = 300, 100, 5
KINDS = {
    "10 styles, 0.8 logits apart": lambda random: random.permutation(10) * 0.8,
    "20 styles, 0.4 logits apart": lambda random: random.permutation(20) * 0.4,
    "10 styles, normal, deviation 1.5": lambda random: random.normal(0, 1.5, 10),
    "20 styles, normal, deviation 1.5": lambda random: random.normal(0, 1.5, 20),
}


def asked(worths, random, how: str) -> Votes:
    """Return 300 votes of someone."""
    count, choices, stars = len(worths), [], []
    pairs: list[tuple[int, int]] = []
    for turn in range(VOTES):
        if how == "stars":
            item = turn % count
            said = worths[item] - worths.mean() + random.logistic()
            stars.append(("ann", item, 1 + int((said > THRESHOLDS).sum())))
            continue
        if how == "random":
            a, b = random.choice(count, 2, replace=False)
        else:
            if not pairs:  # learned anew after every five answers
                found = fit(np.eye(count), Votes(tuple(choices)), own=0.5)
                told = np.triu(tells(found, np.eye(count)))
                best = np.argsort(-told, axis=None)[:AT_ONCE]
                pairs = list(zip(*np.unravel_index(best, told.shape), strict=True))
            a, b = pairs.pop(0)
        wins = random.random() < logistic(worths[a] - worths[b])
        choices.append(("ann", *map(int, (a, b) if wins else (b, a))))
    return Votes(tuple(choices), tuple(stars))


def main() -> None:
    """Print a row of a table for each kind of people and of votes."""
    print("| people | votes | lowest | a tenth | median | at least 0.8 |")
    print("|---|---|---|---|---|---|")
    for name, kind in KINDS.items():
        for how in ("random", "telling", "stars"):
            taus = []
            for seed in range(PEOPLE):
                random = np.random.default_rng(seed)
                worths = kind(random)
                found = fit(np.eye(len(worths)), asked(worths, random, how))
                taus.append(kendall(worths, found.mean))
            low, tenth, median = np.min(taus), *np.percentile(taus, [10, 50])
            reach = np.mean(np.array(taus) >= 0.8)
            print(f"| {name} | {how} | {low:.2f} | {tenth:.2f} | {median:.2f} | {reach:.0%} |")


if __name__ == "__main__":
    main()
