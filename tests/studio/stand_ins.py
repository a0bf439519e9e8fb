"""Stand-ins by the interface of the real ones: rooms in memory, models without a network."""

import contextlib
import dataclasses
import hashlib
import io
import itertools
import time
from types import SimpleNamespace

import numpy as np

from tests.optional import need
from tfstyle.capabilities import Capabilities
from tfstyle.errors import NotFoundError, UnsupportedOptionError
from tfstyle.studio.texts.telling import Told

_NUMBERS = itertools.count(1)


def new_id():
    return f"{next(_NUMBERS):032x}"


@dataclasses.dataclass
class Row:
    """Whatever a room tells of a thing."""

    id: str
    owner_id: str
    blob_sha256: str = ""
    width: int = 0
    height: int = 0
    kind: str = "photo"
    title: str = ""
    visibility: str = "private"
    created: float = 0.0
    picture_id: str = ""
    source_id: str | None = None
    parent_id: str | None = None
    recipe: dict = dataclasses.field(default_factory=dict)


class Blobs:
    """Bytes by their SHA-256."""

    def __init__(self):
        self.held = {}

    def put(self, data):
        sha256 = hashlib.sha256(data).hexdigest()
        self.held[sha256] = data
        return sha256

    def get(self, sha256):
        if sha256 not in self.held:
            raise NotFoundError(Told("refused.no_bytes", name=sha256))
        return self.held[sha256]


class Database:
    """Tables in a file of SQLite."""

    def __init__(self, path):
        alchemy, Session = need("sqlalchemy"), need("sqlalchemy.orm").Session

        from tfstyle.studio.database.schema import Base

        self._session = Session
        self.engine = alchemy.create_engine(f"sqlite:///{path}")
        alchemy.event.listen(self.engine, "connect", lambda connection, _: connection.execute(
            "PRAGMA synchronous=OFF"))  # fmt: skip
        Base.metadata.create_all(self.engine)

    @contextlib.contextmanager
    def session(self):
        with self._session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    reading = session


class Pictures:
    """Pictures of one owner each, or published."""

    def __init__(self, blobs):
        self.blobs, self.rows = blobs, {}

    def add(self, owner_id, data, *, kind="photo", title=""):
        """Add a file, or the pixels of one."""
        from tfstyle.studio.painting.encoding import encode
        from tfstyle.studio.pictures.identifying import identify
        from tfstyle.studio.pictures.limits import Limits

        image = data if isinstance(data, np.ndarray) else identify(data, Limits()).pixels[..., :3]
        sha256 = self.blobs.put(encode(image, "png"))
        row = Row(new_id(), owner_id, sha256, image.shape[1], image.shape[0], kind, title)
        row.created = time.time()
        self.rows[row.id] = row
        return row

    def info(self, picture_id, *, viewer_id):
        row = self.rows.get(picture_id)
        if row is None or (row.owner_id != viewer_id and row.visibility != "published"):
            raise NotFoundError(Told("refused.no_picture"))
        return row

    def list(self, owner_id, *, kinds=("photo",)):
        mine = [r for r in self.rows.values() if r.owner_id == owner_id and r.kind in kinds]
        return mine[::-1]

    def read(self, picture_id, *, viewer_id):
        return self.blobs.get(self.info(picture_id, viewer_id=viewer_id).blob_sha256)

    def image(self, picture_id, *, viewer_id):
        from PIL import Image

        return np.asarray(Image.open(io.BytesIO(self.read(picture_id, viewer_id=viewer_id))))

    poster = image

    def delete(self, picture_id, *, viewer_id):
        if self.info(picture_id, viewer_id=viewer_id).owner_id != viewer_id:
            raise NotFoundError(Told("refused.no_picture"))
        del self.rows[picture_id]

    def check_quota(self, session, owner_id, new):
        """There is room for everything."""

    def usage(self, owner_id):
        mine = {r.blob_sha256 for r in self.rows.values() if r.owner_id == owner_id}
        return sum(len(self.blobs.get(sha256)) for sha256 in mine)


class Gallery:
    """Works of one owner each."""

    def __init__(self, pictures):
        self.pictures, self.rows = pictures, {}

    def keep(self, owner_id, picture_bytes, recipe, source_id, parent_id=None):
        kept = self.pictures.add(owner_id, picture_bytes, kind="result")
        row = Row(new_id(), owner_id, picture_id=kept.id, recipe=recipe, source_id=source_id)
        row.parent_id = parent_id
        self.rows[row.id] = row
        return row

    def list(self, viewer_id, *, limit=500):
        return [row for row in self.rows.values() if row.owner_id == viewer_id][::-1]

    def get(self, work_id, *, viewer_id):
        row = self.rows.get(work_id)
        if row is None or row.owner_id != viewer_id:
            raise NotFoundError(Told("refused.no_work"))
        return row

    def delete(self, work_id, *, viewer_id):
        row = self.get(work_id, viewer_id=viewer_id)
        self.pictures.delete(row.picture_id, viewer_id=viewer_id)
        del self.rows[work_id]

    def write_zip(self, work_ids, file, *, viewer_id):
        works = [self.get(work_id, viewer_id=viewer_id) for work_id in work_ids]
        file.write(b"PK" + str(len(works)).encode())


