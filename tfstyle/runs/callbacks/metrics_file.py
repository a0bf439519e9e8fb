"""`metrics.jsonl`: one line of JSON a report, for programs."""

import math
from pathlib import Path

from tfstyle.runs.json_lines import append_line, forget_beyond


class MetricsFile:
    """Appends `{"step": 20, "generator/loss": ...}` lines; a listener of `Losses`.

    Args:
        path: the file.
        start: updates done so far; lines beyond it, of a part of the run that was lost and will
            be done again, are removed.
    """

    def __init__(self, path: Path, start: int):
        self.path = Path(path)
        forget_beyond(self.path, start)

    def __call__(self, step: int, values: dict) -> None:
        """Append one line."""
        # JSON has no infinity, which is the PSNR of equal pictures.
        finite = {name: value if math.isfinite(value) else None for name, value in values.items()}
        append_line(self.path, {"step": step, **finite})

    def close(self) -> None:
        """Do nothing: every line is written at once."""
