"""A run's loss as a curve of few points, which a job carries and a page draws."""

import json
import math
import os
from pathlib import Path

MOST = 120
LOSSES = ("generator/loss", "loss")  # which of many is shown, if there are


class Curve:
    """Reads a run's `metrics.jsonl` on from where it read last.

    Args:
        path: the file; it may not be there yet, and is written anew when a run is gone on with.
        most: points of the curve.
    """

    def __init__(self, path, most: int = MOST):
        self._path, self._most = Path(path), most
        self._file: int | None = None
        self._at = 0
        self._points: list[tuple[int, float]] = []

    def read(self) -> list[list[float]]:
        """Return `[step, loss]` of each point: the mean of the steps since the one before."""
        try:
            with open(self._path, "rb") as file:
                self._begin_again_if_another(os.fstat(file.fileno()))
                file.seek(self._at)
                read = file.read()
        except OSError:
            return []
        whole = read[: read.rfind(b"\n") + 1]  # a line may be cut short, or being written
        self._at += len(whole)
        for line in whole.splitlines():
            self._take(line)
        return thinned(self._points, self._most)

    def _begin_again_if_another(self, there):
        if there.st_ino != self._file or there.st_size < self._at:
            self._file, self._at, self._points = there.st_ino, 0, []

    def _take(self, line):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            return
        step = found.get("step") if isinstance(found, dict) else None
        if not isinstance(step, int):
            return
        values = (found.get(key) for key in LOSSES)
        loss = next((value for value in values if isinstance(value, float)), math.nan)
        if math.isfinite(loss):
            # What was lost by a kill is done again: the later word counts.
            while self._points and self._points[-1][0] >= step:
                self._points.pop()
            self._points.append((step, loss))


def thinned(points, most: int) -> list[list[float]]:
    """Return at most so many points: the last step and the mean of each stretch.

    Example:
        >>> thinned([(1, 4.0), (2, 2.0), (3, 1.0), (4, 1.0), (5, 0.123456)], 3)
        [[2, 3.0], [4, 1.0], [5, 0.1235]]
    """
    size = max(1, math.ceil(len(points) / most))
    stretches = (points[begin : begin + size] for begin in range(0, len(points), size))
    return [
        [stretch[-1][0], float(f"{math.fsum(loss for _, loss in stretch) / len(stretch):.4g}")]
        for stretch in stretches
    ]
