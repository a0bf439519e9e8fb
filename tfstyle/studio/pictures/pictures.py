"""Pictures and videos of people: kept, read, shared and deleted, each by those who may."""

import contextlib
import dataclasses
import io
import threading
from collections.abc import Callable, Sequence
from typing import BinaryIO

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from tfstyle.errors import ImageError, NotFoundError, QuotaError, UnsupportedOptionError, or_list
from tfstyle.images import read_image
from tfstyle.studio.blobs import Blobs, Ledger
from tfstyle.studio.database import Database
from tfstyle.studio.database.schema import Blob, Picture, Style, User, Work, new_id
from tfstyle.studio.database.visibility import check_visibility, visible_to
from tfstyle.studio.pictures.identifying import VIDEO_SUFFIXES, identify
from tfstyle.studio.pictures.limits import Limits, megabytes
from tfstyle.studio.pictures.rows import absent, allowed, usage_of
from tfstyle.studio.pictures.serving import served
from tfstyle.studio.pictures.videos import as_file, poster
from tfstyle.studio.texts.telling import Told

KINDS = ("photo", "painting", "mask", "video", "result", "training")
_LONGEST_TITLE = 200
_AT_ONCE = 2  # pictures decoded at a time: a large one takes hundreds of megabytes


@dataclasses.dataclass(frozen=True)
class PictureInfo:
    """A picture or video as its viewers see it.

    Attributes:
        blob_sha256: of the original.
        media_type: of what is served, e.g. `"image/jpeg"`.
        size: bytes of the original.
        width: upright, pixels.
        height: likewise.
    """

    id: str
    owner_id: str
    blob_sha256: str
    media_type: str
    size: int
    kind: str
    title: str
    width: int
    height: int
    visibility: str
    created: float


