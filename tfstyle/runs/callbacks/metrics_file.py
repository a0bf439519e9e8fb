"""`metrics.jsonl`: one line of JSON a report, for programs."""

import json
import math
from pathlib import Path

from tfstyle.files import atomic_file, storage_errors


class MetricsFile:
    """Appends `{"step": 20, "generator/loss": ...}` lines; a listener of `Losses`.

    Args:
        path: the file.
        start: updates done so far; lines beyond it, of a part of the run that was lost and will
            be done again, are removed.
    """

    def __init__(self, path: Path, start: int):
        self.path = Path(path)
        if self.path.exists():
            lines = self.path.read_text("utf-8").splitlines()
            lines = [line for line in lines if _up_to(line, start)]
            with atomic_file(self.path) as temporary:
                temporary.write_text("".join(f"{line}\n" for line in lines), "utf-8")

    def __call__(self, step: int, values: dict) -> None:
        """Append one line."""
        # JSON has no infinity, which is the PSNR of equal pictures.
        finite = {name: value if math.isfinite(value) else None for name, value in values.items()}
        line = json.dumps({"step": step, **finite}, allow_nan=False)
        with storage_errors(self.path), open(self.path, "a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def close(self) -> None:
        """Do nothing: every line is written at once."""


def _up_to(line: str, step: int) -> bool:
    try:
        return json.loads(line)["step"] <= step
    except (ValueError, KeyError, TypeError):
        return False  # cut short by a kill
