"""What a store of bytes is: whoever has these seven methods is one."""

import dataclasses
import hashlib
import os
import re
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from tfstyle.errors import IntegrityError, NotFoundError
from tfstyle.studio.texts.telling import Told

_SHA256 = re.compile("[0-9a-f]{64}")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+://")


@dataclasses.dataclass(frozen=True)
class Stored:
    """One entry of a store.

    Attributes:
        sha256: its name, which is its content.
        size: bytes.
        modified: when it was written, seconds since 1970.
    """

    sha256: str
    size: int
    modified: float


class Blobs(Protocol):
    """Bytes by their SHA-256, 64 lower-case hexadecimal digits; safe for several threads.

    A name that is none is answered as one that is not there: no name becomes a path.
    """

    def put(self, data: bytes) -> str:
        """Keep bytes, once however often they come, and return their SHA-256.

        When it returns they are there whole, even if the power goes.
        """

    def get(self, sha256: str) -> bytes:
        """Return the bytes.

        Raises:
            NotFoundError: there are none of this name.
            IntegrityError: they are not what they were.
        """

    def open(self, sha256: str) -> BinaryIO:
        """Return an open file of the bytes, which is not checked.

        Raises:
            NotFoundError: there are none of this name.
        """

    def exists(self, sha256: str) -> bool:
        """Return whether the bytes are there."""

    def delete(self, sha256: str) -> None:
        """Remove the bytes; if they are not there, that is well, too."""

    def list(self) -> Iterator[Stored]:
        """Yield what is there, in no order."""

    def tidy(self) -> None:
        """Remove what killed writers left half-written."""


def open_blobs(where: str | os.PathLike, **options) -> Blobs:
    """Open a store.

    Args:
        where: a directory, or the URL of a store: `s3://bucket/prefix`, `gs://...`, `az://...`,
            `memory:///` for tests.
        **options: of the remote store, as `ObjectBlobs` takes them.

    Example:
        >>> import tempfile
        >>> blobs = open_blobs(tempfile.mkdtemp())
        >>> blobs.get(blobs.put(b"bytes"))
        b'bytes'
    """
    from tfstyle.studio.blobs.disk import DiskBlobs
    from tfstyle.studio.blobs.objects import ObjectBlobs

    text = os.fspath(where)
    if _REMOTE.match(text) and not text.startswith("file://"):
        return ObjectBlobs(text, **options)
    return DiskBlobs(text.removeprefix("file://"))


def is_sha256(name) -> bool:
    """Return whether something is a name in a store."""
    return isinstance(name, str) and _SHA256.fullmatch(name) is not None


def sha256_of(data: bytes) -> str:
    """Return the name of bytes.

    Example:
        >>> sha256_of(b"")[:8]
        'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def checked(data: bytes, sha256: str) -> bytes:
    """Return bytes that are what their name says.

    Raises:
        IntegrityError: they are not.
    """
    if sha256_of(data) != sha256:
        raise IntegrityError(Told("refused.bytes_damaged", name=sha256))
    return data


def absent(sha256) -> NotFoundError:
    """Return what is raised where no such bytes are."""
    return NotFoundError(Told("refused.no_bytes", name=repr(str(sha256)[:64])))
