"""The tables.

A row's id says nothing; times are seconds since 1970, in UTC; deleting a user deletes theirs.
"""

import time
import unicodedata
import uuid
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


def new_id() -> str:
    """An id that cannot be guessed: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def name_key(name: str) -> str:
    """Return what two names must not share: `Ada`, `ADA` and `ａｄａ` are one to who reads them."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _key_of_name(context):
    return name_key(context.get_current_parameters()["name"])


class Base(DeclarativeBase):
    """What all tables share."""

    type_annotation_map: ClassVar = {dict[str, Any]: JSON, list[str]: JSON}


def _id():
    return mapped_column(String(32), primary_key=True, default=new_id)


def _of(table, *, delete="CASCADE", index=True):
    return mapped_column(ForeignKey(f"{table}.id", ondelete=delete), index=index)


def _now():
    return mapped_column(default=time.time)


class User(Base):
    """Someone. The only person of a laptop is the user `me`, an admin without a password."""

    __tablename__ = "users"
    id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(64), unique=True)
    name_key: Mapped[str] = mapped_column(String(255), unique=True, default=_key_of_name)
    password_hash: Mapped[str | None] = mapped_column(String(255), default=None)
    role: Mapped[str] = mapped_column(String(16), default="student")
    language: Mapped[str] = mapped_column(String(8), default="")  # empty: as the browser has it
    quota_bytes: Mapped[int | None] = mapped_column(BigInteger, default=None)
    disabled: Mapped[bool] = mapped_column(default=False)
    created: Mapped[float] = _now()
    __table_args__ = (CheckConstraint("role IN ('student', 'teacher', 'admin')", name="role"),)


class Session(Base):
    """A browser that is logged in: its cookie's SHA-256, so that a stolen table opens no door."""

    __tablename__ = "sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = _of("users")
    expires: Mapped[float]
    created: Mapped[float] = _now()


class Classroom(Base):
    """Students and their teacher."""

    __tablename__ = "classrooms"
    id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(120))
    teacher_id: Mapped[str] = _of("users")
    created: Mapped[float] = _now()


class Membership(Base):
    """Who is in which class."""

    __tablename__ = "memberships"
    classroom_id: Mapped[str] = mapped_column(
        ForeignKey("classrooms.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Invitation(Base):
    """A link that makes one account, once: the SHA-256 of what it says."""

    __tablename__ = "invitations"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    classroom_id: Mapped[str | None] = _of("classrooms", index=False)
    created_by: Mapped[str] = _of("users", index=False)
    used_by: Mapped[str | None] = _of("users", delete="SET NULL", index=False)
    expires: Mapped[float]
    created: Mapped[float] = _now()


class Blob(Base):
    """Bytes kept once, however many pictures they are. The row is written after the bytes."""

    __tablename__ = "blobs"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(64))
    created: Mapped[float] = _now()


class Picture(Base):
    """A picture or video of someone: what came in, or was painted.

    `kind`: `photo`, `painting`, `mask`, `video`, `result`, or `training`: learned from, and
    offered nowhere else. `visibility`: `private`, `class` (the
    owner's classes see it) or `published` (everyone here does). `blob_sha256` is what came in, byte
    for byte; `served_sha256` is the same picture without what it says of place and camera, where
    that is another file.
    """

    __tablename__ = "pictures"
    id: Mapped[str] = _id()
    owner_id: Mapped[str] = _of("users")
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), index=True)
    served_sha256: Mapped[str | None] = mapped_column(
        ForeignKey("blobs.sha256"), default=None, index=True
    )
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200), default="")
    width: Mapped[int]
    height: Mapped[int]
    visibility: Mapped[str] = mapped_column(String(16), default="private")
    created: Mapped[float] = _now()
    __table_args__ = (
        CheckConstraint("visibility IN ('private', 'class', 'published')", name="visibility"),
    )


class Brought(Base):
    """For what a picture of the kind `training` was brought: `a`, `b` or `photographs`."""

    __tablename__ = "brought"
    picture_id: Mapped[str] = mapped_column(
        ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True
    )
    side: Mapped[str] = mapped_column(String(16))
    place: Mapped[int]
    __table_args__ = (CheckConstraint("side IN ('a', 'b', 'photographs')", name="side"),)


