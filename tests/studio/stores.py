"""Small stores, people and pictures for tests of the rooms that keep things."""

import dataclasses
import io
from typing import Any

import numpy as np
import pytest

from tests.optional import need


@dataclasses.dataclass
class Store:
    """An empty store."""

    url: str
    db: Any
    blobs: Any
    pictures: Any
    gallery: Any

    def person(self, name: str, role: str = "student", quota: int | None = None) -> str:
        """Add someone; return the id."""
        from tfstyle.studio.database.schema import User

        user = User(name=name, role=role, quota_bytes=quota)
        with self.db.session() as session:
            session.add(user)
        return user.id

    def classroom(self, teacher_id: str, *member_ids: str) -> str:
        """Add a class; return its id."""
        from tfstyle.studio.database.schema import Classroom, Membership, new_id

        classroom = Classroom(id=new_id(), name="9b", teacher_id=teacher_id)
        with self.db.session() as session:
            session.add(classroom)
            session.flush()
            session.add_all(Membership(classroom_id=classroom.id, user_id=m) for m in member_ids)
        return classroom.id

    def stored(self) -> set[str]:
        """What bytes there are."""
        return {entry.sha256 for entry in self.blobs.list()}

    def rows(self, table) -> int:
        """How many rows a table has."""
        from sqlalchemy import func, select

        with self.db.reading() as session:
            return session.scalar(select(func.count()).select_from(table))


def open_store(url: str, folder, limits=None) -> Store:
    """Open a store with tables; skip without what it needs."""
    for module in ("sqlalchemy", "alembic"):
        need(module)
    from tfstyle.studio.blobs import open_blobs
    from tfstyle.studio.database import migrate, open_database
    from tfstyle.studio.gallery import Gallery
    from tfstyle.studio.pictures import Pictures

    db, blobs = open_database(url), open_blobs(folder)
    migrate(db)
    pictures = Pictures(db, blobs, limits)
    return Store(url, db, blobs, pictures, Gallery(db, pictures, blobs))


def new_store(folder, limits=None) -> Store:
    """Open an empty store on SQLite in a folder."""
    return open_store(f"sqlite:///{folder}/studio.db", folder / "blobs", limits)


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.exhaustive)]


def picture(seed=0, size=(12, 8), kind="PNG", **options) -> bytes:
    """Return the file of a small picture of noise, (width, height)."""
    from PIL import Image

    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), "uint8")
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def video(size=(32, 16), frames=5, suffix="mp4", rotation=0, **metadata) -> bytes:
    """Return the file of a small video, with words beside the pictures."""
    av = need("av")
    file = io.BytesIO()
    codec = "libvpx" if suffix in ("webm", "matroska") else "mpeg4"
    with av.open(file, "w", format=suffix) as container:
        container.metadata.update(metadata)
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for level in range(frames):
            pixels = np.full((size[1], size[0], 3), 40 * level % 256, "uint8")
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return file.getvalue()
