"""How far a run is: read from what it writes, without knowing anything of how it trains."""

import dataclasses
import json
import math
import re
import time
from pathlib import Path

from tfstyle.studio.texts.telling import Told
from tfstyle.studio.training.curve import LOSSES

_TAIL = 64 * 1024
_SAMPLE = re.compile(r"step_(\d{1,15})\.png")


@dataclasses.dataclass(frozen=True)
class Progress:
    """A moment of a run.

    Attributes:
        step: the last that was reported.
        steps: of the whole run.
        loss: of that report, `None` if it has none.
        left: seconds until the end, `None` before it can be told.
        sample: the newest sample grid, `None` before the first.
    """

    step: int
    steps: int
    loss: float | None
    left: float | None
    sample: Path | None

    @property
    def done(self) -> float:
        """The share of the steps that is done, 0 to 1."""
        return min(self.step / self.steps, 1.0)

    def told(self) -> Told:
        """Return it as a sentence, in English and in any other language."""
        if not self.step:
            return Told("ready")
        loss = "" if self.loss is None else Told("loss", loss=f"{self.loss:.3g}")
        return Told("step", step=self.step, steps=self.steps, loss=loss, left=self._left())

    def __str__(self):
        return str(self.told())

    def _left(self) -> str:
        if self.left is None or self.step >= self.steps:
            return ""
        if self.left < 90:
            return Told("left_seconds", count=math.ceil(self.left / 10) * 10)
        if self.left < 5400:
            return Told("left_minutes", count=round(self.left / 60))
        return Told("left_hours", count=f"{self.left / 3600:.1f}")


class ProgressReader:
    """Reads a run's `metrics.jsonl` and `samples/`, again and again.

    The time left goes by the pace since this reader was made: what an earlier attempt took, and
    how long a run was paused, is not in it.

    Args:
        run: the run directory; it may not be there yet.
        steps: of the whole run.
        clock: seconds.
    """

    def __init__(self, run, steps: int, clock=time.monotonic):
        self._run, self._steps, self._clock = Path(run), steps, clock
        self._first: tuple[int, float] | None = None
        self._began_at = self._last().get("step", 0)
        self._pace: float | None = None
        self._paced_at = 0

    @property
    def pace(self) -> float | None:
        """Seconds a step, measured since this reader was made; `None` before the second report."""
        return self._pace

    def read(self) -> Progress:
        """Return how far the run is now."""
        last = self._last()
        step = last.get("step", 0)
        loss = next((last[key] for key in LOSSES if isinstance(last.get(key), float)), None)
        return Progress(step, self._steps, loss, self._left(step), self._sample())

    def _left(self, step) -> float | None:
        if step <= self._began_at:
            return None
        if self._first is None:
            self._first = (step, self._clock())
        first, then = self._first
        if step <= first:
            return None
        if step != self._paced_at:  # between two reports the clock goes on, and no step is done
            self._paced_at, self._pace = step, (self._clock() - then) / (step - first)
        return max(self._steps - step, 0) * (self._clock() - then) / (step - first)

    def _last(self) -> dict:
        """Return the last whole line: of a killed run, one may be cut short."""
        try:
            with open(self._run / "metrics.jsonl", "rb") as file:
                file.seek(0, 2)
                file.seek(max(file.tell() - _TAIL, 0))
                lines = file.read().splitlines()
        except OSError:
            return {}
        for line in reversed(lines):
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(found, dict) and isinstance(found.get("step"), int):
                return found
        return {}

    def _sample(self) -> Path | None:
        try:
            names = [path for path in (self._run / "samples").iterdir()
                     if _SAMPLE.fullmatch(path.name)]  # fmt: skip
        except OSError:
            return None
        return max(names, key=lambda path: int(_SAMPLE.sub(r"\1", path.name)), default=None)
