"""Finds the pictures of a split in a folder, for the layouts; names only, none is opened here.

A folder is flat or has train/val/test below. Two sides lie in `trainA/` and `trainB/`, or `A/` and
`B/`, or carry the names of the domains (`monet/`, `photo/`); their splits may lie above (`train/A`)
or below (`A/train`).
"""

import filecmp
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tfstyle.errors import DataError, did_you_mean
from tfstyle.images import IMAGE_SUFFIXES
from tfstyle.listing import list_files, subfolders

SPLITS = {
    "train": ("train", "training"),
    "val": ("val", "valid", "validation"),
    "test": ("test", "testing"),
}


@dataclass(frozen=True)
class Folder:
    """What a folder holds.

    Attributes:
        path: where it is.
        pictures: its pictures, by name.
        odd: what else it holds, and why that is no picture.
    """

    path: Path
    pictures: tuple[Path, ...]
    odd: tuple[str, ...]

    @property
    def items(self) -> tuple[tuple[Path], ...]:
        """Its pictures, each alone."""
        return tuple((path,) for path in self.pictures)


@dataclass(frozen=True)
class Files:
    """The files one picture or pair after the other is read from.

    Attributes:
        items: for each its files: one picture, one AB picture, or one of each side.
        halves: the one file is an AB picture.
        problems: names of files that cannot be used, and why.
        notes: what is worth a line, e.g. by what names were paired.
    """

    items: tuple[tuple[Path, ...], ...]
    halves: bool = False
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def without(self, paths: Iterable[str | os.PathLike]) -> "Files":
        """Return the files that are none of `paths`: not by a link, nor as a copy.

        What is left out is among the notes.
        """
        unwanted = [Path(path) for path in paths if Path(path).is_file()]
        same = _same_as_any(unwanted)
        gone = [item for item in self.items if any(map(same, item))]
        kept = tuple(item for item in self.items if item not in gone)
        notes = [f"left out of the training, as it is a style: {path}" for (path,) in gone]
        return replace(self, items=kept, notes=(*self.notes, *notes))


def open_root(root) -> Path:
    """Return the folder of a data set.

    Raises:
        DataError: there is none, or it cannot be read.
    """
    if root is None:
        raise DataError("This layout needs a folder. Pass one, e.g. `--data my_pictures`.")
    path = Path(root).expanduser()
    if not path.is_dir():
        what = "is a file, not a folder" if path.exists() else "does not exist"
        around = path.parent.iterdir() if path.parent.is_dir() else ()
        beside = [p.name for p in around if p.is_dir()]
        raise DataError(f"The data folder {root} {what}.{did_you_mean(path.name, beside)}")
    try:
        os.listdir(path)
    except OSError as error:
        raise DataError(f"The data folder {root} cannot be read: {error.strerror}.") from error
    return path


def side_folders(root: Path, split: str, domains) -> tuple[Path, Path] | None:
    """Return the folders of the two sides, whatever they hold, or None."""
    for names in (tuple(name.lower() for name in domains), ("a", "b")):
        for candidates in _side_candidates(root, split):
            first, second = (candidates(name) for name in names)
            if first and second:
                return first, second
    return None


def two_sides(root: Path, split: str, domains) -> list[Folder] | None:
    """Return the two sides of a split with their pictures, or None.

    Raises:
        DataError: one of them is empty.
    """
    found = side_folders(root, split, domains)
    if found is None:
        return None
    sides = [_open(path, deep=True) for path in found]
    for side in sides:
        if not side.pictures:
            raise DataError(f"The folder {side.path} holds no pictures.{holds(side.path)}")
    return sides


def one_folder(root: Path, split: str) -> Folder | None:
    """Return the folder of a split, the root itself if it is flat; None without pictures.

    Raises:
        DataError: pictures lie beside the folders of the splits.
    """
    below = subfolders(root)
    path = next((below[word] for word in SPLITS[split] if word in below), None)
    if split != "train" and not path:
        return None
    loose = _open(root, deep=False)
    if loose.pictures and _is_split(root):
        raise DataError(
            f"{root} is mixed: {len(loose.pictures)} pictures (such as {loose.pictures[0].name}) "
            "lie beside the folders of its splits. Move them into one of these folders, or away."
        )
    found = _open(path, deep=True) if path else loose
    return found if found.pictures else None


def holds(path: Path) -> str:
    """Return a sentence that says what lies in a folder instead."""
    found = _open(path, deep=False)
    parts = [f"{len(found.pictures)} pictures"] if found.pictures else []
    parts += [f"{len(found.odd)} files that are no pictures"] if found.odd else []
    for below in list(subfolders(path).values())[:6]:
        parts.append(f"{below.name}/ with {len(_open(below, deep=True).pictures)} pictures")
    return f" It holds {', '.join(parts)}." if parts else " It is empty."


def _open(path: Path, deep: bool) -> Folder:
    found = list_files(path, IMAGE_SUFFIXES, deep=deep)
    return Folder(path, tuple(found.files), (*found.left_out, *found.unreadable))


def _side_candidates(root: Path, split: str):
    """Yield functions from a side's name to its folder, the most explicit place first."""
    top = subfolders(root)
    for word in SPLITS[split]:
        for glue in ("", "_", "-"):
            yield lambda name, start=word + glue: top.get(start + name)
        if word in top:
            yield subfolders(top[word]).get
        yield lambda name, word=word: subfolders(top[name]).get(word) if name in top else None
    if split == "train":

        def flat(name):
            folder = top.get(name)
            return folder if folder and not _is_split(folder) else None

        yield flat


def _is_split(folder: Path) -> bool:
    below = subfolders(folder)
    return any(word in below for words in SPLITS.values() for word in words)


def _same_as_any(others: list[Path]):
    """Return a function that is true of a file which is one of the others, or a copy of it."""
    by_size = {}
    for other in others:
        by_size.setdefault(other.stat().st_size, []).append(other)

    def same(path: Path) -> bool:
        try:
            alike = by_size.get(path.stat().st_size, ()) if by_size else ()
            return any(filecmp.cmp(path, other, shallow=False) for other in alike)
        except OSError:  # the scan says what is wrong with it
            return False

    return same
