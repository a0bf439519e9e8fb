"""Bytes in an object store: S3 and what speaks it, Google's, Azure's; obstore does the talking."""

import datetime
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from tfstyle.errors import DataError, StorageError, one_line
from tfstyle.studio.blobs.store import Stored, absent, checked, is_sha256, sha256_of
from tfstyle.studio.texts.telling import Told

# A store that is away for longer is told: minutes of trying (its client's own) would keep a thread
# each, and with all threads waiting no page would be answered.
_RETRIES: Any = {"max_retries": 4, "retry_timeout": datetime.timedelta(seconds=4)}


class ObjectBlobs:
    """A store behind a URL (`Blobs`); an object appears whole or not at all.

    Who may write is said as everywhere: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    `AWS_ENDPOINT_URL` and `AWS_REGION` in the environment, and likewise for the others.

    Args:
        url: `s3://bucket/prefix`, `gs://bucket`, `az://container`, `memory:///`.
        **options: for obstore's `from_url`, instead of the environment: `endpoint`,
            `access_key_id`, `secret_access_key`, `region`, `client_options`.

    Raises:
        DataError: a URL of no known store, or obstore is not installed.
        StorageError (of the methods): the store does not answer, or refuses.

    Example:
        >>> blobs = ObjectBlobs("memory:///")
        >>> blobs.get(blobs.put(b"bytes"))
        b'bytes'
    """

    def __init__(self, url: str, **options):
        try:
            import obstore
            from obstore.store import from_url
        except ImportError as error:
            raise DataError(Told("refused.obstore_missing")) from error
        self._obstore = obstore
        if not url.startswith("memory:"):
            options = {"retry_config": _RETRIES} | options
        try:
            self._store = from_url(url, **options)
        except Exception as error:  # of obstore, one a store
            raise DataError(Told("refused.store_unopened", url=url, why=one_line(error))) from error

    def put(self, data: bytes) -> str:
        """Keep bytes and return their SHA-256."""
        sha256 = sha256_of(data)
        if not self.exists(sha256):
            self._asked("put", _key(sha256), data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes, checked."""
        found = self._asked("get", _key(sha256)) if is_sha256(sha256) else None
        if found is None:
            raise absent(sha256)
        return checked(bytes(found.bytes()), sha256)

    def open(self, sha256: str) -> BinaryIO:
        """Return an open file of the bytes."""
        return io.BytesIO(self.get(sha256))

    def exists(self, sha256: str) -> bool:
        """Return whether the bytes are there."""
        return is_sha256(sha256) and self._asked("head", _key(sha256)) is not None

    def delete(self, sha256: str) -> None:
        """Remove the bytes."""
        if is_sha256(sha256):
            self._asked("delete", _key(sha256))

    def list(self) -> Iterator[Stored]:
        """Yield what is there."""
        for some in self._asked("list"):
            for entry in some:
                name = entry["path"].rpartition("/")[2]
                if is_sha256(name):
                    yield Stored(name, entry["size"], entry["last_modified"].timestamp())

    def tidy(self) -> None:
        """Do nothing: a store shows no half objects."""

    def _asked(self, what, *arguments):
        """Return what the store answers, `None` where it has no such object to read or remove."""
        try:
            return getattr(self._obstore, what)(self._store, *arguments)
        except Exception as error:  # the errors of obstore are many, and those below it, too
            # A bucket that is not there is answered alike, and takes no bytes.
            if isinstance(error, FileNotFoundError) and what in ("get", "head", "delete"):
                return None
            raise StorageError(
                f"The object store failed ({one_line(error)}). Check its address, its keys and "
                "that the bucket is there."
            ) from error


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