@dataclasses.dataclass(frozen=True)
class User:
    """Someone."""

    id: str
    name: str
    role: str = "student"
    language: str = ""
    quota_bytes: int | None = None


class Accounts:
    """People by their names; a token is `session-of-NAME`."""

    def __init__(self, *names):
        self.users = {name: User(f"id-{name}", name) for name in names}
        self.users["me"] = User("me", "me", "admin")
        self.ended, self.invited = set(), set()

    def me(self):
        return self.users["me"]

    def log_in(self, name, password, address="", old=""):
        if name not in self.users or password != f"{name}'s password":
            raise UnsupportedOptionError("The name or the password is not right.")
        self.ended.discard(f"session-of-{name}")
        return f"session-of-{name}"

    def user_of(self, token, renew=True):
        name = token.removeprefix("session-of-")
        return None if token in self.ended else self.users.get(name)

    def log_out(self, token):
        self.ended.add(token)

    def invite(self, by, role, classroom_id=None):
        self.invited.add("invitation")
        return "invitation"

    def classrooms(self, viewer_id):
        return []

    def accept(self, token, name, password):
        if token not in self.invited:
            raise UnsupportedOptionError("This invitation has expired.")
        self.invited.remove(token)
        self.users[name] = User(f"id-{name}", name)


class Jobs:
    """Jobs that nobody does."""

    def __init__(self):
        self.asked = []

    def add(self, owner_id, kind, payload):
        self.asked.append((owner_id, kind, payload))
        return new_id()


class Library:
    """Styles by id."""

    def __init__(self, *styles):
        self.held = {style.id: style for style in styles}

    def styles(self, viewer_id):
        return list(self.held.values())

    def get(self, style_id, *, viewer_id):
        return self.held[style_id]


def style(style_id, model="fast_style_udnie", **values):
    """Return what the library tells of a style."""
    told = {
        "name": style_id, "style": None, "direction": None, "painting_sha256": None,
        "preset_sha256": None, "strength": 1.0,
    }  # fmt: skip
    return SimpleNamespace(id=style_id, model=model, **{**told, **values})


class Model:
    """Paints a picture in one colour, as far as strength goes, and counts how often."""

    size_multiple, min_size, styles = 4, 8, ()

    def __init__(self, level=255, takes="picture"):
        self.level, self.calls = level, []
        self.capabilities = Capabilities(translates=True, directions=1, style=takes)

    def translate(self, image, *, strength=1.0, style=None, **asked):
        self.calls.append({"style": style, "strength": strength, **asked})
        return np.rint(image + strength * (self.level - image.astype("float32"))).astype("uint8")


def rooms(folder, *names, models=None, **settings):
    """Return services of a studio in memory, and of an empty library."""
    from tfstyle.studio.library import Library
    from tfstyle.studio.painting import Painter
    from tfstyle.studio.pictures.brought import BroughtPictures
    from tfstyle.studio.services import Services
    from tfstyle.studio.settings import StudioSettings

    given = {"home": folder, "warm": False, "serve": (), **settings}
    blobs = Blobs()
    pictures = Pictures(blobs)
    db = Database(folder / "studio.db")
    accounts = Accounts(*names)
    with db.session() as session:
        from tfstyle.studio.database.schema import User as UserRow

        for user in accounts.users.values():
            session.add(UserRow(id=user.id, name=user.name, role=user.role))
    library = Library(db, pictures, blobs, folder / "presets")
    return Services(
        settings=StudioSettings(**given), secret=b"secret", db=db, blobs=blobs, pictures=pictures,
        accounts=accounts, jobs=Jobs(), gallery=Gallery(pictures), library=library,
        painter=Painter(library, pictures, blobs, models=models),
        brought=BroughtPictures(db),
    )  # fmt: skip


def stored_rooms(folder, *names, **settings):
    """Return services with tables and bytes on the disk; accounts and jobs in memory."""
    from tfstyle.studio.blobs import open_blobs
    from tfstyle.studio.database import migrate, open_database
    from tfstyle.studio.database.schema import User as UserRow
    from tfstyle.studio.services import Services, library_rooms
    from tfstyle.studio.settings import StudioSettings

    settings = StudioSettings(**{"home": folder, "warm": False, "serve": (), **settings})
    db = open_database(settings.database_url)
    migrate(db)
    accounts = Accounts(*names)
    with db.session() as session:
        for user in accounts.users.values():
            session.add(UserRow(id=user.id, name=user.name, role=user.role))
    rooms = library_rooms(settings, db, open_blobs(settings.storage_place))
    rooms["library"].seed_from_zoo()
    return Services(
        settings=settings, secret=b"secret", db=db, accounts=accounts, jobs=Jobs(), **rooms
    )
