"""Small stores, people and pictures for tests of the rooms that keep things."""

import dataclasses
import functools
import io
import tempfile
from pathlib import Path
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
        sa = need("sqlalchemy")

        with self.db.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(table))


def open_store(url: str, folder, limits=None) -> Store:
    """Open a store with tables; skip without what it needs."""
    for module in ("sqlalchemy", "alembic"):
        need(module)
    from tfstyle.studio.blobs import open_blobs
    from tfstyle.studio.database import migrate, open_database
    from tfstyle.studio.gallery import Gallery
    from tfstyle.studio.pictures import Pictures

    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_empty_tables())
    db, blobs = open_database(url), open_blobs(folder)
    migrate(db)
    pictures = Pictures(db, blobs, limits)
    return Store(url, db, blobs, pictures, Gallery(db, pictures, blobs))


@functools.cache
def _empty_tables() -> bytes:
    """Return a database of SQLite that is migrated already: making the tables takes a while."""
    from tfstyle.studio.database import migrate, open_database

    with tempfile.TemporaryDirectory() as folder:
        db = open_database(f"sqlite:///{folder}/studio.db")
        migrate(db)
        db.close()
        return Path(folder, "studio.db").read_bytes()


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


def video(
    size=(32, 16), frames=5, suffix="mp4", rotation=0, sound=False, **metadata
) -> bytes:  # fmt: skip
    """Return the file of a small video, with words beside the pictures."""
    av = need("av")
    file = io.BytesIO()
    codec = "libvpx" if suffix in ("webm", "matroska") else "mpeg4"
    with av.open(file, "w", format=suffix) as container:
        container.metadata.update(metadata)
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        if rotation:
            stream.set_display_rotation(rotation)
        audio = container.add_stream("aac", rate=8000, layout="mono") if sound else None
        for level in range(frames):
            pixels = np.full((size[1], size[0], 3), 40 * level % 256, "uint8")
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
        if audio:
            wave = np.sin(np.arange(8000 * frames // 10) / 3).astype("float32")
            frame = av.AudioFrame.from_ndarray(wave[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 8000, 0
            container.mux(audio.encode(frame))
            container.mux(audio.encode(None))
    return file.getvalue()
