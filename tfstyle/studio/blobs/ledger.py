"""Which bytes are still named by someone, and those of nobody removed.

Rows and bytes live in two places that no transaction spans. What keeps them in step is an order,
and one lock a content:

- coming: the bytes are written; then, in one transaction that holds the lock, it is looked whether
  they are still there, and the row that names them is written;
- going: the naming row is deleted and committed; then, in a second transaction that holds the
  lock, the blob's row goes if nobody names it; then, in a third, the bytes go if there is no row.

So a process killed anywhere leaves bytes without a row, which `sweep` removes, and never a row
without bytes; and of two that bring and remove the same content at once, the later one finds what
the earlier left. On SQLite the lock is the place of the only writer, on PostgreSQL an advisory one.
"""

import dataclasses
import time
from collections.abc import Iterable

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from tfstyle.studio.blobs.store import Blobs, sha256_of
from tfstyle.studio.database.opening import Database
from tfstyle.studio.database.schema import Blob, Picture, Style

_AN_HOUR = 3600.0
# Every column that names a blob.
_NAMING = (Picture.blob_sha256, Picture.served_sha256, Style.preset_sha256)


@dataclasses.dataclass(frozen=True)
class Swept:
    """What a sweep found.

    Attributes:
        removed: SHA-256s of bytes and rows that nobody named, and that are gone now.
        missing: SHA-256s of rows whose bytes are not there. A backup has them, or nobody.
    """

    removed: tuple[str, ...]
    missing: tuple[str, ...]


class Ledger:
    """Rows and bytes in step.

    Args:
        db: the database.
        blobs: the store.
    """

    def __init__(self, db: Database, blobs: Blobs):
        self.db, self.blobs = db, blobs

    def hold(self, session: Session, data: bytes, media_type: str) -> str:
        """Name bytes, which `blobs.put` has been given before, in an open session.

        Call it in the session that adds what names them, and before it is added. Several in one
        session go in the order of their SHA-256s, or two might wait for each other.

        Args:
            session: of `Database.session`.
            data: the bytes.
            media_type: of them, e.g. `"image/png"`.

        Returns:
            Their SHA-256.
        """
        sha256 = sha256_of(data)
        _lock(session, sha256)
        if not self.blobs.exists(sha256):
            self.blobs.put(data)  # somebody else has removed them since
        if session.get(Blob, sha256) is None:
            session.add(Blob(sha256=sha256, size=len(data), media_type=media_type))
            session.flush()
        return sha256

    def release(self, sha256s: Iterable[str | None]) -> list[str]:
        """Remove bytes that nobody names any more, their rows first.

        Call it after the session that deleted what named them has ended.

        Args:
            sha256s: which may be unnamed now; `None` among them does not matter.

        Returns:
            Those that are gone now.
        """
        gone = []
        for sha256 in sorted({each for each in sha256s if each}):
            with self.db.session() as session:
                _lock(session, sha256)
                session.execute(delete(Blob).where(Blob.sha256 == sha256, *_unnamed(sha256)))
            if self._remove(sha256):
                gone.append(sha256)
        return gone

    def sweep(self, older_than: float = _AN_HOUR) -> Swept:
        """Remove what killed processes and deleted users left behind; done once a day.

        Args:
            older_than: seconds; what is younger may belong to someone who is not done yet.
        """
        before = time.time() - older_than
        self.blobs.tidy()
        with self.db.reading() as session:
            query = select(Blob.sha256).where(Blob.created <= before, *_unnamed(Blob.sha256))
            left = list(session.scalars(query))
        removed = self.release(left)
        stored = {entry.sha256: entry.modified for entry in self.blobs.list()}
        with self.db.reading() as session:  # after the list: whoever has a row has had bytes
            rows = set(session.scalars(select(Blob.sha256)))
        for sha256 in sorted(set(stored) - rows):
            if stored[sha256] <= before and self._remove(sha256):
                removed.append(sha256)
        return Swept(tuple(removed), tuple(self._missing(rows - set(stored))))

    def _remove(self, sha256: str) -> bool:
        with self.db.session() as session:
            _lock(session, sha256)
            if session.get(Blob, sha256) is not None:
                return False
            self.blobs.delete(sha256)
            return True

    def _missing(self, sha256s) -> list[str]:
        """Return those that still have a row and no bytes: the list was made a moment ago."""
        missing = []
        for sha256 in sorted(sha256s):
            with self.db.reading() as session:
                named = session.get(Blob, sha256) is not None
            if named and not self.blobs.exists(sha256):
                missing.append(sha256)
        return missing


def _unnamed(sha256):
    """Return the conditions under which no row names a blob, for `where`."""
    return [~select(column).where(column == sha256).exists() for column in _NAMING]


def _lock(session: Session, sha256: str):
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(sha256[:16]), "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
