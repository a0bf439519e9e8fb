"""Pictures on disk that are measured: found once, read one by one, and remembered by their hash."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tfstyle import images
from tfstyle.errors import DataError, ImageError, did_you_mean
from tfstyle.evaluation.record import PictureRecord
from tfstyle.listing import list_files, some


class PictureSet:
    """The pictures of a folder, those below it too, or one picture.

    What is no picture, as its header tells, is an error at once: a figure of fewer pictures is
    another figure.

    Args:
        path: a folder or a file.
        word: what an error calls it, e.g. `"GENERATED"`.
        size: pixels of the shorter side to which each is brought; `None` leaves them as they are.

    Attributes:
        files: in the order of their names.
        sizes: `{file: (height, width)}`, as they are measured.
        notices: what the folder holds that does not count.

    Raises:
        DataError: nothing there, no picture in it, or some that cannot be read.
    """

    def __init__(self, path, word: str, size: int | None = None):
        self.path, self.word, self.size = Path(path).expanduser(), word, size
        self.notices: tuple[str, ...] = ()
        self.files: tuple[Path, ...]
        if self.path.is_file():
            self.root, self.files = self.path.parent, (self.path,)
        else:
            self.root, self.files = self.path, self._found()
        self.sizes = self._sizes()
        self._hashes: dict[Path, str] = {}

    def __len__(self):
        return len(self.files)

    def name(self, file: Path) -> str:
        """Return what a file is called in this set, with `/` between folders."""
        return file.relative_to(self.root).as_posix()

    def read(self, file: Path) -> np.ndarray:
        """Return a picture, uint8 (H, W, 3), and keep the hash of the very bytes it was made of.

        Raises:
            ImageError: it is damaged, or its values are none of a picture.
            DataError: it cannot be read.
        """
        try:
            with open(file, "rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
                picture = images.read_image(opened)
        except ImageError as error:
            raise ImageError(str(error).replace("The picture", str(file), 1)) from error
        except OSError as error:
            raise DataError(f"{file} cannot be read: {error.strerror or error}.") from error
        self._hashes[file] = digest
        return images.resize(picture, self._sized(picture.shape[:2])) if self.size else picture

    def stream(self) -> Iterator[tuple[Path, np.ndarray]]:
        """Yield each file with its picture; one is in memory at a time."""
        for file in self.files:
            yield file, self.read(file)

    def hash_of(self, file: Path) -> str:
        """Return the SHA-256 of a file's bytes."""
        if file not in self._hashes:
            with open(file, "rb") as opened:
                self._hashes[file] = hashlib.file_digest(opened, "sha256").hexdigest()
        return self._hashes[file]

    def record(self) -> PictureRecord:
        """Return what is kept of the set."""
        return PictureRecord.of(
            str(self.path), {self.name(file): self.hash_of(file) for file in self.files}
        )

    def common_size(self) -> tuple[int, int]:
        """Return the (height, width) that most of the pictures have."""
        return Counter(self.sizes.values()).most_common(1)[0][0]

    def _found(self):
        if not self.path.is_dir():
            parent = self.path.parent
            beside = [one.name for one in parent.iterdir()] if parent.is_dir() else []
            what = "is neither a file nor a folder" if self.path.exists() else "does not exist"
            near = did_you_mean(self.path.name, beside)
            raise DataError(f"{self.word} {self.path} {what}.{near}")
        listing = list_files(self.path, images.IMAGE_SUFFIXES)
        if listing.unreadable:
            raise DataError(
                f"A part of {self.word} cannot be read: {some(listing.unreadable)}. Give "
                "permission, or move it away."
            )
        odd = [*listing.left_out, *listing.repeated]
        if not listing.files:
            holds = f" ({some(odd)})" if odd else ""
            raise DataError(
                f"The folder {self.path} ({self.word}) holds no pictures{holds}. Known are "
                f"{', '.join(suffix[1:] for suffix in images.IMAGE_SUFFIXES)}."
            )
        if odd:
            self.notices = (f"Left out {len(odd)} of {self.word}: {some(odd)}.",)
        return listing.files

    def _sized(self, size):
        return images.shorter_side(self.size, size) if self.size else size

    def _sizes(self):
        sizes, broken = {}, []
        for file in self.files:
            try:
                sizes[file] = self._sized(images.read_size(file))
            except ImageError as error:
                broken.append(str(error).rstrip("."))
        if broken:
            raise DataError(
                f"{len(broken)} of {len(self.files)} pictures of {self.word} cannot be read: "
                f"{some(broken)}. Mend or remove them; nothing was measured."
            )
        return sizes
