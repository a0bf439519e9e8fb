"""What the files of a preset are called, and how its JSON is read."""

import json
from pathlib import Path

from tfstyle.errors import IntegrityError, one_line
from tfstyle.files import read_regular

CONFIG, WEIGHTS, CHECKSUMS, CARD = (
    "config.json", "model.weights.h5", "checksums.json", "README.md",
)
FORMAT = 1
NAMESPACE = "tfstyle>"
LARGEST_TEXT = 1 << 20  # bytes of a file that is no weights; those of the zoo have 5,000
_DEEPEST = 50


def read_json(path: Path, content: bytes | None = None) -> dict:
    """Return the JSON object of a file of a preset.

    Args:
        path: the file.
        content: of the file, if it was read already.

    Raises:
        FileNotFoundError: there is none.
        IntegrityError: it is no ordinary file, too large, or no JSON object of unambiguous keys.
    """
    if content is None:
        content = read_regular(path, limit=LARGEST_TEXT)
    try:
        # Editors of Windows put a mark before the text.
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unambiguous)
        _check_depth(value)
    except (ValueError, RecursionError) as error:
        reason = "too deeply nested" if isinstance(error, RecursionError) else one_line(error)
        raise IntegrityError(f"{path} is damaged ({reason}). Get the preset again.") from error
    if not isinstance(value, dict):
        raise IntegrityError(
            f"{path} is damaged: it holds {type(value).__name__}, not an object. Get the preset "
            "again."
        )
    return value


def _unambiguous(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


def _check_depth(value, depth=0):
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return
    for item in value:
        _check_depth(item, depth + 1)


def read_card(directory) -> str:
    """Return the card of a preset, Markdown; empty if it has none.

    Raises:
        IntegrityError: it is no ordinary file, or too large.
    """
    try:
        content = read_regular(Path(directory, CARD), limit=LARGEST_TEXT)
    except FileNotFoundError:
        return ""
    return content.decode("utf-8-sig", errors="replace")
