"""Names that come from a file: which are keys, and how an error shows them."""

from collections.abc import Iterable

from tfstyle.errors import CheckpointError

# What a wrapper puts before every key: DataParallel and DistributedDataParallel, torch.compile.
_WRAPPERS = ("module.", "_orig_mod.")
_LONGEST = 500


def shown(text) -> str:
    """Return a name from a file as one short printable line.

    Example:
        >>> shown("os.system\\x1b[2J")
        'os.system\\\\x1b[2J'
    """
    text = text if isinstance(text, str) else type(text).__name__
    text = text[:100] + ("..." if len(text) > 100 else "")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def text_of(data: bytes) -> str:
    """Return what a file has as a text: UTF-8, or one letter a byte if it is none.

    It never fails: what no text should be is found where it is used.

    Example:
        >>> text_of(b"caf\\xe9")
        'café'
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")  # Other ways take seconds where megabytes are no text.


def check_names(keys: Iterable[str]) -> None:
    """Refuse keys that are no names: they end on terminals, in messages and in files.

    Raises:
        CheckpointError: a key is empty, longer than 500 characters or not printable.
    """
    for key in keys:
        if not 0 < len(key) <= _LONGEST or not key.isprintable():
            raise CheckpointError(f"a key is no name: {shown(key)!r}.")


def strip_prefixes(arrays: dict) -> dict:
    """Return `arrays` without the prefixes a wrapper gave to every key.

    Example:
        >>> strip_prefixes({"module.conv.weight": 1, "module.conv.bias": 2})
        {'conv.weight': 1, 'conv.bias': 2}
    """
    while True:
        for prefix in _WRAPPERS:
            if arrays and all(key.startswith(prefix) and key != prefix for key in arrays):
                arrays = {key[len(prefix) :]: value for key, value in arrays.items()}
                break
        else:
            return arrays
