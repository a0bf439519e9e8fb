"""Which files a data set in a folder consists of; names only, no picture is opened here.

Flat, or with train/val/test below, a folder may hold

    paired     AB pictures side by side; two folders A and B with matching file names; or names
               that say the side, 0001_A and 0001_B (see `pairing`)
    unpaired   trainA/ and trainB/ (testA/, testB/), or A/ and B/
    images     just pictures

Two folders may also carry the names of the domains (`monet/`, `photo/`), and their splits may lie
above (`train/A`) or below (`A/train`).
"""

import filecmp
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tfstyle.data import pairing
from tfstyle.errors import DataError, did_you_mean
from tfstyle.images import IMAGE_SUFFIXES
from tfstyle.listing import list_files, subfolders

SPLITS = {
    "train": ("train", "training"),
    "val": ("val", "valid", "validation"),
    "test": ("test", "testing"),
}
LAYOUTS = ("paired", "unpaired", "images", "arrays", "tfds")

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


def find(layout: str, root, split: str = "train", domains=("a", "b")) -> list[Files]:
    """Return the files of a split: one `Files`, or one for each side if unpaired.

    Args:
        layout: "paired", "unpaired" or "images".
        root: the folder.
        split: "train", "val" or "test". A flat folder has only "train".
        domains: names that the folders of the two sides may carry, beside A and B.

    Raises:
        DataError: there is no such folder or split, or it holds no pictures of this layout.
    """
    root = _root(root)
    if layout not in LAYOUTS[:3]:
        near = did_you_mean(str(layout), LAYOUTS)
        raise DataError(
            f"layout must be 'paired', 'unpaired' or 'images' for a folder. Received: "
            f"{layout!r}.{near}"
        )
    if split not in SPLITS:
        raise DataError(f"split must be 'train', 'val' or 'test'. Received: {split!r}.")
    sides = None if layout == "images" else _sides(root, split, domains)
    if sides:
        listings = [_pictures(side, deep=True) for side in sides]
        for side, (pictures, _) in zip(sides, listings, strict=True):
            if not pictures:
                raise DataError(f"The folder {side} holds no pictures.{_holds(side)}")
        if layout == "unpaired":
            return [Files(tuple((p,) for p in found), False, odd) for found, odd in listings]
        items, problems, notes = pairing.match(sides, [found for found, _ in listings])
        odd = [text for _, texts in listings for text in texts]
        return [Files(tuple(items), False, (*odd, *problems), tuple(notes))]
    folder = None if layout == "unpaired" else _one_folder(root, split)
    if folder is None:
        raise DataError(_advice(layout, root, split, domains))
    pictures, odd = _pictures(folder, deep=folder != root)
    if not pictures:
        raise DataError(_advice(layout, root, split, domains))
    together = pairing.in_one_folder(pictures, domains) if layout == "paired" else None
    if together:
        items, problems, notes = together
        return [Files(tuple(items), False, (*odd, *problems), tuple(notes))]
    return [Files(tuple((p,) for p in pictures), layout == "paired", odd)]


def splits(layout: str, root, domains=("a", "b")) -> list[str]:
    """Return which of "train", "val" and "test" the folder has for this layout."""
    found = []
    for split in SPLITS:
        try:
            find(layout, root, split, domains)
        except DataError:
            continue
        found.append(split)
    return found


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


def _root(root) -> Path:
    if root is None:
        raise DataError("This layout needs a folder. Pass one, e.g. `--data my_pictures`.")
    path = Path(root).expanduser()
    if not path.is_dir():
        what = "is a file, not a folder" if path.exists() else "does not exist"
        beside = path.parent.iterdir() if path.parent.is_dir() else []
        beside = [p.name for p in beside if p.is_dir()]
        raise DataError(f"The data folder {root} {what}.{did_you_mean(path.name, beside)}")
    try:
        os.listdir(path)
    except OSError as error:
        raise DataError(f"The data folder {root} cannot be read: {error.strerror}.") from error
    return path


def _sides(root: Path, split: str, domains) -> tuple[Path, Path] | None:
    """Return the folders of the two sides, or None."""
    for names in (tuple(name.lower() for name in domains), ("a", "b")):
        for candidates in _side_candidates(root, split):
            first, second = (candidates(name) for name in names)
            if first and second:
                return first, second
    return None


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


def _one_folder(root: Path, split: str) -> Path | None:
    """Return the folder of a split, the root itself if it is flat, or None."""
    below = subfolders(root)
    found = next((below[word] for word in SPLITS[split] if word in below), None)
    if split != "train" and not found:
        return None
    loose = _pictures(root, deep=False)[0]
    if loose and _is_split(root):
        raise DataError(
            f"{root} is mixed: {len(loose)} pictures (such as {loose[0].name}) lie beside the "
            "folders of its splits. Move them into one of these folders, or away."
        )
    return found or root


def _is_split(folder: Path) -> bool:
    below = subfolders(folder)
    return any(word in below for words in SPLITS.values() for word in words)


def _pictures(folder: Path, deep: bool) -> tuple[list[Path], tuple[str, ...]]:
    """Return the pictures in a folder, by name, and what else it holds."""
    found = list_files(folder, IMAGE_SUFFIXES, deep=deep)
    return list(found.files), (*found.left_out, *found.unreadable)


def _holds(folder: Path) -> str:
    """Say what lies in a folder instead."""
    found, odd = _pictures(folder, deep=False)
    parts = [f"{len(found)} pictures"] if found else []
    parts += [f"{len(odd)} files that are no pictures"] if odd else []
    for below in list(subfolders(folder).values())[:6]:
        parts.append(f"{below.name}/ with {len(_pictures(below, deep=True)[0])} pictures")
    return f" It holds {', '.join(parts)}." if parts else " It is empty."


def _advice(layout: str, root: Path, split: str, domains) -> str:
    wanted = {
        "paired": "AB pictures side by side, or two folders such as trainA/ and trainB/ (A/ and "
        "B/) with matching file names",
        "unpaired": "two folders such as trainA/ and trainB/, or A/ and B/",
        "images": "pictures, directly or in train/",
    }[layout]
    text = (
        f"{root} holds no pictures of the split {split!r} for layout = {layout!r}, which wants "
        f"{wanted}.{_holds(root)}"
    )
    if layout == "images" and _sides(root, split, domains):
        return text + " Name one of its folders, or use data.layout = 'unpaired'."
    folder = _one_folder(root, split)
    if layout == "unpaired" and folder and _pictures(folder, deep=folder != root)[0]:
        return text + " If its pictures are AB pictures side by side, use data.layout = 'paired'."
    return text
