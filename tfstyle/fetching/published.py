"""A file of weights that others have published: fetched once, and known by its SHA-256."""

from dataclasses import dataclass
from pathlib import Path

from tfstyle.errors import OfflineError
from tfstyle.fetching.cache import cache_directory, lock
from tfstyle.fetching.fetch import fetch, refuse_offline


@dataclass(frozen=True)
class PublishedFile:
    """Where a file is to be had, and how it is known.

    Attributes:
        url: https.
        sha256: of its content.
        size: its bytes.
    """

    url: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """The file's name."""
        return self.url.rsplit("/", 1)[-1]


def fetch_published(file: PublishedFile, variable: str, *, progress=None) -> Path:
    """Return where a published file lies in the cache, after fetching it if it is not there.

    Args:
        file: which.
        variable: of the environment, that may name a copy instead; errors say so.
        progress: function of `(bytes so far, bytes in all)`, called while data arrives.

    Raises:
        OfflineError: it has to be fetched and cannot be.
        IntegrityError: what came is not what was recorded.
        StorageError: the cache cannot be written.
    """
    target = cache_directory() / "weights" / file.sha256[:16] / file.name
    if not target.exists():
        try:
            refuse_offline(file.url, target, file.sha256)
            with lock(target.parent):
                if not target.exists():  # another process may have fetched it meanwhile
                    fetch(file.url, target, file.sha256, size=file.size, progress=progress)
        except OfflineError as error:
            raise OfflineError(f"{error} Or set {variable} to where it lies.") from error
    return target
