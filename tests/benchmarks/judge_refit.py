"""What choices are worth to a judge: `python -m tests.benchmarks.judge_refit PHOTOS`.

Photographs of `PHOTOS/training` and `PHOTOS/validation`, spoiled by noise, blur or a cast, are
scored by the bundled judge; someone of known taste, who goes by how they were spoiled, chooses 200
times among those of the first folder. How often does the judge agree with 2,000 choices among those
of the second, before and after its weights are refitted?
"""

import sys
from pathlib import Path

import numpy as np

from tests.benchmarks.preferences import photographs
from tests.judging.test_refit import BOTHERS, spoiled
from tfstyle.judging.refit import agreement, refit
from tfstyle.preferences.votes import Votes, logistic

PHOTOS, EACH = 20, 2


def scored(judge, folder: Path, random):
    """Return the judge's scores of spoiled photographs, and what was done to each."""
    from tfstyle.judging import deliver

    return [
        (deliver(judge, spoiled(photo, kind, severity, random)).scores, kind, severity)
        for photo in photographs(folder, PHOTOS)
        for kind in ("noise", "blur", "cast")
        for severity in map(float, random.uniform(0.1, 1.0, EACH))
    ]


def chosen(pictures, taste, count, random) -> tuple[Votes, list[float]]:
    """Return choices of someone whom damage bothers as a taste says, and the pictures' worths."""
    worth = [-taste[kind] * severity for _, kind, severity in pictures]
    found = []
    for _ in range(count):
        a, b = map(int, random.choice(len(pictures), 2, replace=False))
        wins = random.random() < logistic(worth[a] - worth[b])
        found.append(("ann", a, b) if wins else ("ann", b, a))
    return Votes(tuple(found)), worth


def main(photos: Path) -> None:
    """Print a row of a table for each taste."""
    from tfstyle import zoo

    judge, random = zoo.from_preset("judge_photographs"), np.random.default_rng(0)
    seen, held = (scored(judge, photos / name, random) for name in ("training", "validation"))
    print("| taste | before | after | of oneself | weights |\n|---|---|---|---|---|")
    for name, taste in BOTHERS.items():
        votes, _ = chosen(seen, taste, 200, random)
        later, worth = chosen(held, taste, 2000, random)
        found = refit([one[0] for one in seen], votes)
        scores = [one[0] for one in held]
        figures = agreement(scores, later), agreement(scores, later, found.weights)
        # Nobody agrees with all of one's answers, not even oneself.
        own = np.mean([worth[a] > worth[b] for _, a, b in later.comparisons])
        words = ", ".join(f"{key} {value:.2f}" for key, value in found.weights.items())
        print(f"| {name} | {figures[0]:.1%} | {figures[1]:.1%} | {own:.1%} | {words} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
