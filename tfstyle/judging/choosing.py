"""The best of several pictures of one thing."""

from collections.abc import Iterable
from typing import Any

from tfstyle.judging.verdict import Verdict, deliver


def best_of(judge, candidates: Iterable[tuple[str, Any]], **beside) -> tuple[str, Any, Verdict]:
    """Return what a judge likes best: its name, the picture and the verdict.

    Args:
        judge: a `models.Judge`.
        candidates: names and pictures, at least one; of equals the first.
        **beside: `content`, `style` and `weights` of `deliver`.

    Raises:
        ValueError: there are no candidates.
    """
    best = None
    for name, picture in candidates:
        verdict = deliver(judge, picture, **beside)
        if best is None or verdict.overall > best[2].overall:
            best = name, picture, verdict
    if best is None:
        raise ValueError("candidates must hold a picture. Received: none")
    return best
