"""Files of a run with a JSON object a line, each of a step; whole even after a kill."""

import json
from pathlib import Path

from tfstyle.files import atomic_file, storage_errors


def append_line(path: Path, record: dict) -> None:
    """Append one record.

    Raises:
        StorageError: the disk is full or not writable.
        ValueError: NaN or infinity, which JSON has no word for.
    """
    line = json.dumps(record, allow_nan=False)
    with storage_errors(path), open(path, "a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def forget_beyond(path: Path, step: int) -> None:
    """Remove the lines of later steps, of a part of a run that was lost and will be done again.

    A last line that a kill cut short goes, too.
    """
    if not path.exists():
        return
    lines = [line for line in path.read_text("utf-8").splitlines() if _up_to(line, step)]
    with atomic_file(path) as temporary:
        temporary.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _up_to(line: str, step: int) -> bool:
    try:
        return json.loads(line)["step"] <= step
    except (ValueError, KeyError, TypeError):
        return False
