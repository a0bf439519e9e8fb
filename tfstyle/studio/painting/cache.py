"""Thumbnails that were painted already, in memory: what is deleted is gone from there, too."""

import collections
import threading
from collections.abc import Callable

_MOST_BYTES = 64 * 2**20


class ThumbnailCache:
    """Small files by the picture they show and what was done to it.

    Args:
        most_bytes: beyond, the least recently used ones go.

    Attributes:
        forgotten: called with each picture that is forgotten, for other caches of it.

    Example:
        >>> cache = ThumbnailCache()
        >>> cache.put("sha", ("wave", 160), b"jpeg")
        >>> cache.get("sha", ("wave", 160)), cache.get("sha", ("wave", 320))
        (b'jpeg', None)
    """

    def __init__(self, most_bytes: int = _MOST_BYTES):
        self._most = most_bytes
        self._held = 0
        self._entries: collections.OrderedDict[tuple, bytes] = collections.OrderedDict()
        self._lock = threading.Lock()
        self.forgotten: Callable[[str], object] = lambda blob: None

    def get(self, blob: str, key) -> bytes | None:
        """Return what was put there, `None` if it is not there any more."""
        with self._lock:
            found = self._entries.get((blob, key))
            if found is not None:
                self._entries.move_to_end((blob, key))
            return found

    def put(self, blob: str, key, data: bytes) -> None:
        """Keep a file.

        Args:
            blob: the SHA-256 of the picture that was painted.
            key: whatever else decides about the bytes.
            data: the file.
        """
        with self._lock:
            self._drop((blob, key))
            self._entries[blob, key] = data
            self._held += len(data)
            while self._held > self._most and self._entries:
                self._drop(next(iter(self._entries)))

    def forget(self, blob: str) -> None:
        """Drop all that shows a picture."""
        with self._lock:
            for entry in [one for one in self._entries if one[0] == blob]:
                self._drop(entry)
        self.forgotten(blob)

    def _drop(self, entry):
        self._held -= len(self._entries.pop(entry, b""))
