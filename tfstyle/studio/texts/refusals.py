"""Why something did not work, for whoever asked for it: what helps, and nothing of this computer.

The studio's own errors carry a `Told`, `DataError(Told("refused.name_taken", name="'Ada'"))`: its
English is the error's text, for logs and programs; a page says it in its viewer's language.
"""

import errno
import re

from tfstyle.errors import (
    ArchitectureError,
    BusyError,
    CheckpointError,
    ImageError,
    IntegrityError,
    OfflineError,
    StorageError,
    TfstyleError,
    UnknownPresetError,
)
from tfstyle.studio.texts.telling import Told, in_language

# Whose errors were written in English alone; a subclass stands before its base.
_FOREIGN = (
    (ImageError, "foreign_image"), (UnknownPresetError, "foreign_preset"),
    (OfflineError, "foreign_offline"), (IntegrityError, "foreign_model"),
    (CheckpointError, "foreign_model"), (ArchitectureError, "foreign_model"),
    (TfstyleError, "foreign"),
)  # fmt: skip
# A file's whole path, of POSIX or Windows, of which the name stays.
_PATH = re.compile(
    r"(?<![\w:/.])(?:[A-Za-z]:\\|~?/|file:///?)(?:[^\s'\"`,;:]+[\\/])?([^\s'\"`,;:\\/]+)"
)


def refusal(error: BaseException) -> Told:
    """Return what somebody is told of an error.

    Args:
        error: that was raised. One of tfstyle without a `Told` is told in its own English words,
            after a sentence of ours in other languages; of a bug its kind alone.

    Example:
        >>> from tfstyle.errors import DataError
        >>> str(refusal(DataError("/home/ada/x/photo.png is damaged.")))
        'photo.png is damaged.'
        >>> str(refusal(MemoryError()))
        'This needs more memory than there is. Try it smaller.'
    """
    if error.args and isinstance(error.args[0], Told):
        return error.args[0]
    if isinstance(error, TfstyleError) and str(error).strip():
        key = next(key for kind, key in _FOREIGN if isinstance(error, kind))
        return Told(f"refused.{key}", why=_PATH.sub(r"\1", " ".join(str(error).split())))
    if isinstance(error, MemoryError):
        return Told("memory")
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Told("disk")
    return Told("unforeseen", kind=type(error).__name__)


def refusal_in(error: BaseException, language: str) -> str:
    """Return what somebody at a page is told of an error, in their language.

    Of a store that is away it says no more than that; the log says which, and where.

    Example:
        >>> from tfstyle.errors import NotFoundError
        >>> refusal_in(NotFoundError(Told("refused.no_work")), "zh")
        '没有这幅作品。'
    """
    told = refusal(error)
    if isinstance(error, (StorageError, BusyError)) and told.key == "refused.foreign":
        told = Told("refused.away")
    return in_language(told, language)
