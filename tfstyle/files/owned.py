"""Files that are written again at each export, unless somebody has changed them meanwhile.

The first line holds the SHA-256 of all others. Where they differ, or the line is gone, the file is
an operator's by now: it stays, and what would have been written lies beside it as `<name>.new`.
"""

import hashlib
from pathlib import Path

from tfstyle.files import atomic_file

_SAYS = "Written by tfstyle {by}; a changed file is kept, the next goes to {new}. SHA-256 "


def write_owned(path, text: str, by: str = "export") -> bool:
    """Write a file of ours, or beside it if it is not ours any more.

    Args:
        path: of a `.config`, `.yaml` or `.md` file.
        text: all but the first line.
        by: the verb that writes it.

    Returns:
        Whether `path` itself has this text now; False if an operator's was kept.

    Raises:
        StorageError: the place cannot be written.
    """
    path = Path(path)
    beside = path.with_name(f"{path.name}.new")
    ours = not path.exists() or is_owned(path, by)
    content = _first_line(path, text, by) + text
    with atomic_file(path if ours else beside) as temporary:
        temporary.write_bytes(content.encode())
    if ours:
        beside.unlink(missing_ok=True)
    return ours


def is_owned(path, by: str = "export") -> bool:
    """Return whether a file is as it was written, byte for byte."""
    path = Path(path)
    if path.is_symlink() or not path.is_file():
        return False
    first, _, rest = path.read_bytes().partition(b"\n")
    try:
        return (first + b"\n").decode() == _first_line(path, rest.decode(), by)
    except UnicodeDecodeError:
        return False


def _first_line(path: Path, text: str, by: str) -> str:
    says = _SAYS.format(by=by, new=f"{path.name}.new") + hashlib.sha256(text.encode()).hexdigest()
    return f"<!-- {says} -->\n" if path.suffix == ".md" else f"# {says}\n"
