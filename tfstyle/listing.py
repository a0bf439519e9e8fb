"""Which files of a folder count: one rule for translating, training, videos and evaluating.

Not listed, and not worth a word, is what programs leave behind: hidden files and folders (a name
that begins with a dot, so macOS' `._photo.jpg` and `.ipynb_checkpoints` too), `__MACOSX`,
`Thumbs.db` and their like, and notes such as `README.md`. All else that is not listed is named.

Linked folders are entered. A folder or file that is reached by two ways counts once, under the
name that is no link.
"""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tfstyle.errors import DataError

# Made by file managers, archives and storage devices beside a user's own files.
_CLUTTER = {
    "__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "@eadir", "#recycle",
    "$recycle.bin", "system volume information", "lost+found",
}  # fmt: skip

# What lies beside pictures without being meant as one.
_NOTES = {
    "", ".aae", ".cff", ".csv", ".db", ".html", ".ini", ".json", ".jsonl", ".log", ".md", ".rst",
    ".srt", ".toml", ".tsv", ".txt", ".url", ".vtt", ".xml", ".xmp", ".yaml", ".yml",
}  # fmt: skip

_MOST_NAMED = 5


@dataclass(frozen=True)
class Listing:
    """What a folder holds.

    Attributes:
        files: with the suffixes asked for, in the order of their names, folder by folder.
        left_out: other files and links that lead nowhere, with the reason: `"x.psd is no picture"`.
        unreadable: folders below that the system does not let us read, with the reason.
        repeated: links to what is listed already: `"b.png is the same file as a.png"`.
    """

    files: tuple[Path, ...]
    left_out: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()


def list_files(
    folder, suffixes: Iterable[str], *, deep: bool = True, results: Iterable[Path] = (),
    kind: str = "picture",
) -> Listing:  # fmt: skip
    """List the files of a folder that count.

    Args:
        folder: a folder, or a link to one.
        suffixes: of the files wanted, in lower case with their dot.
        deep: enter the folders below, too.
        results: files and folders where results go, which are no inputs.
        kind: what the files are called where another one is named.

    Raises:
        DataError: `folder` is none, or cannot be read.

    Example:
        >>> import tempfile
        >>> place = Path(tempfile.mkdtemp())
        >>> for name in ("b.png", "a.PNG", "._a.png", "c.psd", "notes.txt"):
        ...     (place / name).touch()
        >>> found = list_files(place, {".png"})
        >>> [path.name for path in found.files], [Path(text).name for text in found.left_out]
        (['a.PNG', 'b.png'], ['c.psd is no picture'])
    """
    folder = Path(folder)
    _entries(folder)  # raises for the folder itself; those below it are named
    results = {_identity(path) for path in results} - {None}
    walk = _Walk(folder, frozenset(suffixes), deep, results, kind)
    return Listing(
        tuple(sorted(walk.files, key=lambda path: _order(path.relative_to(folder)))),
        tuple(walk.left_out), tuple(walk.unreadable), tuple(walk.repeated),
    )  # fmt: skip


def subfolders(folder) -> dict[str, Path]:
    """Return the folders in a folder that count, by their name in lower case.

    Raises:
        DataError: it cannot be read.
    """
    entries = _entries(Path(folder))
    return {
        entry.name.lower(): Path(entry.path) for entry in entries
        if not is_clutter(entry.name) and entry.is_dir()
    }  # fmt: skip


def is_clutter(name: str) -> bool:
    """True for a name that no user gave: hidden, or left behind by a program.

    Example:
        >>> is_clutter("._photo.jpg"), is_clutter("Thumbs.db"), is_clutter("photo.jpg")
        (True, True, False)
    """
    return name.startswith(".") or name.lower() in _CLUTTER


def some(texts) -> str:
    """Join the first few of many texts, and say how many more there are.

    Example:
        >>> some(["a", "b"]), some("abcdefgh")
        ('a; b', 'a; b; c; d; e; and 3 more')
    """
    texts = list(texts)
    more = len(texts) - _MOST_NAMED
    return "; ".join(texts[:_MOST_NAMED] + ([f"and {more} more"] if more > 0 else []))


class _Walk:
    """What is found on the way: files and folders first, then where links lead."""

    def __init__(self, folder, suffixes, deep, results, kind):
        self.suffixes, self.deep, self.results, self.kind = suffixes, deep, results, kind
        self.files, self.left_out, self.unreadable, self.repeated = [], [], [], []
        self._root = os.path.realpath(folder)
        self._folders = {}  # identity -> path
        self._real = {}  # real path -> path
        self._links = []
        self._enter(folder)
        self._follow_links()

    def _enter(self, folder: Path):
        pending = [folder]
        while pending:
            below = self._look(pending.pop(0))
            pending[:0] = below if self.deep else []

    def _follow_links(self):
        # Last, so that what is no link gives a file its name; they may lead to more links.
        while self._links:
            path = self._links.pop(0)
            try:
                is_folder = stat.S_ISDIR(path.stat().st_mode)
            except OSError as error:
                if isinstance(error, PermissionError):
                    self.unreadable.append(f"{path} cannot be read: {error.strerror}")
                elif path.suffix.lower() not in _NOTES - {""}:  # no target, or links in a ring
                    self.left_out.append(f"{path} is a link that leads nowhere ({error.strerror})")
                continue
            real = os.path.realpath(path)
            if not is_folder:
                self._add(path, real, path.is_file())
            elif not self.deep:
                continue
            elif os.path.join(self._root, "").startswith(os.path.join(real, "")):
                self.repeated.append(f"{path} leads back to {real}")
            else:
                self._enter(path)

    def _look(self, folder) -> list[Path]:
        """Take the files and links of one folder, and return the folders in it."""
        identity = _identity(folder)
        if identity in self._folders:
            self.repeated.append(f"{folder} is the same folder as {self._folders[identity]}")
            return []
        try:
            entries = _entries(folder)
        except DataError as error:
            self.unreadable.append(str(error).rstrip("."))
            return []
        self._folders[identity] = folder
        real, below = os.path.realpath(folder), []
        for entry in entries:
            path = folder / entry.name
            if is_clutter(entry.name):
                continue
            if self.results and _identity(path) in self.results:
                self.left_out.append(f"{path} is where results go")
            elif entry.is_symlink():
                self._links.append(path)
            elif entry.is_dir():
                below.append(path)
            else:
                self._add(path, os.path.join(real, entry.name), entry.is_file())
        return below

    def _add(self, path, real, regular):
        suffix = path.suffix.lower()
        if suffix not in self.suffixes:
            if suffix not in _NOTES:
                self.left_out.append(f"{path} is no {self.kind}")
        elif not regular:
            self.left_out.append(f"{path} is no regular file")
        elif real in self._real:
            self.repeated.append(f"{path} is the same file as {self._real[real]}")
        else:
            self._real[real] = path
            self.files.append(path)


def _entries(folder: Path) -> list[os.DirEntry]:
    """Return what is in a folder, by name."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise DataError(f"The folder {folder} cannot be read: {error.strerror}.") from error


def _identity(path):
    """Return what a path is to the system, whatever it is called; `None` if it is nothing."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _order(path: Path):
    """Files before the folders beside them, each by name."""
    return [(1, part) for part in path.parts[:-1]] + [(0, path.name)]