class Style(Base):
    """A style of the library.

    `kind`: `preset` (of the zoo: `model` names it, `style` one of its styles), `painting`
    (`picture_id`, painted by the arbitrary-style model `model`) or `trained` (`model` is a preset
    file kept as the blob `preset_sha256`). The zoo's have no owner.
    """

    __tablename__ = "styles"
    id: Mapped[str] = _id()
    owner_id: Mapped[str | None] = _of("users")
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(16))
    model: Mapped[str] = mapped_column(String(200))
    style: Mapped[str | None] = mapped_column(String(120), default=None)
    direction: Mapped[str | None] = mapped_column(String(64), default=None)
    picture_id: Mapped[str | None] = _of("pictures", delete="CASCADE")
    preset_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256"), default=None)
    tags: Mapped[list[str]] = mapped_column(default=list)
    licence: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(500), default="")
    strength: Mapped[float] = mapped_column(default=1.0)
    visibility: Mapped[str] = mapped_column(String(16), default="private")
    created: Mapped[float] = _now()
    __table_args__ = (
        CheckConstraint("kind IN ('preset', 'painting', 'trained')", name="kind"),
        UniqueConstraint("model", "style", "direction", "owner_id", "name", name="once"),
    )


class Work(Base):
    """How a result was made, so that it can be made again: its parents, the model and the options.

    `recipe` is JSON: `{"steps": [{"style": style id, "model": ..., "checksum": ..., "options":
    {...}}, ...], "version": ...}`, all that the same bits need beside the source.
    """

    __tablename__ = "works"
    id: Mapped[str] = _id()
    owner_id: Mapped[str] = _of("users")
    picture_id: Mapped[str] = _of("pictures")
    source_id: Mapped[str | None] = _of("pictures", delete="SET NULL")
    parent_id: Mapped[str | None] = _of("works", delete="SET NULL")
    recipe: Mapped[dict[str, Any]]
    created: Mapped[float] = _now()


class Collection(Base):
    """Works put together; a class's is its shared one."""

    __tablename__ = "collections"
    id: Mapped[str] = _id()
    owner_id: Mapped[str] = _of("users")
    classroom_id: Mapped[str | None] = _of("classrooms")
    name: Mapped[str] = mapped_column(String(120))
    created: Mapped[float] = _now()


class CollectionItem(Base):
    """A work in a collection."""

    __tablename__ = "collection_items"
    collection_id: Mapped[str] = mapped_column(
        ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True
    )
    work_id: Mapped[str] = mapped_column(
        ForeignKey("works.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int] = mapped_column(default=0)


class Comment(Base):
    """What someone says of a work."""

    __tablename__ = "comments"
    id: Mapped[str] = _id()
    work_id: Mapped[str] = _of("works")
    author_id: Mapped[str] = _of("users")
    text: Mapped[str] = mapped_column(String(4000))
    created: Mapped[float] = _now()


class Rating(Base):
    """One to five stars of one person for one work; the last one counts."""

    __tablename__ = "ratings"
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    work_id: Mapped[str] = mapped_column(
        ForeignKey("works.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    stars: Mapped[int]
    created: Mapped[float] = _now()
    __table_args__ = (CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),)


class Comparison(Base):
    """One person prefers one of two works."""

    __tablename__ = "comparisons"
    id: Mapped[str] = _id()
    user_id: Mapped[str] = _of("users")
    better_id: Mapped[str] = _of("works")
    worse_id: Mapped[str] = _of("works")
    created: Mapped[float] = _now()


class Fact(Base):
    """What the studio has learned of itself, see `tfstyle.studio.facts`."""

    __tablename__ = "facts"
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[dict[str, Any]]


class Job(Base):
    """Work to be done once, by whichever worker is free.

    `state`: `queued`, `running`, `paused`, `done`, `failed`, `cancelled`. A running job belongs to
    `worker` until `lease_until`; `fence` counts how often it was handed out, and only the holder of
    the last number may write its result, so that a worker thought dead cannot finish it twice.
    """

    __tablename__ = "jobs"
    id: Mapped[str] = _id()
    owner_id: Mapped[str] = _of("users")
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16), default="queued")
    wanted: Mapped[str | None] = mapped_column(String(16), default=None)
    worker: Mapped[str | None] = mapped_column(String(120), default=None)
    lease_until: Mapped[float | None] = mapped_column(default=None)
    fence: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[float] = mapped_column(default=0.0)
    message: Mapped[str] = mapped_column(String(500), default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    created: Mapped[float] = _now()
    started: Mapped[float | None] = mapped_column(default=None)
    ended: Mapped[float | None] = mapped_column(default=None)
    __table_args__ = (Index("jobs_by_state", "state", "created"),)
