"""Bytes on disk: a file each, `ab/cd/abcd...`, written beside its place and renamed."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tfstyle.files import atomic_file, remove_leftovers, storage_errors
from tfstyle.studio.blobs.store import Stored, absent, checked, is_sha256, sha256_of


class DiskBlobs:
    """A store in a directory (`Blobs`).

    Args:
        directory: its own, made when the first bytes come; absolute from then on.

    Raises (`put`):
        StorageError: the disk is full, or the place is not writable.

    Example:
        >>> import tempfile
        >>> blobs = DiskBlobs(tempfile.mkdtemp())
        >>> blobs.exists(blobs.put(b"bytes"))
        True
    """

    def __init__(self, directory: str | os.PathLike):
        self.directory = Path(directory).absolute()

    def put(self, data: bytes) -> str:
        """Keep bytes and return their SHA-256."""
        sha256 = sha256_of(data)
        path = self._path(sha256)
        if not self.exists(sha256):
            with storage_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_file(path) as temporary:
                temporary.write_bytes(data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes, checked."""
        with self.open(sha256) as file:
            return checked(file.read(), sha256)

    def open(self, sha256: str) -> BinaryIO:
        """Return the open file."""
        if not is_sha256(sha256):
            raise absent(sha256)
        try:
            return open(self._path(sha256), "rb")
        except FileNotFoundError as error:
            raise absent(sha256) from error

    def exists(self, sha256: str) -> bool:
        """Return whether the bytes are there."""
        return is_sha256(sha256) and self._path(sha256).is_file()

    def delete(self, sha256: str) -> None:
        """Remove the bytes; their directory stays, as another writer may be about to use it."""
        if is_sha256(sha256):
            with storage_errors(self._path(sha256)):
                self._path(sha256).unlink(missing_ok=True)

    def list(self) -> Iterator[Stored]:
        """Yield what is there."""
        for path in self.directory.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if is_sha256(path.name) and path == self._path(path.name):
                try:
                    status = path.stat()
                except FileNotFoundError:  # deleted meanwhile
                    continue
                yield Stored(path.name, status.st_size, status.st_mtime)

    def tidy(self) -> None:
        """Remove what killed writers left; what a living one writes stays."""
        for folder in self.directory.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]"):
            remove_leftovers(folder)

    def _path(self, sha256: str) -> Path:
        return self.directory / sha256[:2] / sha256[2:4] / sha256
