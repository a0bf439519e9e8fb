"""The exceptions a user of tfstyle may meet, and the sentence that helps them on.

Every message says what came, what was expected and what to do. The command line prints the
message as one line and exits with 1; `--debug` shows the traceback.
"""

import difflib
from collections.abc import Iterable


class TfstyleError(Exception):
    """Base class of everything tfstyle raises on purpose."""


class UnknownPresetError(TfstyleError, LookupError):
    """No preset, preset directory or run directory has this name."""


class UnknownMetricError(TfstyleError, LookupError):
    """No metric has this name."""


class RecipeError(TfstyleError, ValueError):
    """A recipe has an unknown key, a wrong type or a value out of range."""


class DataError(TfstyleError, ValueError):
    """A data set cannot be used: empty, mixed, unpaired, unreadable or too small."""


class ImageError(TfstyleError, ValueError):
    """A picture cannot be read or written, or is larger than allowed."""


class IntegrityError(TfstyleError, ValueError):
    """A file's content does not match its recorded SHA-256, or it is damaged."""


class CheckpointError(TfstyleError, ValueError):
    """A checkpoint is damaged, of no known format, or asks for more than data."""


class ArchitectureError(TfstyleError, ValueError):
    """Weights do not fit the network that should take them."""


class OfflineError(TfstyleError, OSError):
    """Something has to be downloaded and cannot be; the message names the file to provide."""


class StorageError(TfstyleError, OSError):
    """A file could not be written: the disk is full or the place is not writable."""


class BusyError(TfstyleError, RuntimeError):
    """Another process holds a lock.

    Attributes:
        owner: which, e.g. `"process 4711 on ada"`.
    """

    def __init__(self, message: str, owner: str = "another process"):
        super().__init__(message)
        self.owner = owner


class RunError(TfstyleError, RuntimeError):
    """A run directory is in use, holds another recipe, or has nothing to resume."""


class TrainingError(TfstyleError, RuntimeError):
    """Training cannot go on: a loss is not finite, or a worker was lost."""


class ExportError(TfstyleError, RuntimeError):
    """An artefact cannot be made, or is not the same picture as Keras gives."""


class RefusedError(ExportError):
    """An engine crashed, hung, could not run an export, or painted another picture with it."""


class ArtefactError(TfstyleError, ValueError):
    """An exported file is damaged, or is none that tfstyle wrote."""


class TensorError(TfstyleError, ValueError):
    """A message's tensor cannot be read: its type, shape and values do not belong together."""


class RemoteError(TfstyleError, RuntimeError):
    """A server did not answer, or refused; the message has its words.

    Attributes:
        code: gRPC's name of why, e.g. `"NOT_FOUND"`; `None` if nothing answered.
    """

    def __init__(self, message: str, code: str | None = None):
        super().__init__(message)
        self.code = code


class NotFoundError(TfstyleError, LookupError):
    """There is no such thing, or it is not for whoever asks: the two are told alike."""


class QuotaError(TfstyleError, ValueError):
    """Someone's pictures would take more bytes than they may have here."""


class UnsupportedOptionError(TfstyleError, ValueError):
    """An option this model cannot honour; the message names the models that can."""


class RangeWarning(UserWarning):
    """Values that are allowed, but look as if another range was meant."""


def did_you_mean(name: str, known: Iterable[str], *, most: int = 3) -> str:
    """Return ` Did you mean 'x' or 'y'?` for the nearest known names, or an empty string.

    Example:
        >>> did_you_mean("generater", ["generator", "discriminator"])
        " Did you mean 'generator'?"
    """
    # In another case it is the same word: BtoA is meant as b2a.
    by_lower: dict[str, str] = {}
    for each in known:
        by_lower.setdefault(each.lower(), each)
    near = difflib.get_close_matches(name.lower(), list(by_lower), n=most, cutoff=0.5)
    near = [by_lower[each] for each in near]
    if not near:
        return ""
    return " Did you mean " + " or ".join(repr(n) for n in near) + "?"


def or_list(words: Iterable[str]) -> str:
    """Return words as one of them is chosen: "a, b or c"; "none" for no word.

    Example:
        >>> or_list(["names", "a picture", "nothing"])
        'names, a picture or nothing'
    """
    *others, last = [*words] or ["none"]
    return f"{', '.join(others)} or {last}" if others else last


def one_line(words, most: int = 300) -> str:
    """Return what another library said, or a file holds, as one line that is not too long.

    Example:
        >>> one_line(ValueError("no\\n  good"))
        'no good'
    """
    text = " ".join(str(words).split())
    text = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
    return text if len(text) <= most else f"{text[: most - 3]}..."
