"""`health.jsonl`: a line for each time a check has something to say."""

import math
from collections.abc import Callable, Iterable
from pathlib import Path

from tfstyle.runs.health.check import Check
from tfstyle.runs.json_lines import append_line, forget_beyond


class Events:
    """Appends `{"step", "check", "value", "threshold", "sentence"}` lines.

    Args:
        path: the file; not there before there is anything to say.
        start: updates done so far; what was said beyond, in a part that was lost, is removed.
        listeners: functions of `(step, a check's name, what it says)`.
    """

    def __init__(
        self, path: Path, start: int, listeners: Iterable[Callable[[int, str, str], None]] = ()
    ):
        self.path = Path(path)
        self.listeners = list(listeners)
        forget_beyond(self.path, start)

    def __call__(self, step: int, check: Check, value: float | None, sentence: str) -> None:
        """Append one line.

        Args:
            step: updates done so far.
            check: which had something to say.
            value: what it measured; `None` for what is no number.
            sentence: what it says.
        """
        number = value if value is not None and math.isfinite(value) else None
        append_line(self.path, {
            "step": step, "check": check.name, "value": number, "threshold": check.threshold,
            "sentence": sentence,
        })  # fmt: skip
        for listener in self.listeners:
            listener(step, check.name, sentence)