class Pictures:
    """What people brought, and what was painted.

    Whatever a viewer may not see is answered as what is not there: `NotFoundError`. Nothing here
    becomes a path: a title is only shown.

    Args:
        db: the database, migrated.
        blobs: where the bytes are.
        limits: of what comes in.

    Example:
        >>> Pictures(db, blobs).add(user_id, photo_bytes).media_type  # doctest: +SKIP
        'image/jpeg'
    """

    def __init__(self, db: Database, blobs: Blobs, limits: Limits | None = None):
        self.db, self.blobs, self.limits = db, blobs, limits or Limits()
        self.ledger = Ledger(db, blobs)
        self._decoding = threading.Semaphore(_AT_ONCE)

    def add(
        self, owner_id: str, data: bytes, *, kind: str = "photo", title: str = "",
        then: Callable[[Session, str], None] | None = None,
    ) -> PictureInfo:  # fmt: skip
        """Keep a picture or video; when this returns, it is on the disk.

        Args:
            owner_id: whose it is.
            data: the file. What it is, its content says: a video's `kind` becomes `"video"`.
            kind: one of `KINDS`; where a `"video"` is expected, a GIF that moves is one.
            title: shown beside it; often a file's name. What is longer than 200 is cut.
            then: called with the open session and the new id: what it adds comes with the picture
                or not at all.

        Raises:
            ImageError: no picture or video of a known kind, damaged, or larger than the limits.
            QuotaError: the owner would have more bytes than allowed. Nothing was written.
            NotFoundError: there is no such owner.
        """
        if kind not in KINDS:
            raise UnsupportedOptionError(
                Told("refused.one_of", what="kind", known=or_list(KINDS), received=repr(kind))
            )
        with self._decoding:
            what = identify(data, self.limits, moving=kind == "video")
            if what.is_video and kind not in ("photo", "video", "result"):
                raise ImageError(Told("refused.kind_is_picture", kind=kind))
            if not what.is_video and kind == "video":
                raise ImageError(Told("refused.is_picture"))
            shown, shown_type = served(data, what, ours=kind == "result")
        files = [(data, what.media_type)] + ([(shown, shown_type)] if shown != data else [])
        new = sum(len(file) for file, _ in files)
        with self.db.reading() as session:
            self.check_quota(session, owner_id, new)
        written = [self.blobs.put(file) for file, _ in files]
        picture = Picture(
            id=new_id(), owner_id=owner_id, blob_sha256=written[0],
            served_sha256=written[1] if shown != data else None, title=tidy_title(title),
            kind="video" if what.is_video else kind, width=what.width, height=what.height,
        )  # fmt: skip
        try:
            with self.db.session() as session:
                self.check_quota(session, owner_id, new)  # others may have come meanwhile
                for _, file in sorted(zip(written, files, strict=True)):
                    self.ledger.hold(session, *file)
                session.add(picture)
                if then is not None:
                    session.flush()
                    then(session, picture.id)
        except BaseException:
            with contextlib.suppress(Exception):  # a sweep does it otherwise
                self.ledger.release(written)
            raise
        return self.info(picture.id, viewer_id=owner_id)

    def info(self, picture_id: str, *, viewer_id: str) -> PictureInfo:
        """Return what is known of a picture.

        Raises:
            NotFoundError: there is none for this viewer.
        """
        with self.db.reading() as session:
            return self._seen(session, picture_id, viewer_id)[0]

    def list(
        self, owner_id: str, *, kinds: tuple[str, ...] = KINDS, limit: int = 100,
        offset: int = 0, brought: bool = False,
    ) -> Sequence[PictureInfo]:  # fmt: skip
        """Return someone's own pictures, the newest first; `brought`: those that are no works."""
        query = _query().where(Picture.owner_id == owner_id, Picture.kind.in_(kinds))
        query = query.order_by(Picture.created.desc(), Picture.id).limit(limit).offset(offset)
        if brought:
            query = query.where(Picture.id.not_in(select(Work.picture_id)))
        with self.db.reading() as session:
            return [_info(*row) for row in session.execute(query)]

    def read(self, picture_id: str, *, viewer_id: str) -> bytes:
        """Return the file as it is shown: upright, without EXIF, whoever asks.

        Raises:
            NotFoundError: there is none for this viewer.
        """
        with self.db.reading() as session:
            sha256 = self._seen(session, picture_id, viewer_id)[1]
        return self.blobs.get(sha256)

    def open(self, picture_id: str, *, viewer_id: str) -> BinaryIO:
        """Return what `read` returns as an open file, for a video that is sent piece by piece.

        Raises:
            NotFoundError: there is none for this viewer.
        """
        with self.db.reading() as session:
            sha256 = self._seen(session, picture_id, viewer_id)[1]
        return self.blobs.open(sha256)

    def original(self, picture_id: str, *, owner_id: str) -> bytes:
        """Return what came in, byte for byte, EXIF and all: to its owner alone.

        Raises:
            NotFoundError: the owner has no such picture.
        """
        query = select(Picture.blob_sha256).where(
            Picture.id == picture_id, Picture.owner_id == owner_id
        )
        with self.db.reading() as session:
            sha256 = session.scalar(query)
        if sha256 is None:
            raise absent()
        return self.blobs.get(sha256)

    def image(self, picture_id: str, *, viewer_id: str, channels: int = 3) -> np.ndarray:
        """Return the pixels, uint8 (H, W, channels), upright, in sRGB.

        Raises:
            NotFoundError: there is none for this viewer.
            ImageError: it is a video.
        """
        info = self.info(picture_id, viewer_id=viewer_id)
        if info.kind == "video":
            raise ImageError(Told("refused.is_video"))
        data = self.blobs.get(info.blob_sha256)
        with self._decoding:
            return read_image(io.BytesIO(data), channels=channels)

    def poster(self, picture_id: str, *, viewer_id: str) -> np.ndarray:
        """Return what stands for a picture or video where it is small: uint8 (H, W, 3), upright.

        Raises:
            NotFoundError: there is none for this viewer.
            DataError: a video, and what reads videos is not installed.
        """
        info = self.info(picture_id, viewer_id=viewer_id)
        if info.kind != "video":
            return self.image(picture_id, viewer_id=viewer_id)
        data = self.read(picture_id, viewer_id=viewer_id)
        with self._decoding, as_file(data, VIDEO_SUFFIXES[info.media_type]) as path:
            return poster(path)

    def rename(self, picture_id: str, title: str, *, owner_id: str) -> PictureInfo:
        """Give one's picture another title.

        Raises:
            NotFoundError: the owner has no such picture.
        """
        with self.db.session() as session:
            allowed(session, picture_id, owner_id, "change").title = tidy_title(title)
        return self.info(picture_id, viewer_id=owner_id)

    def share(self, picture_id: str, visibility: str, *, owner_id: str) -> PictureInfo:
        """Show one's picture to nobody (`"private"`), one's classes, or everyone here.

        Raises:
            NotFoundError: the owner has no such picture.
            UnsupportedOptionError: another visibility.
        """
        check_visibility(visibility)
        with self.db.session() as session:
            allowed(session, picture_id, owner_id, "share").visibility = visibility
        return self.info(picture_id, viewer_id=owner_id)

    def delete(self, picture_id: str, *, viewer_id: str) -> None:
        """Delete a picture, and what is made of it as a style; its bytes go from the disk.

        Its owner may, a teacher where it is shared with a class of theirs, an admin where it is
        published. Bytes stay if another picture has the same ones. Results painted from it stay,
        too.

        Raises:
            NotFoundError: there is none that the viewer may delete.
        """
        with self.db.session() as session:
            picture = allowed(session, picture_id, viewer_id, "delete")
            named = [picture.blob_sha256, picture.served_sha256]
            named += session.scalars(
                select(Style.preset_sha256).where(Style.picture_id == picture_id)
            )
            session.delete(picture)
        self.ledger.release(named)

    def usage(self, owner_id: str) -> int:
        """Return how many bytes someone's pictures and trained styles take, each content once."""
        with self.db.reading() as session:
            return usage_of(session, owner_id)

    def quota(self, owner_id: str) -> int | None:
        """Return how many bytes someone may have, `None` for no limit.

        Raises:
            NotFoundError: there is no such user.
        """
        with self.db.reading() as session:
            return self._quota(session, owner_id)

    def check_quota(self, session: Session, owner_id: str, new: int) -> None:
        """Refuse what would be more than someone may have.

        In a session that writes it holds until its end: whoever else writes for the same user
        waits.

        Args:
            session: of the database.
            owner_id: whose it would be.
            new: bytes that would come.

        Raises:
            QuotaError: it says what is free.
            NotFoundError: there is no such owner.
        """
        quota = self._quota(session, owner_id)
        if quota is not None and (used := usage_of(session, owner_id)) + new > quota:
            raise QuotaError(
                Told(
                    "refused.quota",
                    new=megabytes(new),
                    free=megabytes(max(quota - used, 0)),
                    quota=megabytes(quota),
                )
            )

    def _quota(self, session, owner_id) -> int | None:
        # PostgreSQL: of two that write for one user, the second waits, and counts the first's.
        query = select(User).where(User.id == owner_id).with_for_update(key_share=True)
        if session.info.get("reads"):
            query = select(User).where(User.id == owner_id)
        user = session.scalars(query).first()
        if user is None:
            raise NotFoundError(Told("refused.no_user"))
        return self.limits.quota_bytes if user.quota_bytes is None else user.quota_bytes

    def _seen(self, session, picture_id, viewer_id) -> tuple[PictureInfo, str]:
        seen = visible_to(viewer_id, Picture)
        row = session.execute(_query().where(Picture.id == picture_id, seen)).first()
        if row is None:
            raise absent()
        return _info(*row), row[0].served_sha256 or row[0].blob_sha256


def tidy_title(title: str) -> str:
    """Return a title on one line, of printable letters, 200 at most.

    Example:
        >>> tidy_title("  a\\nb\\x00  ")
        'a b'
    """
    title = "".join(letter if letter.isprintable() else " " for letter in title[:10_000])
    return " ".join(title.split())[:_LONGEST_TITLE]


def _query():
    shown = aliased(Blob)
    return (
        select(Picture, Blob, shown.media_type)
        .join(Blob, Blob.sha256 == Picture.blob_sha256)
        .outerjoin(shown, shown.sha256 == Picture.served_sha256)
    )


def _info(picture: Picture, blob: Blob, shown_type: str | None) -> PictureInfo:
    return PictureInfo(
        picture.id, picture.owner_id, blob.sha256, shown_type or blob.media_type, blob.size,
        picture.kind, picture.title, picture.width, picture.height, picture.visibility,
        picture.created,
    )  # fmt: skip
