"""Decoded pictures on disk, for sets that are larger than the memory.

They lie in `$TFSTYLE_CACHE/pictures` under a name made of their content: other sizes, geometries
and channels make other files, equal pictures one, and several processes share them.
"""

import hashlib
import os
from pathlib import Path

import numpy as np
from PIL import Image

from tfstyle.errors import StorageError
from tfstyle.files import atomic_file


class Store:
    """The folder of decoded pictures, made if it is missing.

    Raises:
        StorageError: it cannot be made.
    """

    def __init__(self):
        try:
            root = os.environ.get("TFSTYLE_CACHE") or Path.home() / ".cache" / "tfstyle"
            # Absolute: it is read at every step, wherever the process has gone by then.
            self.folder = Path(root, "pictures").absolute()
            self.folder.mkdir(parents=True, exist_ok=True)
        except RuntimeError as error:  # no home directory
            raise _no_place("the cache", str(error)) from error
        except OSError as error:
            raise _no_place(str(self.folder), f"it cannot be made: {error.strerror}") from error

    def add(self, picture: np.ndarray) -> str:
        """Write a picture, if it is not there yet, and return its path.

        Args:
            picture: uint8 (H, W, C) with 1, 3 or 4 channels.

        Raises:
            StorageError: the disk is full, or the folder is not writable.
        """
        digest = hashlib.sha256(repr(picture.shape).encode() + picture.tobytes()).hexdigest()
        path = self.folder / digest[:2] / f"{digest[2:34]}.png"
        if path.exists():
            return str(path)
        image = Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)
        try:
            with atomic_file(path) as temporary:
                image.save(temporary, "PNG", compress_level=1)  # a fifth of the default's time
        except OSError as error:
            # Another process wrote the same, and where open files cannot be replaced, reads it.
            if not path.exists():
                raise _no_place(str(self.folder), str(error)) from error
        return str(path)


def _no_place(where: str, why: str) -> StorageError:
    return StorageError(
        f"The decoded pictures do not fit into the memory and go to {where}; {why.rstrip('.')}. "
        "Set TFSTYLE_CACHE to a place with room, or use a smaller data.load."
    )
