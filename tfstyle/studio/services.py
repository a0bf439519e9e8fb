"""All rooms of one studio, made with what they need."""

import dataclasses
import threading
from collections.abc import Sequence
from functools import partial
from typing import Any

from tfstyle.studio.forgetting import forget_files, sweep, sweep_daily
from tfstyle.studio.settings import StudioSettings, secret_of


@dataclasses.dataclass
class Services:
    """The rooms; pages and routes reach everything through here.

    Attributes:
        settings: of the studio.
        secret: what signs tokens against forged requests.
        db: the tables.
        blobs: bytes by their SHA-256.
        pictures: what came in and was painted.
        accounts: who is there.
        jobs: what is still to do.
        gallery: works.
        library: styles.
        painter: paints.
        ratings: what people said of works.
        liking: what is learned of that.
        brought: which pictures were brought to be learned from, and as what.
        facts: what the studio has learned of itself.
        ranking: works in the order in which somebody likes them.
        teaching: when it learns again of what people said, and what it learned.
        advice: what can be measured in a picture.
    """

    settings: StudioSettings
    secret: bytes
    db: Any
    blobs: Any
    pictures: Any
    accounts: Any
    jobs: Any
    gallery: Any
    library: Any
    painter: Any
    ratings: Any = None
    liking: Any = None
    brought: Any = None
    facts: Any = None
    teaching: Any = None
    advice: Any = None
    ranking: Any = None

    def __post_init__(self):
        if self.advice is None:
            from tfstyle.studio.advice.shown import Advice

            self.advice = Advice(self.pictures, self.painter)
        if self.teaching is None and self.ratings is not None and self.facts is not None:
            from tfstyle.studio.ratings.teaching import Teaching

            self.teaching = Teaching(self.ratings, self.facts, self.jobs)
        if self.ranking is None and self.teaching is not None and self.liking is not None:
            from tfstyle.studio.ratings.ranking import Ranking

            self.ranking = Ranking(self.ratings, self.liking, self.teaching)

    def warm(self) -> None:
        """Load the models of the library in a thread, so that the first sheet comes soon."""
        viewer = self.accounts.me().id
        threading.Thread(
            target=self.painter.warm, args=(viewer,), name="studio-warm", daemon=True
        ).start()


def open_services(settings: StudioSettings) -> Services:
    """Open a studio's store, with its tables brought up to date and the zoo's styles in it.

    Raises:
        UnsupportedOptionError: a package is missing, with the line that installs it.
        DataError: the database or the store cannot be opened.
    """
    check_installed()
    from tfstyle.studio.accounts import Accounts
    from tfstyle.studio.blobs import open_blobs
    from tfstyle.studio.database import migrate, open_database
    from tfstyle.studio.jobs import Jobs

    secret = secret_of(settings.home)
    db = open_database(settings.database_url)
    migrate(db)
    rooms = library_rooms(settings, db, open_blobs(settings.storage_place))
    jobs = Jobs(db)
    accounts = Accounts(db, after_leaving=partial(forget_files, settings.home, jobs, rooms))
    services = Services(
        settings=settings, secret=secret, db=db, accounts=accounts, jobs=jobs, **rooms
    )
    services.library.seed_from_zoo()
    services.accounts.me()
    sweeping = partial(sweep, db, rooms["pictures"], settings.home)
    sweeping = partial(sweep_daily, sweeping, rooms["facts"], threading.Event().wait)
    threading.Thread(target=sweeping, name="studio-sweep", daemon=True).start()
    return services


def library_rooms(settings: StudioSettings, db, blobs) -> dict[str, Any]:
    """Return the rooms around pictures and styles, by the names of `Services`."""
    from tfstyle.studio.facts import Facts
    from tfstyle.studio.gallery import Gallery
    from tfstyle.studio.library import Library
    from tfstyle.studio.painting import Painter
    from tfstyle.studio.pictures import Limits, Pictures
    from tfstyle.studio.pictures.brought import BroughtPictures
    from tfstyle.studio.ratings import Liking, Ratings

    limits = Limits(
        max_bytes=settings.max_upload_bytes, max_pixels=settings.max_pixels,
        max_video_seconds=settings.max_video_seconds,
    )  # fmt: skip
    pictures = Pictures(db, blobs, limits)
    ratings = Ratings(db)
    liking = Liking(ratings)
    library = Library(
        db, pictures, blobs, settings.home / "presets", scores=partial(liked_scores, liking)
    )
    return {
        "blobs": blobs, "pictures": pictures, "gallery": Gallery(db, pictures, blobs),
        "library": library, "painter": Painter(library, pictures, blobs), "ratings": ratings,
        "liking": liking, "brought": BroughtPictures(db), "facts": Facts(db),
    }  # fmt: skip


def liked_scores(liking, viewer_id: str, styles: Sequence[str]) -> dict[str, float]:
    """Return how much a viewer likes styles, by their ids: the first of the order has most."""
    order = liking.order(viewer_id, list(styles))
    return {one.style: float(len(order) - place) for place, one in enumerate(order)}


def check_installed() -> None:
    """Raise if a package of the studio is missing.

    Raises:
        UnsupportedOptionError: with the line that installs it.
    """
    import importlib.util

    from tfstyle.errors import UnsupportedOptionError

    wanted = ("fastapi", "nicegui", "sqlalchemy", "alembic", "argon2", "multipart", "uvicorn")
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        raise UnsupportedOptionError(
            f"The studio needs {', '.join(missing)}, which is not installed. Install it with: "
            "pip install 'tfstyle[studio]'"
        )
