"""What a job is given and tells, as the tables keep it."""

import json
from typing import Any

from tfstyle.errors import DataError
from tfstyle.studio.texts.telling import Told, stored

_MOST_BYTES = 64 * 1024  # of a payload or a result: names and numbers, no pictures
_MOST_LETTERS = 500


def plain(values, what) -> dict[str, Any]:
    """Return values as the tables give them back: JSON, and not too much of it."""
    if not isinstance(values, dict):
        raise DataError(Told("refused.job_dictionary", what=what, received=type(values).__name__))
    try:
        text = json.dumps(values, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise DataError(Told("refused.job_json", what=what, why=str(error))) from error
    if len(text) > _MOST_BYTES:
        raise DataError(Told("refused.job_bytes", most=_MOST_BYTES, what=what, received=len(text)))
    if "\\u0000" in text:  # PostgreSQL keeps none
        raise DataError(Told("refused.job_nul", what=what))
    return json.loads(text)


def one_line(text) -> str:
    """Return a message as the tables keep it: one line, not too long."""
    if isinstance(text, Told):
        return stored(text, _MOST_LETTERS)
    text = str(text).encode("utf-8", "replace").decode()  # half a letter is none to a database
    text = " ".join(text.replace("\0", " ").split())
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"
