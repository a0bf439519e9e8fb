"""What layouts whose pictures are files of a folder have in common."""

import abc

from tfstyle.data.layouts.base import Layout
from tfstyle.errors import DataError


class FolderLayout(Layout):
    """Pictures as files, in one folder or one for each side, with or without splits.

    Attributes:
        wants: what an error says the folder should hold.
    """

    wants: str

    @abc.abstractmethod
    def look(self, root, split: str, domains) -> list | None:
        """Return the `folders.Files` of a split, one for each side; `None` if it has none.

        Args:
            root: `Path` of a folder that can be read.
            split: "train", "val" or "test". A flat folder has only "train".
            domains: names that the two sides may carry, beside A and B.

        Raises:
            DataError: what is there cannot be what is meant.
        """

    def hint(self, root, split: str, domains) -> str:
        """Return a sentence that helps where nothing was found, or nothing."""
        return ""

    def find(self, root, split: str = "train", domains=("a", "b")) -> list:
        """Return the files of a split, as `look`.

        Raises:
            DataError: there is no such folder or split, or it holds no pictures of this layout.
        """
        from tfstyle.data import folders

        root = folders.open_root(root)
        if split not in folders.SPLITS:
            raise DataError(f"split must be 'train', 'val' or 'test'. Received: {split!r}.")
        found = self.look(root, split, domains)
        if found is None:
            raise DataError(
                f"{root} holds no pictures of the split {split!r} for layout = {self.name!r}, "
                f"which wants {self.wants}.{folders.holds(root)}{self.hint(root, split, domains)}"
            )
        return found

    def files(self, spec, split: str) -> list:
        """Return the files that a spec means, as `find`."""
        return self.find(spec.root, split, spec.domains)

    def splits(self, spec):
        """Count the files of every split."""
        from tfstyle.data.folders import SPLITS

        counts = {}
        for split in SPLITS:
            try:
                sizes = tuple(len(files.items) for files in self.files(spec, split))
            except DataError:
                continue
            counts[split] = sizes if len(sizes) > 1 else sizes[0]
        if not counts:
            self.files(spec, "train")  # raises, and says what is missing
        return counts
