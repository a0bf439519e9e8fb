"""People of known taste, and a studio's database as they would have left it.

What they look at is measured in another way than `preferences.looks` measures it: hue, saturation
and value of the pixels as they are stored. Nothing is learned back that was put in.
"""

import dataclasses
import hashlib
import io
from pathlib import Path

import numpy as np
from PIL import Image

from tests.optional import need

# What a picture has, and the middle and deviation of that over paintings of photographs.
MEASURES = {
    "saturation": (0.40, 0.15),
    "value": (0.55, 0.13),
    "warm": (0.5, 0.25),
    "busy": (0.25, 0.12),
    "off": (0.22, 0.07),
}


def measure(picture: np.ndarray, photograph: np.ndarray) -> dict[str, float]:
    """Return what people look at in a uint8 picture (H, W, 3), each about -2 to 2."""
    hue, saturation, value = np.moveaxis(
        np.asarray(Image.fromarray(picture).convert("HSV"), np.float64), -1, 0
    )
    gray = picture.astype(np.float64).mean(axis=-1)
    before = np.asarray(
        Image.fromarray(photograph).resize(picture.shape[1::-1], Image.Resampling.LANCZOS)
    )
    raw = {
        "saturation": saturation.mean() / 255,
        "value": value.mean() / 255,
        "warm": (saturation * ((hue < 43) | (hue > 230))).sum() / (saturation.sum() + 1),
        "busy": (np.abs(np.diff(gray, axis=1)) > 20).mean(),
        "off": np.abs(picture.astype(np.float64) - before).mean() / 255,
    }
    return {name: (raw[name] - middle) / scale for name, (middle, scale) in MEASURES.items()}


@dataclasses.dataclass(frozen=True)
class Rater:
    """Someone who knows what they like, and does not always say so.

    Attributes:
        likes: logits for each deviation of a measure.
        best: where a measure is liked best, for those that are liked at a middle: (place, logits
            lost for the square of a deviation from it).
    """

    likes: dict[str, float]
    best: dict[str, tuple[float, float]] = dataclasses.field(default_factory=dict)

    def worth(self, picture, photograph) -> float:
        found = measure(picture, photograph)
        total = sum(weight * found[name] for name, weight in self.likes.items())
        return total - sum(
            weight * (found[name] - place) ** 2 for name, (place, weight) in self.best.items()
        )

    @staticmethod
    def prefers(a: float, b: float, random) -> bool:
        """Return whether someone says that worth a is better than worth b."""
        return random.random() < 1 / (1 + np.exp(-np.clip(a - b, -60, 60)))

    @staticmethod
    def stars(worth: float, random) -> int:
        """Return one to five stars."""
        return 1 + int((worth + random.logistic() > np.array([-2.5, -1.0, 1.0, 2.5])).sum())


RATERS = {
    "warm and calm": Rater({"warm": 1.2, "busy": -1.2, "off": -0.4}),
    "light and colourful": Rater({"saturation": 1.2, "value": 1.2}),
    "quiet colours": Rater({"value": 0.8}, {"saturation": (-1.0, 0.8)}),
    "near the photograph": Rater({"off": -1.5, "busy": -0.5}),
}


def png(picture: np.ndarray) -> bytes:
    """Return a picture's file."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "png")
    return buffer.getvalue()


class Studio:
    """A studio's directory: its database and its pictures, written as the studio writes them.

    Args:
        directory: for `studio.db` and `blobs/`.
    """

    def __init__(self, directory: Path):
        create_engine, session = need("sqlalchemy").create_engine, need("sqlalchemy.orm").Session

        from tfstyle.studio.database.schema import Base

        directory.mkdir(parents=True, exist_ok=True)
        self.database, self.blobs = directory / "studio.db", directory / "blobs"
        engine = create_engine(f"sqlite:///{self.database}")
        Base.metadata.create_all(engine)
        self.session, self._seen, self._clock = session(engine), set(), 0.0

    def user(self, name: str) -> str:
        from tfstyle.studio.database.schema import User

        return self._added(User(name=name))

    def picture(self, owner: str, picture: np.ndarray, kind: str = "photo") -> str:
        from tfstyle.studio.database.schema import Blob, Picture

        data = png(picture)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 not in self._seen:
            path = self.blobs / sha256[:2] / sha256[2:4] / sha256
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            self._added(Blob(sha256=sha256, size=len(data), media_type="image/png"), "sha256")
            self._seen.add(sha256)
        height, width = picture.shape[:2]
        return self._added(
            Picture(owner_id=owner, blob_sha256=sha256, kind=kind, width=width, height=height)
        )

    def work(self, owner: str, picture: np.ndarray, source: str | None, *, style="a", model="m",
             strength=1.0) -> str:  # fmt: skip
        from tfstyle.studio.database.schema import Work

        step = {"style": style, "model": model, "options": {"strength": strength}}
        made = self.picture(owner, picture, "result")
        return self._added(
            Work(owner_id=owner, picture_id=made, source_id=source, recipe={"steps": [step]})
        )

    def prefer(self, person: str, better: str, worse: str) -> None:
        from tfstyle.studio.database.schema import Comparison

        self._clock += 1.0
        self._added(
            Comparison(user_id=person, better_id=better, worse_id=worse, created=self._clock)
        )

    def rate(self, person: str, work: str, stars: int) -> None:
        from tfstyle.studio.database.schema import Rating

        self.session.merge(Rating(user_id=person, work_id=work, stars=stars))

    def close(self) -> None:
        self.session.commit()
        bind = self.session.get_bind()
        self.session.close()
        bind.dispose()

    def _added(self, row, key="id"):
        self.session.add(row)
        self.session.flush()
        return getattr(row, key)
